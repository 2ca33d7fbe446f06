using System.Text;
using Microlight.Wasi.Filesystem.Linux;
using Microsoft.Win32.SafeHandles;

namespace Microlight.Wasi.Filesystem;

/// <summary>A granted directory, opened: the host's side and the guest's name for it.</summary>
internal sealed class GrantedDirectory : IDisposable
{
    private GrantedDirectory(SafeFileHandle handle, byte[] guestPath, bool isReadOnly, FileStatus status)
    {
        Handle = handle;
        GuestPath = guestPath;
        IsReadOnly = isReadOnly;
        Status = status;
    }

    public SafeFileHandle Handle { get; }
    public byte[] GuestPath { get; }
    public bool IsReadOnly { get; }
    private FileStatus Status { get; }

    /// <summary>Whether an open directory is this one, the top of what the guest may see.</summary>
    public bool Is(in FileStatus directory) => Status.Device == directory.Device && Status.Inode == directory.Inode;

    /// <summary>Opens a directory that the host grants, or says why not.</summary>
    /// <exception cref="ArgumentException">The guest path cannot be passed to a guest.</exception>
    /// <exception cref="DirectoryGrantException">The directory cannot be opened, or the kernel cannot confine lookups to it.</exception>
    public static GrantedDirectory Open(PreopenedDirectory grant)
    {
        if (grant.GuestPath.Length == 0 || grant.GuestPath.Contains('\0'))
            throw new ArgumentException($"The guest path of '{grant.HostPath}' is empty or holds a NUL.", nameof(grant));
        if (grant.HostPath.Length == 0 || grant.HostPath.Contains('\0'))
            throw new DirectoryGrantException(grant.HostPath, "its path is empty or holds a NUL.");
        if (!OperatingSystem.IsLinux())
            throw new DirectoryGrantException(grant.HostPath, "directories can be granted on Linux only.");

        var descriptor = Syscalls.Open(grant.HostPath, OpenFlags.ReadOnly | OpenFlags.Directory | OpenFlags.CloseOnExec);
        if (descriptor < 0) throw new DirectoryGrantException(grant.HostPath, Explain(Syscalls.LastError));
        var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        try
        {
            // One lookup proves that the kernel has openat2 and takes its flags, and that no filter stands before it.
            var error = PathResolution.OpenBeneath(handle, ".\0"u8, OpenFlags.Path | OpenFlags.Directory, out var probe);
            probe?.Dispose();
            if (error != LinuxErrno.None)
                throw new DirectoryGrantException(grant.HostPath,
                    $"the system call openat2 failed ({error}), and without it a guest cannot be confined to a directory; it needs Linux 5.6 or later and a seccomp filter that allows it.");
            var result = HostFile.GetStatus(handle, out var status);
            if (result != LinuxErrno.None) throw new DirectoryGrantException(grant.HostPath, Explain(result));
            return new GrantedDirectory(handle, Encoding.UTF8.GetBytes(grant.GuestPath), grant.ReadOnly, status);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    private static string Explain(LinuxErrno error) => error switch
    {
        LinuxErrno.ENOENT => "there is none.",
        LinuxErrno.ENOTDIR => "it is not a directory.",
        LinuxErrno.EACCES or LinuxErrno.EPERM => "this process may not open it.",
        _ => $"opening it failed ({error}).",
    };

    public void Dispose() => Handle.Dispose();
}

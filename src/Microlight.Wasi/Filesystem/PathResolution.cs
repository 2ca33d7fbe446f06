using Microlight.Wasi.Filesystem.Linux;
using Microsoft.Win32.SafeHandles;

namespace Microlight.Wasi.Filesystem;

/// <summary>
/// Resolves a guest's paths beneath a directory. Every lookup of more than one component is an openat2 with RESOLVE_BENEATH, so the
/// kernel itself refuses <c>..</c> above the directory, absolute symbolic links and links that lead out, whoever swaps them meanwhile.
/// Names are then used relative to the parent's descriptor by calls that do not follow a link in the last component.
/// </summary>
internal static class PathResolution
{
    /// <summary>openat2 gives up with EAGAIN when a rename elsewhere raced with a <c>..</c>; more often than this in a row is an attack.</summary>
    private const int MaximumAttempts = 64;

    /// <summary>Opens <paramref name="terminatedPath"/> (with its NUL) beneath <paramref name="directory"/>.</summary>
    public static LinuxErrno OpenBeneath(SafeFileHandle directory, ReadOnlySpan<byte> terminatedPath, OpenFlags flags, out SafeFileHandle? handle)
    {
        var how = new OpenHow
        {
            Flags = (ulong)(flags | OpenFlags.CloseOnExec),
            Mode = flags.HasFlag(OpenFlags.Create) ? 0x1b6u : 0u, // rw-rw-rw- less the umask
            Resolve = LinuxConstants.ResolveBeneath | LinuxConstants.ResolveNoMagicLinks,
        };
        handle = null;
        for (var attempt = 0; ;)
        {
            var descriptor = Syscalls.OpenAt2(directory, terminatedPath, how);
            if (descriptor >= 0)
            {
                handle = new SafeFileHandle(descriptor, ownsHandle: true);
                return LinuxErrno.None;
            }
            switch (Syscalls.LastError)
            {
                case LinuxErrno.EXDEV: return LinuxErrno.OutsideGrant;
                case LinuxErrno.EAGAIN when ++attempt < MaximumAttempts:
                case LinuxErrno.EINTR: continue;
                case var error: return error;
            }
        }
    }

    /// <summary>
    /// Opens the directory that holds the path's last component. The component is not looked at, unless it is <c>..</c>: then the whole
    /// path has to lie beneath the directory.
    /// </summary>
    public static LinuxErrno OpenParent(SafeFileHandle directory, in GuestPath path, out ParentDirectory parent)
    {
        parent = default;
        var bytes = path.Bytes;
        var end = bytes.TrimEnd((byte)'/').Length;
        var slash = bytes[..end].LastIndexOf((byte)'/');
        var name = bytes[(slash + 1)..end];

        if (name.SequenceEqual(".."u8))
        {
            var error = OpenBeneath(directory, path.Terminated, OpenFlags.Path | OpenFlags.Directory, out var whole);
            if (error != LinuxErrno.None) return error;
            whole!.Dispose();
        }

        if (slash < 0)
        {
            parent = new ParentDirectory(directory, owned: false, Terminate(name), end < bytes.Length);
            return LinuxErrno.None;
        }
        var result = OpenBeneath(directory, Terminate(bytes[..slash]), OpenFlags.Path | OpenFlags.Directory, out var handle);
        if (result == LinuxErrno.None) parent = new ParentDirectory(handle!, owned: true, Terminate(name), end < bytes.Length);
        return result;
    }

    private static byte[] Terminate(ReadOnlySpan<byte> bytes)
    {
        var terminated = new byte[bytes.Length + 1];
        bytes.CopyTo(terminated);
        return terminated;
    }
}

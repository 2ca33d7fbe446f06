using Microlight.Wasi.Filesystem.Linux;
using Microsoft.Win32.SafeHandles;

namespace Microlight.Wasi.Filesystem;

/// <summary>
/// An open directory of the host and the operations on what lies beneath it. Nothing here reaches anything else; with
/// <see cref="IsReadOnly"/> nothing here changes anything. Errors are the kernel's.
/// </summary>
internal sealed class HostDirectory(SafeFileHandle handle, bool isReadOnly, bool ownsHandle) : IDisposable
{
    private static ReadOnlySpan<byte> EmptyPath => "\0"u8;

    public SafeFileHandle Handle { get; } = handle;

    /// <summary>The grant, or the one this directory was opened beneath, is read-only.</summary>
    public bool IsReadOnly { get; } = isReadOnly;

    /// <summary>
    /// Opens a file or directory beneath this one. <paramref name="flags"/> are access mode, creation and synchronisation; the handle
    /// is always non-blocking, so that a FIFO in a granted directory stalls nobody.
    /// </summary>
    public LinuxErrno Open(in GuestPath path, bool follow, OpenFlags flags, out SafeFileHandle? handle)
    {
        flags |= OpenFlags.NonBlocking | OpenFlags.NoControllingTerminal;
        if (!follow) flags |= OpenFlags.NoFollow;
        return IsReadOnly
            ? OpenUnchanged(path, flags, out handle)
            : PathResolution.OpenBeneath(Handle, path.Terminated, flags, out handle);
    }

    /// <summary>What a read-only mount does with these flags: what exists may be read, what would have to be made or changed is EROFS.</summary>
    private LinuxErrno OpenUnchanged(in GuestPath path, OpenFlags flags, out SafeFileHandle? handle)
    {
        const OpenFlags changing = OpenFlags.WriteOnly | OpenFlags.ReadWrite | OpenFlags.Truncate;
        var creates = flags.HasFlag(OpenFlags.Create);
        var exclusive = creates && flags.HasFlag(OpenFlags.Exclusive);
        var reading = flags & ~(changing | OpenFlags.Create | OpenFlags.Exclusive | OpenFlags.Append);
        if (exclusive) reading = OpenFlags.Path | OpenFlags.NoFollow;

        var error = PathResolution.OpenBeneath(Handle, path.Terminated, reading, out handle);
        if (error == LinuxErrno.ENOENT && creates) return LinuxErrno.EROFS;
        if (error != LinuxErrno.None || (!exclusive && (flags & changing) == 0)) return error;
        handle!.Dispose();
        handle = null;
        return exclusive ? LinuxErrno.EEXIST : LinuxErrno.EROFS;
    }

    /// <summary>The status of a path; without <paramref name="follow"/> that of a symbolic link itself.</summary>
    public LinuxErrno GetStatus(in GuestPath path, bool follow, out FileStatus status)
    {
        status = default;
        var error = PathResolution.OpenBeneath(Handle, path.Terminated, PathOnly(follow), out var target);
        if (error != LinuxErrno.None) return error;
        using (target) return HostFile.GetStatus(target!, out status);
    }

    /// <summary>Sets access and modification time of a path; see utimensat(2) for the special values.</summary>
    public LinuxErrno SetTimes(in GuestPath path, bool follow, TimeSpec accessed, TimeSpec modified)
    {
        var error = PathResolution.OpenBeneath(Handle, path.Terminated, PathOnly(follow), out var target);
        if (error != LinuxErrno.None) return error;
        using (target)
        {
            if (IsReadOnly) return LinuxErrno.EROFS;
            return Check(Syscalls.SetTimesAt(target!, EmptyPath, [accessed, modified], LinuxConstants.AtEmptyPath));
        }
    }

    /// <summary>Copies a symbolic link's target into the buffer, cut off where that ends.</summary>
    public LinuxErrno ReadLink(in GuestPath path, Span<byte> buffer, out int length)
    {
        length = 0;
        var error = PathResolution.OpenBeneath(Handle, path.Terminated, PathOnly(follow: false), out var link);
        if (error != LinuxErrno.None) return error;
        using (link)
        {
            var read = Syscalls.ReadLinkAt(link!, EmptyPath, buffer, (nuint)buffer.Length);
            // Linux says ENOENT for an empty path on what is no link; by name it would be EINVAL.
            if (read < 0) return Syscalls.LastError == LinuxErrno.ENOENT ? LinuxErrno.EINVAL : Syscalls.LastError;
            length = (int)read;
            return LinuxErrno.None;
        }
    }

    public LinuxErrno CreateDirectory(in GuestPath path)
    {
        var error = OpenParentForChange(path, out var parent);
        if (error != LinuxErrno.None) return error;
        using (parent) return Check(Syscalls.MakeDirectoryAt(parent.Handle, parent.NameWithSlash, 0x1ff)); // rwxrwxrwx less the umask
    }

    public LinuxErrno RemoveDirectory(in GuestPath path) => Unlink(path, LinuxConstants.AtRemoveDirectory);

    public LinuxErrno RemoveFile(in GuestPath path) => Unlink(path, 0);

    private LinuxErrno Unlink(in GuestPath path, int flags)
    {
        var error = OpenParentForChange(path, out var parent);
        if (error != LinuxErrno.None) return error;
        using (parent) return Check(Syscalls.UnlinkAt(parent.Handle, parent.NameWithSlash, flags));
    }

    public LinuxErrno Rename(in GuestPath path, HostDirectory target, in GuestPath targetPath)
    {
        var error = OpenParentForChange(path, out var parent);
        if (error != LinuxErrno.None) return error;
        using (parent)
        {
            error = target.OpenParentForChange(targetPath, out var targetParent);
            if (error != LinuxErrno.None) return error;
            using (targetParent)
                return Check(Syscalls.RenameAt(parent.Handle, parent.NameWithSlash, targetParent.Handle, targetParent.NameWithSlash));
        }
    }

    /// <summary>Makes a hard link; a symbolic link is linked itself, not what it points at.</summary>
    public LinuxErrno Link(in GuestPath path, HostDirectory target, in GuestPath targetPath)
    {
        var error = PathResolution.OpenParent(Handle, path, out var parent);
        if (error != LinuxErrno.None) return error;
        using (parent)
        {
            if (parent.HasTrailingSlash)
            {
                // linkat would follow a link before the slash. Whatever is there, it is a directory or an error.
                error = PathResolution.OpenBeneath(Handle, path.Terminated, OpenFlags.Path | OpenFlags.Directory, out var directory);
                directory?.Dispose();
                return error != LinuxErrno.None ? error : LinuxErrno.EPERM;
            }
            error = target.OpenParentForChange(targetPath, out var targetParent);
            if (error != LinuxErrno.None) return error;
            using (targetParent)
            {
                // A link in a writable grant would make a read-only grant's file writable; two mounts would say EXDEV.
                if (IsReadOnly) return LinuxErrno.EXDEV;
                return Check(Syscalls.LinkAt(parent.Handle, parent.Name, targetParent.Handle, targetParent.NameWithSlash, 0));
            }
        }
    }

    /// <summary>
    /// Makes a symbolic link. The target is any relative path: it is resolved, and confined, when somebody uses it.
    /// </summary>
    public LinuxErrno CreateSymbolicLink(in GuestPath target, in GuestPath path)
    {
        var error = OpenParentForChange(path, out var parent);
        if (error != LinuxErrno.None) return error;
        using (parent) return Check(Syscalls.SymbolicLinkAt(target.Terminated, parent.Handle, parent.NameWithSlash));
    }

    private LinuxErrno OpenParentForChange(in GuestPath path, out ParentDirectory parent)
    {
        var error = PathResolution.OpenParent(Handle, path, out parent);
        if (error != LinuxErrno.None || !IsReadOnly) return error;
        parent.Dispose();
        return LinuxErrno.EROFS;
    }

    private static OpenFlags PathOnly(bool follow) => follow ? OpenFlags.Path : OpenFlags.Path | OpenFlags.NoFollow;

    private static LinuxErrno Check(int result) => result < 0 ? Syscalls.LastError : LinuxErrno.None;

    public void Dispose()
    {
        if (ownsHandle) Handle.Dispose();
    }
}

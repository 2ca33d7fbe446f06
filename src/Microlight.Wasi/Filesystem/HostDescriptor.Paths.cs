using System.Text;
using Microlight.Wasi.Filesystem.Linux;
using Microlight.Wasm.Bindings;
using Microsoft.Win32.SafeHandles;
using Wasi.Filesystem;
using OpenFlags = Wasi.Filesystem.OpenFlags;

namespace Microlight.Wasi.Filesystem;

/// <summary>What is done beneath a directory.</summary>
internal sealed partial class HostDescriptor
{
    public override ValueTask<WitResult<Descriptor, ErrorCode>> OpenAtAsync(
        PathFlags pathFlags, string path, OpenFlags openFlags, DescriptorFlags flags, CancellationToken cancellationToken = default)
    {
        var error = DirectoryFor(path, out var directory, out var guestPath);
        if (error == LinuxErrno.None && openFlags.HasFlag(OpenFlags.Directory) && (openFlags & (OpenFlags.Create | OpenFlags.Exclusive | OpenFlags.Truncate)) != 0)
            error = LinuxErrno.EINVAL;
        if (error == LinuxErrno.None && directory.IsReadOnly
            && (flags.HasFlag(DescriptorFlags.MutateDirectory) || flags.HasFlag(DescriptorFlags.Write) || (openFlags & (OpenFlags.Create | OpenFlags.Truncate)) != 0))
            error = LinuxErrno.EROFS;
        SafeFileHandle? handle = null;
        if (error == LinuxErrno.None && !_context.Open.TryOpen()) error = LinuxErrno.EMFILE;
        else if (error == LinuxErrno.None)
        {
            error = directory.Open(guestPath, Follows(pathFlags), ToLinux(openFlags, flags), out handle);
            if (error != LinuxErrno.None) _context.Open.Close();
        }
        return error == LinuxErrno.None ? Ok<Descriptor>(Wrap(handle!, flags)) : Failed<Descriptor>(Denying(error, "open-at", path));
    }

    public override ValueTask<WitResult<DirectoryEntryStream, ErrorCode>> ReadDirectoryAsync(CancellationToken cancellationToken = default)
    {
        if (_directory is null) return Failed<DirectoryEntryStream>(LinuxErrno.ENOTDIR);
        if (!_context.Open.TryOpen()) return Failed<DirectoryEntryStream>(LinuxErrno.EMFILE);
        // An open directory of its own: the position belongs to those.
        var error = PathResolution.OpenBeneath(_directory.Handle, ".\0"u8, Linux.OpenFlags.ReadOnly | Linux.OpenFlags.Directory, out var handle);
        if (error == LinuxErrno.None) return Ok<DirectoryEntryStream>(new HostDirectoryEntryStream(handle!, _context.Open));
        _context.Open.Close();
        return Failed<DirectoryEntryStream>(error);
    }

    public override ValueTask<WitResult<WitUnit, ErrorCode>> CreateDirectoryAtAsync(string path, CancellationToken cancellationToken = default)
    {
        var error = DirectoryFor(path, out var directory, out var guestPath);
        return Answer(error == LinuxErrno.None ? directory.CreateDirectory(guestPath) : error, "create-directory-at", path);
    }

    public override ValueTask<WitResult<WitUnit, ErrorCode>> RemoveDirectoryAtAsync(string path, CancellationToken cancellationToken = default)
    {
        var error = DirectoryFor(path, out var directory, out var guestPath);
        return Answer(error == LinuxErrno.None ? directory.RemoveDirectory(guestPath) : error, "remove-directory-at", path);
    }

    public override ValueTask<WitResult<WitUnit, ErrorCode>> UnlinkFileAtAsync(string path, CancellationToken cancellationToken = default)
    {
        var error = DirectoryFor(path, out var directory, out var guestPath);
        return Answer(error == LinuxErrno.None ? directory.RemoveFile(guestPath) : error, "unlink-file-at", path);
    }

    public override ValueTask<WitResult<DescriptorStat, ErrorCode>> StatAtAsync(PathFlags pathFlags, string path, CancellationToken cancellationToken = default)
    {
        var error = GetStatusAt(pathFlags, path, out var status);
        return error == LinuxErrno.None ? Ok(ToStat(status)) : Failed<DescriptorStat>(Denying(error, "stat-at", path));
    }

    public override ValueTask<WitResult<MetadataHashValue, ErrorCode>> MetadataHashAtAsync(PathFlags pathFlags, string path, CancellationToken cancellationToken = default)
    {
        var error = GetStatusAt(pathFlags, path, out var status);
        return error == LinuxErrno.None ? Ok(_context.MetadataHash.Of(status)) : Failed<MetadataHashValue>(Denying(error, "metadata-hash-at", path));
    }

    public override ValueTask<WitResult<WitUnit, ErrorCode>> SetTimesAtAsync(
        PathFlags pathFlags, string path, NewTimestamp dataAccessTimestamp, NewTimestamp dataModificationTimestamp, CancellationToken cancellationToken = default)
    {
        var error = DirectoryFor(path, out var directory, out var guestPath);
        if (error == LinuxErrno.None)
            error = TryConvert(dataAccessTimestamp, out var accessed) && TryConvert(dataModificationTimestamp, out var modified)
                ? directory.SetTimes(guestPath, Follows(pathFlags), accessed, modified)
                : LinuxErrno.EINVAL;
        return Answer(error, "set-times-at", path);
    }

    /// <summary>A hard link to what a symbolic link points at is refused, as in WASI 0.1.</summary>
    public override ValueTask<WitResult<WitUnit, ErrorCode>> LinkAtAsync(
        PathFlags oldPathFlags, string oldPath, Descriptor newDescriptor, string newPath, CancellationToken cancellationToken = default)
    {
        var error = TwoDirectoriesFor(oldPath, newDescriptor, newPath, out var from, out var oldGuestPath, out var to, out var newGuestPath);
        if (error == LinuxErrno.None) error = Follows(oldPathFlags) ? LinuxErrno.EINVAL : from.Link(oldGuestPath, to, newGuestPath);
        return Answer(error, "link-at", newPath);
    }

    public override ValueTask<WitResult<WitUnit, ErrorCode>> RenameAtAsync(
        string oldPath, Descriptor newDescriptor, string newPath, CancellationToken cancellationToken = default)
    {
        var error = TwoDirectoriesFor(oldPath, newDescriptor, newPath, out var from, out var oldGuestPath, out var to, out var newGuestPath);
        return Answer(error == LinuxErrno.None ? from.Rename(oldGuestPath, to, newGuestPath) : error, "rename-at", newPath);
    }

    public override ValueTask<WitResult<WitUnit, ErrorCode>> SymlinkAtAsync(string oldPath, string newPath, CancellationToken cancellationToken = default)
    {
        var error = DirectoryFor(newPath, out var directory, out var guestPath);
        var target = default(GuestPath);
        if (error == LinuxErrno.None) error = GuestPath.TryCreate(Encoding.UTF8.GetBytes(oldPath), out target);
        return Answer(error == LinuxErrno.None ? directory.CreateSymbolicLink(target, guestPath) : error, "symlink-at", newPath);
    }

    public override ValueTask<WitResult<string, ErrorCode>> ReadlinkAtAsync(string path, CancellationToken cancellationToken = default)
    {
        Span<byte> target = stackalloc byte[LinuxConstants.PathMaximum];
        var length = 0;
        var error = DirectoryFor(path, out var directory, out var guestPath);
        if (error == LinuxErrno.None) error = directory.ReadLink(guestPath, target, out length);
        if (error == LinuxErrno.None && length > 0 && target[0] == (byte)'/') error = LinuxErrno.EPERM;
        if (error == LinuxErrno.None && !System.Text.Unicode.Utf8.IsValid(target[..length])) error = LinuxErrno.EILSEQ;
        return error == LinuxErrno.None ? Ok(Encoding.UTF8.GetString(target[..length])) : Failed<string>(Denying(error, "readlink-at", path));
    }

    private LinuxErrno GetStatusAt(PathFlags pathFlags, string path, out FileStatus status)
    {
        status = default;
        var error = DirectoryFor(path, out var directory, out var guestPath);
        return error == LinuxErrno.None ? directory.GetStatus(guestPath, Follows(pathFlags), out status) : error;
    }

    private LinuxErrno DirectoryFor(string path, out HostDirectory directory, out GuestPath guestPath)
    {
        directory = _directory!;
        guestPath = default;
        return _directory is null ? LinuxErrno.ENOTDIR : GuestPath.TryCreate(Encoding.UTF8.GetBytes(path), out guestPath);
    }

    private LinuxErrno TwoDirectoriesFor(string oldPath, Descriptor other, string newPath,
        out HostDirectory from, out GuestPath oldGuestPath, out HostDirectory to, out GuestPath newGuestPath)
    {
        (to, newGuestPath) = (null!, default);
        var error = DirectoryFor(oldPath, out from, out oldGuestPath);
        if (error != LinuxErrno.None) return error;
        // A descriptor of the embedder's own is another file system.
        return other is HostDescriptor host ? host.DirectoryFor(newPath, out to, out newGuestPath) : LinuxErrno.EXDEV;
    }

    private HostDescriptor Wrap(SafeFileHandle handle, DescriptorFlags flags)
    {
        var file = new HostFile(handle, ownsHandle: true, _grant.IsReadOnly, _context.Wait);
        return file.Kind == FileKind.Directory
            ? new HostDescriptor(_context, _grant, null, new HostDirectory(handle, _grant.IsReadOnly, ownsHandle: true), flags)
            : new HostDescriptor(_context, _grant, file, null, flags);
    }

    private static bool Follows(PathFlags flags) => flags.HasFlag(PathFlags.SymlinkFollow);

    private static Linux.OpenFlags ToLinux(OpenFlags open, DescriptorFlags flags)
    {
        var linux = (flags & (DescriptorFlags.Read | DescriptorFlags.Write)) switch
        {
            DescriptorFlags.Read | DescriptorFlags.Write => Linux.OpenFlags.ReadWrite,
            DescriptorFlags.Write => Linux.OpenFlags.WriteOnly,
            _ => Linux.OpenFlags.ReadOnly,
        };
        if (open.HasFlag(OpenFlags.Create)) linux |= Linux.OpenFlags.Create;
        if (open.HasFlag(OpenFlags.Directory)) linux |= Linux.OpenFlags.Directory;
        if (open.HasFlag(OpenFlags.Exclusive)) linux |= Linux.OpenFlags.Exclusive;
        if (open.HasFlag(OpenFlags.Truncate)) linux |= Linux.OpenFlags.Truncate;
        if (flags.HasFlag(DescriptorFlags.DataIntegritySync)) linux |= Linux.OpenFlags.DataSync;
        // Linux: O_RSYNC is O_SYNC.
        if ((flags & (DescriptorFlags.FileIntegritySync | DescriptorFlags.RequestedWriteSync)) != 0) linux |= Linux.OpenFlags.Sync;
        return linux;
    }

    private ValueTask<WitResult<WitUnit, ErrorCode>> Answer(LinuxErrno error, string operation, string path) => Answer(Denying(error, operation, path));

    /// <summary>Tells the host if it is the grant that forbids it.</summary>
    private LinuxErrno Denying(LinuxErrno error, string operation, string path)
    {
        if (error == LinuxErrno.OutsideGrant || (error == LinuxErrno.EROFS && _grant.IsReadOnly))
            _context.Denials.Report("wasi:filesystem/types", operation, path);
        return error;
    }
}

using System.Globalization;
using Microlight.Wasi.Filesystem.Linux;
using Microlight.Wasi.Io;
using Microsoft.Win32.SafeHandles;

namespace Microlight.Wasi.Filesystem;

/// <summary>
/// An open file, pipe or terminal of the host. Reads and writes go from and to the guest's memory without a copy. What can block is
/// waited for first, so that a cancelled call ends at once; descriptors that are only borrowed (the host's own standard streams)
/// stay blocking and are written in pieces that a ready pipe takes whole.
/// </summary>
internal sealed class HostFile : IDisposable
{
    /// <summary>Most bytes between two looks at the cancellation token.</summary>
    private const int RegularPiece = 8 << 20;

    /// <summary>PIPE_BUF: what a pipe that polls writable takes without blocking (pipe(7)).</summary>
    private const int PipePiece = 4096;

    private readonly bool _ownsHandle;
    private readonly HostWait _wait;
    private int _users = 1;

    /// <param name="handle">The descriptor; if owned, it is non-blocking.</param>
    /// <param name="ownsHandle">Whether to close it in the end.</param>
    /// <param name="isReadOnly">Whether it was opened in a read-only grant: not even its times may be set.</param>
    /// <param name="wait">Where to wait.</param>
    public HostFile(SafeFileHandle handle, bool ownsHandle, bool isReadOnly, HostWait wait)
    {
        Handle = handle;
        IsReadOnly = isReadOnly;
        _ownsHandle = ownsHandle;
        _wait = wait;
        Kind = GetStatus(handle, out var status) == LinuxErrno.None ? status.Kind : FileKind.Unknown;
        IsTerminal = Kind == FileKind.CharacterDevice && Syscalls.IsTerminal(handle) == 1;
        IsSeekable = Kind is FileKind.Regular or FileKind.BlockDevice;
    }

    public SafeFileHandle Handle { get; }
    public bool IsReadOnly { get; }
    /// <summary>A descriptor of the host, lent to the guest: what is set on it others see as well.</summary>
    public bool IsBorrowed => !_ownsHandle;
    public FileKind Kind { get; }
    public bool IsTerminal { get; }
    public bool IsSeekable { get; }

    /// <summary>Whether it can be read (POLLIN) or written (POLLOUT) without waiting; an error is to be had without waiting, too.</summary>
    public bool IsReady(short events) => IsSeekable || _wait.WaitFor(Handle, events, TimeSpan.Zero, CancellationToken.None);

    /// <summary>Completes when <see cref="IsReady"/> may have become true.</summary>
    public ValueTask WaitAsync(short events, CancellationToken cancellationToken) =>
        IsReady(events) ? default : DescriptorWatch.WaitAsync(Handle, events, cancellationToken);

    /// <summary>Reads what is there, at least one byte unless the file is at its end.</summary>
    public LinuxErrno Read(Span<byte> buffer, bool nonBlocking, CancellationToken cancellationToken, out int count) =>
        IsSeekable
            ? ReadPieces(buffer, null, cancellationToken, out count)
            : ReadWhenReady(buffer, nonBlocking, cancellationToken, out count);

    /// <summary>Reads at an offset and leaves the file's position alone.</summary>
    public LinuxErrno ReadAt(Span<byte> buffer, ulong offset, CancellationToken cancellationToken, out int count)
    {
        count = 0;
        return offset > long.MaxValue ? LinuxErrno.EINVAL : ReadPieces(buffer, (long)offset, cancellationToken, out count);
    }

    /// <summary>Writes all of it, or as much as the host takes before an error (a full disk, a closed pipe).</summary>
    public LinuxErrno Write(ReadOnlySpan<byte> buffer, bool nonBlocking, CancellationToken cancellationToken, out int count) =>
        IsSeekable
            ? WritePieces(buffer, null, cancellationToken, out count)
            : WriteWhenReady(buffer, nonBlocking, cancellationToken, out count);

    /// <summary>Writes at an offset and leaves the file's position alone; a file in append mode is appended to (pwrite(2), BUGS).</summary>
    public LinuxErrno WriteAt(ReadOnlySpan<byte> buffer, ulong offset, CancellationToken cancellationToken, out int count)
    {
        count = 0;
        return offset > long.MaxValue ? LinuxErrno.EINVAL : WritePieces(buffer, (long)offset, cancellationToken, out count);
    }

    private LinuxErrno ReadPieces(Span<byte> buffer, long? offset, CancellationToken cancellationToken, out int count)
    {
        count = 0;
        do
        {
            cancellationToken.ThrowIfCancellationRequested();
            var piece = buffer.Slice(count, Math.Min(buffer.Length - count, RegularPiece));
            var read = offset is { } start
                ? Syscalls.ReadAt(Handle, piece, (nuint)piece.Length, start + count)
                : Syscalls.Read(Handle, piece, (nuint)piece.Length);
            if (read < 0 && Syscalls.LastError == LinuxErrno.EINTR) continue;
            if (read < 0) return count > 0 ? LinuxErrno.None : Syscalls.LastError;
            count += (int)read;
            if (read < piece.Length) break;
        }
        while (count < buffer.Length);
        return LinuxErrno.None;
    }

    private LinuxErrno WritePieces(ReadOnlySpan<byte> buffer, long? offset, CancellationToken cancellationToken, out int count)
    {
        count = 0;
        do
        {
            cancellationToken.ThrowIfCancellationRequested();
            var piece = buffer.Slice(count, Math.Min(buffer.Length - count, RegularPiece));
            var written = offset is { } start
                ? Syscalls.WriteAt(Handle, piece, (nuint)piece.Length, start + count)
                : Syscalls.Write(Handle, piece, (nuint)piece.Length);
            if (written < 0 && Syscalls.LastError == LinuxErrno.EINTR) continue;
            if (written < 0) return count > 0 ? LinuxErrno.None : Syscalls.LastError;
            count += (int)written;
            if (written == 0) break;
        }
        while (count < buffer.Length);
        return LinuxErrno.None;
    }

    private LinuxErrno ReadWhenReady(Span<byte> buffer, bool nonBlocking, CancellationToken cancellationToken, out int count)
    {
        count = 0;
        while (true)
        {
            var ready = _wait.WaitFor(Handle, LinuxConstants.PollIn, nonBlocking ? TimeSpan.Zero : Timeout.InfiniteTimeSpan, cancellationToken);
            if (!ready) return LinuxErrno.EAGAIN;
            var read = Syscalls.Read(Handle, buffer, (nuint)buffer.Length);
            if (read >= 0)
            {
                count = (int)read;
                return LinuxErrno.None;
            }
            var error = Syscalls.LastError;
            if (error != LinuxErrno.EINTR && (error != LinuxErrno.EAGAIN || nonBlocking)) return error;
        }
    }

    private LinuxErrno WriteWhenReady(ReadOnlySpan<byte> buffer, bool nonBlocking, CancellationToken cancellationToken, out int count)
    {
        count = 0;
        do
        {
            var ready = _wait.WaitFor(Handle, LinuxConstants.PollOut, nonBlocking ? TimeSpan.Zero : Timeout.InfiniteTimeSpan, cancellationToken);
            if (!ready) return count > 0 ? LinuxErrno.None : LinuxErrno.EAGAIN;
            var piece = buffer[count..];
            if (!_ownsHandle && cancellationToken.CanBeCanceled && piece.Length > PipePiece) piece = piece[..PipePiece];
            var written = Syscalls.Write(Handle, piece, (nuint)piece.Length);
            if (written >= 0)
            {
                count += (int)written;
                continue;
            }
            var error = Syscalls.LastError;
            if (error == LinuxErrno.EINTR || (error == LinuxErrno.EAGAIN && !nonBlocking)) continue;
            return count > 0 ? LinuxErrno.None : error;
        }
        while (count < buffer.Length);
        return LinuxErrno.None;
    }

    /// <summary>Moves the position; <paramref name="whence"/> is lseek's (0 start, 1 here, 2 end).</summary>
    public LinuxErrno Seek(long offset, int whence, out long position)
    {
        position = IsSeekable ? Syscalls.Seek(Handle, offset, whence) : -1;
        if (!IsSeekable) return LinuxErrno.ESPIPE;
        return position < 0 ? Syscalls.LastError : LinuxErrno.None;
    }

    public LinuxErrno SetSize(ulong size)
    {
        if (IsReadOnly) return LinuxErrno.EROFS;
        return size > long.MaxValue ? LinuxErrno.EINVAL : Check(Syscalls.Truncate(Handle, (long)size));
    }

    /// <summary>Reserves space and extends the file to <paramref name="offset"/> + <paramref name="length"/>.</summary>
    public LinuxErrno Allocate(ulong offset, ulong length)
    {
        if (offset > long.MaxValue || length > long.MaxValue) return LinuxErrno.EINVAL;
        while (true)
        {
            var error = Check(Syscalls.Allocate(Handle, 0, (long)offset, (long)length));
            if (error != LinuxErrno.EINTR) return error;
        }
    }

    /// <summary>Opens the same file once more, to write at its end: append mode belongs to an open file, not to a write.</summary>
    public LinuxErrno OpenAppending(out HostFile? file)
    {
        // The link of /proc leads to what the descriptor has open, not to a name.
        var path = string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{Handle.DangerousGetHandle()}");
        var descriptor = Syscalls.Open(path, OpenFlags.WriteOnly | OpenFlags.Append | OpenFlags.NonBlocking | OpenFlags.NoControllingTerminal | OpenFlags.CloseOnExec);
        file = descriptor < 0 ? null : new HostFile(new SafeFileHandle(descriptor, ownsHandle: true), ownsHandle: true, IsReadOnly, _wait);
        return descriptor < 0 ? Syscalls.LastError : LinuxErrno.None;
    }

    /// <summary>Sets or clears append mode.</summary>
    public LinuxErrno SetAppend(bool append)
    {
        var flags = Syscalls.Control(Handle, LinuxConstants.FcntlGetFlags, 0);
        if (flags < 0) return Syscalls.LastError;
        var wanted = append ? flags | (int)OpenFlags.Append : flags & ~(int)OpenFlags.Append;
        return Check(Syscalls.Control(Handle, LinuxConstants.FcntlSetFlags, wanted));
    }

    public LinuxErrno GetStatus(out FileStatus status) => GetStatus(Handle, out status);

    public LinuxErrno SetTimes(TimeSpec accessed, TimeSpec modified) => SetTimes(Handle, IsReadOnly, accessed, modified);

    /// <summary>The status of an open file or directory, or of one opened with O_PATH.</summary>
    public static LinuxErrno GetStatus(SafeFileHandle handle, out FileStatus status)
    {
        var result = Syscalls.Statx(handle, "\0"u8, LinuxConstants.AtEmptyPath, LinuxConstants.StatxBasicStats, out var buffer);
        status = result < 0 ? default : FileStatus.From(buffer);
        return Check(result);
    }

    /// <summary>Sets access and modification time of an open file or directory; see utimensat(2) for the special values.</summary>
    public static LinuxErrno SetTimes(SafeFileHandle handle, bool isReadOnly, TimeSpec accessed, TimeSpec modified) => isReadOnly
        ? LinuxErrno.EROFS
        : Check(Syscalls.SetTimesAt(handle, "\0"u8, [accessed, modified], LinuxConstants.AtEmptyPath));

    private static LinuxErrno Check(int result) => result < 0 ? Syscalls.LastError : LinuxErrno.None;

    /// <summary>The file for one more user: it is closed when as many have disposed of it.</summary>
    public HostFile Share()
    {
        _users++;
        return this;
    }

    public void Dispose()
    {
        if (--_users == 0 && _ownsHandle) Handle.Dispose();
    }
}

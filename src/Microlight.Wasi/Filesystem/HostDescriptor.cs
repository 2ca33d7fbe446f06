using Microlight.Wasi.Filesystem.Linux;
using Microlight.Wasi.Io;
using Microlight.Wasm.Bindings;
using Wasi.Filesystem;
using Wasi.Io;

namespace Microlight.Wasi.Filesystem;

/// <summary>A descriptor of wasi:filesystem: a file or a directory that a guest has open. This part is what is done to itself.</summary>
internal sealed partial class HostDescriptor : Descriptor
{
    /// <summary>The most bytes of one read; the interface lets it give less than was asked for.</summary>
    private const int MostRead = 1 << 20;
    private readonly WasiContext _context;
    private readonly GrantedDirectory _grant;
    private readonly HostFile? _file;
    private readonly HostDirectory? _directory;
    private readonly DescriptorFlags _flags;
    private bool _isDisposed;

    /// <summary>A granted directory. It has been counted as open.</summary>
    public HostDescriptor(WasiContext context, GrantedDirectory grant)
        : this(context, grant, null, new HostDirectory(grant.Handle, grant.IsReadOnly, ownsHandle: false), DescriptorFlags.Read)
    {
    }

    private HostDescriptor(WasiContext context, GrantedDirectory grant, HostFile? file, HostDirectory? directory, DescriptorFlags flags)
    {
        (_context, _grant, _file, _directory) = (context, grant, file, directory);
        _flags = directory is null || grant.IsReadOnly ? flags & ~DescriptorFlags.MutateDirectory : flags | DescriptorFlags.MutateDirectory;
    }

    public override void Dispose()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        _file?.Dispose();
        _directory?.Dispose();
        _context.Open.Close();
    }

    public override ValueTask<WitResult<InputStream, ErrorCode>> ReadViaStreamAsync(ulong offset, CancellationToken cancellationToken = default)
    {
        var error = FileFor(DescriptorFlags.Read, out var file);
        return error == LinuxErrno.None ? Ok<InputStream>(new HostInputStream(new FileSource(file.Share(), offset))) : Failed<InputStream>(error);
    }

    public override ValueTask<WitResult<OutputStream, ErrorCode>> WriteViaStreamAsync(ulong offset, CancellationToken cancellationToken = default)
    {
        var error = FileFor(DescriptorFlags.Write, out var file);
        return error == LinuxErrno.None ? Ok<OutputStream>(new HostOutputStream(new FileSink(file.Share(), offset))) : Failed<OutputStream>(error);
    }

    /// <summary>An open file of its own: append mode belongs to those, and other streams on this one write elsewhere.</summary>
    public override ValueTask<WitResult<OutputStream, ErrorCode>> AppendViaStreamAsync(CancellationToken cancellationToken = default)
    {
        var error = FileFor(DescriptorFlags.Write, out var file);
        if (error == LinuxErrno.None && !_context.Open.TryOpen()) error = LinuxErrno.EMFILE;
        if (error != LinuxErrno.None) return Failed<OutputStream>(error);
        error = file.OpenAppending(out var appending);
        if (error == LinuxErrno.None) return Ok<OutputStream>(new HostOutputStream(new FileSink(appending!, position: null)) { Dropped = _context.Open.Close });
        _context.Open.Close();
        return Failed<OutputStream>(error);
    }

    public override ValueTask<WitResult<WitUnit, ErrorCode>> AdviseAsync(ulong offset, ulong length, Advice advice, CancellationToken cancellationToken = default)
    {
        if (_file is null) return Answer(LinuxErrno.EISDIR);
        if (offset > long.MaxValue || length > long.MaxValue) return Answer(LinuxErrno.EINVAL);
        // POSIX_FADV_* (include/uapi/linux/fadvise.h) in the order of the interface's cases.
        ReadOnlySpan<byte> linux = [0, 2, 1, 3, 4, 5];
        return Answer(Syscalls.Advise(_file.Handle, (long)offset, (long)length, linux[(int)advice]));
    }

    public override ValueTask<WitResult<WitUnit, ErrorCode>> SyncDataAsync(CancellationToken cancellationToken = default) =>
        Answer(_flags.HasFlag(DescriptorFlags.Write) && _file is not null ? Check(Syscalls.DataSync(_file.Handle)) : LinuxErrno.None);

    public override ValueTask<WitResult<WitUnit, ErrorCode>> SyncAsync(CancellationToken cancellationToken = default) =>
        Answer(_flags.HasFlag(DescriptorFlags.Write) && _file is not null ? Check(Syscalls.Sync(_file.Handle)) : LinuxErrno.None);

    public override ValueTask<WitResult<DescriptorFlags, ErrorCode>> GetFlagsAsync(CancellationToken cancellationToken = default) => Ok(_flags);

    public override ValueTask<WitResult<DescriptorType, ErrorCode>> GetType_Async(CancellationToken cancellationToken = default) =>
        Ok(_file is { } file ? file.Kind.ToDescriptorType() : DescriptorType.Directory);

    public override ValueTask<WitResult<WitUnit, ErrorCode>> SetSizeAsync(ulong size, CancellationToken cancellationToken = default)
    {
        var error = FileFor(DescriptorFlags.Write, out var file);
        return Answer(error == LinuxErrno.None ? file.SetSize(size) : error);
    }

    public override ValueTask<WitResult<WitUnit, ErrorCode>> SetTimesAsync(
        NewTimestamp dataAccessTimestamp, NewTimestamp dataModificationTimestamp, CancellationToken cancellationToken = default)
    {
        if (!TryConvert(dataAccessTimestamp, out var accessed) || !TryConvert(dataModificationTimestamp, out var modified)) return Answer(LinuxErrno.EINVAL);
        return Answer(HostFile.SetTimes(_file?.Handle ?? _directory!.Handle, _grant.IsReadOnly, accessed, modified), "set-times", "");
    }

    public override ValueTask<WitResult<(ReadOnlyMemory<byte>, bool), ErrorCode>> ReadAsync(ulong length, ulong offset, CancellationToken cancellationToken = default)
    {
        var error = FileFor(DescriptorFlags.Read, out var file);
        if (error != LinuxErrno.None) return Failed<(ReadOnlyMemory<byte>, bool)>(error);
        if (!file.IsSeekable) return Failed<(ReadOnlyMemory<byte>, bool)>(LinuxErrno.ESPIPE);
        var buffer = new byte[Math.Min(length, MostReadOf(file, offset))];
        error = file.ReadAt(buffer, offset, cancellationToken, out var count);
        return error == LinuxErrno.None ? Ok((new ReadOnlyMemory<byte>(buffer, 0, count), count < buffer.Length || (count == 0 && length > 0))) : Failed<(ReadOnlyMemory<byte>, bool)>(error);
    }

    public override ValueTask<WitResult<ulong, ErrorCode>> WriteAsync(ReadOnlyMemory<byte> buffer, ulong offset, CancellationToken cancellationToken = default)
    {
        var error = FileFor(DescriptorFlags.Write, out var file);
        if (error == LinuxErrno.None && !file.IsSeekable) error = LinuxErrno.ESPIPE;
        if (error != LinuxErrno.None) return Failed<ulong>(error);
        error = file.WriteAt(buffer.Span, offset, cancellationToken, out var count);
        return error == LinuxErrno.None ? Ok((ulong)count) : Failed<ulong>(error);
    }

    public override ValueTask<WitResult<DescriptorStat, ErrorCode>> StatAsync(CancellationToken cancellationToken = default)
    {
        var error = GetStatus(out var status);
        return error == LinuxErrno.None ? Ok(ToStat(status)) : Failed<DescriptorStat>(error);
    }

    public override ValueTask<bool> IsSameObjectAsync(Descriptor other, CancellationToken cancellationToken = default) =>
        new(other is HostDescriptor host && GetStatus(out var mine) == LinuxErrno.None && host.GetStatus(out var its) == LinuxErrno.None
            && mine.Device == its.Device && mine.Inode == its.Inode);

    public override ValueTask<WitResult<MetadataHashValue, ErrorCode>> MetadataHashAsync(CancellationToken cancellationToken = default)
    {
        var error = GetStatus(out var status);
        return error == LinuxErrno.None ? Ok(_context.MetadataHash.Of(status)) : Failed<MetadataHashValue>(error);
    }

    private LinuxErrno GetStatus(out FileStatus status) => HostFile.GetStatus(_file?.Handle ?? _directory!.Handle, out status);

    private LinuxErrno FileFor(DescriptorFlags needed, out HostFile file)
    {
        file = _file!;
        if (_file is null) return LinuxErrno.EISDIR;
        return _flags.HasFlag(needed) ? LinuxErrno.None : LinuxErrno.EPERM;
    }

    /// <summary>A guest may ask for 2⁶⁴ bytes of a file that has ten.</summary>
    private static ulong MostReadOf(HostFile file, ulong offset)
    {
        if (file.Kind != FileKind.Regular || file.GetStatus(out var status) != LinuxErrno.None) return MostRead;
        // One more than there is, so that the end is seen in the same read. Files of /proc say 0 and have more.
        return status.Size == 0 ? MostRead : Math.Min(MostRead, status.Size > offset ? status.Size - offset + 1 : 1);
    }

    private static DescriptorStat ToStat(in FileStatus status) => new(
        status.Kind.ToDescriptorType(), status.Links, status.Size, Clocks.WallClockHost.FromNanoseconds(status.Accessed),
        Clocks.WallClockHost.FromNanoseconds(status.Modified), Clocks.WallClockHost.FromNanoseconds(status.Changed));

    private static bool TryConvert(NewTimestamp time, out TimeSpec result)
    {
        result = time switch
        {
            NewTimestamp.Now => new TimeSpec { Nanoseconds = LinuxConstants.UtimeNow },
            NewTimestamp.Timestamp { Value: var value } => new TimeSpec { Seconds = (long)Math.Min(value.Seconds, long.MaxValue), Nanoseconds = value.Nanoseconds },
            _ => new TimeSpec { Nanoseconds = LinuxConstants.UtimeOmit },
        };
        return time is not NewTimestamp.Timestamp { Value: { Seconds: > long.MaxValue } or { Nanoseconds: > 999_999_999 } };
    }

    private static LinuxErrno Check(int result) => result < 0 ? Syscalls.LastError : LinuxErrno.None;

    private static ValueTask<WitResult<T, ErrorCode>> Ok<T>(T value) => new((WitResult<T, ErrorCode>)Wit.Ok(value));

    private static ValueTask<WitResult<T, ErrorCode>> Failed<T>(LinuxErrno error) => new((WitResult<T, ErrorCode>)Wit.Error(error.ToErrorCode()));

    private static ValueTask<WitResult<WitUnit, ErrorCode>> Answer(LinuxErrno error) => error == LinuxErrno.None ? Ok(default(WitUnit)) : Failed<WitUnit>(error);
}

using Microlight.Wasi.Filesystem;
using Microlight.Wasi.Filesystem.Linux;

namespace Microlight.Wasi.Preview1;

/// <summary>The fd_* functions that move bytes and positions, and those that close and renumber.</summary>
internal sealed class FileFunctions(DescriptorTable descriptors)
{
    public Errno Read(in Preview1Call call, uint fd, uint vectorsPointer, uint vectorsCount, uint resultPointer)
    {
        var error = descriptors.FindReadWrite(fd, Rights.Read, out var file);
        if (error != Errno.Success) return error;
        var token = call.CancellationToken;
        return Fill(call, vectorsPointer, vectorsCount, resultPointer, file.ReadsOnWithoutWaiting,
            (Span<byte> buffer, ulong _, out int count) => file.Read(buffer, token, out count));
    }

    public Errno ReadAt(in Preview1Call call, uint fd, uint vectorsPointer, uint vectorsCount, ulong offset, uint resultPointer)
    {
        var error = descriptors.FindFile(fd, Rights.Read | Rights.Seek, Errno.InvalidSeek, out var file);
        if (error != Errno.Success) return error;
        var token = call.CancellationToken;
        return Fill(call, vectorsPointer, vectorsCount, resultPointer, true, (Span<byte> buffer, ulong position, out int count) =>
            file.File.ReadAt(buffer, SaturatingAdd(offset, position), token, out count).ToPreview1());
    }

    public Errno Write(in Preview1Call call, uint fd, uint vectorsPointer, uint vectorsCount, uint resultPointer)
    {
        var error = descriptors.FindReadWrite(fd, Rights.Write, out var file);
        if (error != Errno.Success) return error;
        var token = call.CancellationToken;
        return Empty(call, vectorsPointer, vectorsCount, resultPointer,
            (ReadOnlySpan<byte> buffer, ulong _, out int count) => file.Write(buffer, token, out count));
    }

    public Errno WriteAt(in Preview1Call call, uint fd, uint vectorsPointer, uint vectorsCount, ulong offset, uint resultPointer)
    {
        var error = descriptors.FindFile(fd, Rights.Write | Rights.Seek, Errno.InvalidSeek, out var file);
        if (error != Errno.Success) return error;
        var token = call.CancellationToken;
        return Empty(call, vectorsPointer, vectorsCount, resultPointer, (ReadOnlySpan<byte> buffer, ulong position, out int count) =>
            file.File.WriteAt(buffer, SaturatingAdd(offset, position), token, out count).ToPreview1());
    }

    private static Errno Fill(in Preview1Call call, uint pointer, uint count, uint resultPointer, bool readOn, IoVectors.ReadOperation read)
    {
        if (!call.Memory.Contains(resultPointer, sizeof(uint))) return Errno.Fault; // before bytes are taken that nobody would hear of
        var error = IoVectors.TryRead(call.Memory, pointer, count, out var vectors);
        if (error != Errno.Success) return error;
        error = vectors.Fill(readOn, read, out var total);
        if (error != Errno.Success) return error;
        return call.Memory.TryWriteUInt32(resultPointer, total) ? Errno.Success : Errno.Fault;
    }

    private static Errno Empty(in Preview1Call call, uint pointer, uint count, uint resultPointer, IoVectors.WriteOperation write)
    {
        if (!call.Memory.Contains(resultPointer, sizeof(uint))) return Errno.Fault;
        var error = IoVectors.TryRead(call.Memory, pointer, count, out var vectors);
        if (error != Errno.Success) return error;
        error = vectors.Empty(write, out var total);
        if (error != Errno.Success) return error;
        return call.Memory.TryWriteUInt32(resultPointer, total) ? Errno.Success : Errno.Fault;
    }

    public Errno Seek(in Preview1Call call, uint fd, ulong offset, uint whence, uint resultPointer)
    {
        // Asking where one is needs less than going elsewhere.
        var needed = offset == 0 && whence == 1 ? Rights.Tell : Rights.Seek | Rights.Tell;
        var error = FindSeekable(fd, needed, out var file);
        if (error != Errno.Success) return error;
        if (whence > 2) return Errno.Invalid;
        if (!call.Memory.Contains(resultPointer, sizeof(ulong))) return Errno.Fault;
        error = file.Seek((long)offset, (int)whence, out var position).ToPreview1();
        if (error != Errno.Success) return error;
        return call.Memory.TryWriteUInt64(resultPointer, (ulong)position) ? Errno.Success : Errno.Fault;
    }

    public Errno Tell(in Preview1Call call, uint fd, uint resultPointer) => Seek(call, fd, 0, 1, resultPointer);

    /// <summary>A stream that cannot be positioned says so, rather than that it lacks the right to.</summary>
    private Errno FindSeekable(uint fd, Rights needed, out HostFile file)
    {
        var error = descriptors.FindFile(fd, needed, Errno.InvalidSeek, out var descriptor);
        file = descriptor?.File!;
        return error == Errno.NotCapable && !file.IsSeekable ? Errno.InvalidSeek : error;
    }

    public Errno Sync(uint fd) => Flush(fd, Rights.Sync, Syscalls.Sync);

    public Errno DataSync(uint fd) => Flush(fd, Rights.DataSync, Syscalls.DataSync);

    private Errno Flush(uint fd, Rights needed, Func<Microsoft.Win32.SafeHandles.SafeFileHandle, int> flush)
    {
        var error = descriptors.Find(fd, needed, out var descriptor);
        if (error != Errno.Success) return error;
        var handle = descriptor switch
        {
            FileDescriptor file => file.File.Handle,
            DirectoryDescriptor directory => directory.Directory.Handle,
            _ => null, // a stream is flushed at every write
        };
        return handle is not null && flush(handle) < 0 ? Syscalls.LastError.ToPreview1() : Errno.Success;
    }

    /// <summary>fd_advise: the advice is passed on; WASI numbers the first six as Linux does but for their order.</summary>
    public Errno Advise(uint fd, ulong offset, ulong length, uint advice)
    {
        var error = descriptors.FindFile(fd, Rights.Advise, Errno.InvalidSeek, out var file);
        if (error != Errno.Success) return error;
        // $advice: normal, sequential, random, willneed, dontneed, noreuse. POSIX_FADV_*: normal 0, random 1, sequential 2, then the same.
        ReadOnlySpan<byte> linux = [0, 2, 1, 3, 4, 5];
        if (advice >= linux.Length || offset > long.MaxValue || length > long.MaxValue) return Errno.Invalid;
        return Syscalls.Advise(file.File.Handle, (long)offset, (long)length, linux[(int)advice]).ToPreview1();
    }

    public Errno Allocate(uint fd, ulong offset, ulong length)
    {
        var error = descriptors.FindFile(fd, Rights.Allocate, Errno.InvalidSeek, out var file);
        return error != Errno.Success ? error : file.File.Allocate(offset, length).ToPreview1();
    }

    public Errno Close(uint fd) => descriptors.Close(fd) ? Errno.Success : Errno.BadDescriptor;

    public Errno Renumber(uint from, uint to) => descriptors.Renumber(from, to) ? Errno.Success : Errno.BadDescriptor;

    private static ulong SaturatingAdd(ulong left, ulong right) => left > ulong.MaxValue - right ? ulong.MaxValue : left + right;
}

using System.Buffers;
using System.Buffers.Binary;
using Microlight.Wasi.Filesystem;

namespace Microlight.Wasi.Preview1;

/// <summary>fd_prestat_* and fd_readdir: which directories there are and what is in them.</summary>
internal sealed class DirectoryFunctions(DescriptorTable descriptors)
{
    private const int EntryHeaderSize = 24;
    private const int ListingBufferSize = 32 << 10;

    /// <summary>fd_prestat_get: EBADF for anything but a granted directory; that is how guests find the last one.</summary>
    public Errno GetPreopen(in Preview1Call call, uint fd, uint resultPointer)
    {
        if (FindPreopen(fd) is not { } name) return Errno.BadDescriptor;
        Span<byte> prestat = stackalloc byte[8];
        prestat.Clear(); // tag 0: a directory, the only kind there is
        BinaryPrimitives.WriteInt32LittleEndian(prestat[4..], name.Length);
        return call.Memory.TryWrite(resultPointer, prestat) ? Errno.Success : Errno.Fault;
    }

    public Errno GetPreopenName(in Preview1Call call, uint fd, uint pointer, uint length)
    {
        if (FindPreopen(fd) is not { } name) return Errno.BadDescriptor;
        if (length < name.Length) return Errno.NameTooLong;
        return call.Memory.TryWrite(pointer, name) ? Errno.Success : Errno.Fault;
    }

    private byte[]? FindPreopen(uint fd) =>
        descriptors.TryGet(fd, out var descriptor) ? (descriptor as DirectoryDescriptor)?.PreopenName : null;

    /// <summary>
    /// fd_readdir: fills the buffer with entries from the cookie on. The last one may be cut off; a buffer that is not full means the
    /// directory's end.
    /// </summary>
    public Errno ReadDirectory(in Preview1Call call, uint fd, uint pointer, uint length, ulong cookie, uint resultPointer)
    {
        var error = descriptors.FindDirectory(fd, Rights.ReadDirectory, out var directory);
        if (error != Errno.Success) return error;
        if (!call.Memory.TryGet(pointer, length, out var target) || !call.Memory.Contains(resultPointer, sizeof(uint))) return Errno.Fault;

        var buffer = ArrayPool<byte>.Shared.Rent(ListingBufferSize);
        try
        {
            error = Fill(call, directory, target, cookie, buffer, out var used);
            if (error != Errno.Success) return error;
            return call.Memory.TryWriteUInt32(resultPointer, (uint)used) ? Errno.Success : Errno.Fault;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static Errno Fill(in Preview1Call call, DirectoryDescriptor directory, Span<byte> target, ulong cookie, Span<byte> buffer, out int used)
    {
        used = 0;
        var listing = new DirectoryListing(directory.Directory.Handle, cookie, buffer, out var error);
        if (error != Filesystem.Linux.LinuxErrno.None) return error.ToPreview1();
        Span<byte> header = stackalloc byte[EntryHeaderSize];
        while (used < target.Length)
        {
            call.CancellationToken.ThrowIfCancellationRequested();
            error = listing.Next(out var entry, out var found);
            if (error != Filesystem.Linux.LinuxErrno.None) return used > 0 ? Errno.Success : error.ToPreview1();
            if (!found) break;
            header.Clear();
            BinaryPrimitives.WriteUInt64LittleEndian(header, entry.Next);
            BinaryPrimitives.WriteUInt64LittleEndian(header[8..], InodeOf(directory, entry));
            BinaryPrimitives.WriteInt32LittleEndian(header[16..], entry.Name.Length);
            header[20] = (byte)entry.Kind.ToPreview1();
            Append(header, target, ref used);
            Append(entry.Name, target, ref used);
        }
        return Errno.Success;
    }

    /// <summary>The top directory's <c>..</c> is itself, as in a Unix root: what lies above is nobody's business.</summary>
    private static ulong InodeOf(DirectoryDescriptor directory, in DirectoryEntry entry)
    {
        if (!entry.Name.SequenceEqual(".."u8)) return entry.Inode;
        if (HostFile.GetStatus(directory.Directory.Handle, out var status) != Filesystem.Linux.LinuxErrno.None) return 0;
        return directory.Grant.Is(status) ? status.Inode : entry.Inode;
    }

    private static void Append(ReadOnlySpan<byte> bytes, Span<byte> target, ref int used)
    {
        var part = Math.Min(bytes.Length, target.Length - used);
        bytes[..part].CopyTo(target[used..]);
        used += part;
    }
}

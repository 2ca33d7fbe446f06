using System.Buffers;
using System.Buffers.Binary;

namespace Microlight.Wasi.Preview1;

/// <summary>
/// A guest's list of buffers (typenames.witx, <c>$iovec</c>: u32 pointer, u32 length), copied once and checked: all inside the memory,
/// not more than <see cref="MaximumCount"/>, empty ones left out. One buffer is used where it is; several go through a bounded buffer
/// of the host, so that a line written in parts stays one write.
/// </summary>
internal ref struct IoVectors
{
    /// <summary>IOV_MAX of Linux (include/uapi/linux/uio.h).</summary>
    public const int MaximumCount = 1024;

    private const int EntrySize = 8;
    private const int StagingSize = 64 << 10;

    private readonly GuestMemory _memory;
    private readonly List<(uint Pointer, uint Length)> _vectors;

    private IoVectors(GuestMemory memory, List<(uint, uint)> vectors)
    {
        _memory = memory;
        _vectors = vectors;
    }

    /// <summary>Moves bytes between a guest's buffer and a file; the number moved may be less than asked.</summary>
    public delegate Errno ReadOperation(Span<byte> buffer, ulong position, out int count);

    /// <inheritdoc cref="ReadOperation"/>
    public delegate Errno WriteOperation(ReadOnlySpan<byte> buffer, ulong position, out int count);

    public static Errno TryRead(GuestMemory memory, uint pointer, uint count, out IoVectors vectors)
    {
        vectors = default;
        if (count > MaximumCount) return Errno.Invalid;
        if (!memory.TryGet(pointer, count * EntrySize, out var view)) return Errno.Fault;
        Span<byte> copy = stackalloc byte[MaximumCount * EntrySize];
        copy = copy[..view.Length];
        view.CopyTo(copy);

        var list = new List<(uint, uint)>((int)count);
        ulong total = 0;
        for (; !copy.IsEmpty; copy = copy[EntrySize..])
        {
            var buffer = BinaryPrimitives.ReadUInt32LittleEndian(copy);
            var length = BinaryPrimitives.ReadUInt32LittleEndian(copy[4..]);
            if (!memory.Contains(buffer, length)) return Errno.Fault;
            total += length;
            if (length > 0) list.Add((buffer, length));
        }
        if (total > uint.MaxValue) return Errno.Invalid; // the number of bytes moved has to fit its result
        vectors = new IoVectors(memory, list);
        return Errno.Success;
    }

    /// <summary>
    /// Fills the buffers in order. Stops at a read that brings less than asked, and after the first one unless
    /// <paramref name="readOn"/>: a second read of a pipe could wait for ever while the guest could be using what came.
    /// </summary>
    public readonly Errno Fill(bool readOn, ReadOperation read, out uint total)
    {
        total = 0;
        byte[]? staging = null;
        var index = 0;
        try
        {
            do
            {
                Errno error;
                int wanted, count;
                if (TakeDirect(ref index, out var direct))
                {
                    wanted = direct.Length;
                    error = read(direct, total, out count);
                }
                else
                {
                    var end = Gather(index, out wanted);
                    staging ??= ArrayPool<byte>.Shared.Rent(StagingSize);
                    error = read(staging.AsSpan(0, wanted), total, out count);
                    var rest = staging.AsSpan(0, count);
                    for (; index < end; index++)
                    {
                        var target = Buffer(index);
                        var part = Math.Min(target.Length, rest.Length);
                        rest[..part].CopyTo(target);
                        rest = rest[part..];
                    }
                }
                if (error != Errno.Success) return total > 0 ? Errno.Success : error;
                total += (uint)count;
                if (count < wanted) break;
            }
            while (readOn && index < _vectors.Count);
            return Errno.Success;
        }
        finally
        {
            if (staging is not null) ArrayPool<byte>.Shared.Return(staging);
        }
    }

    /// <summary>Writes the buffers in order, until one is not written whole.</summary>
    public readonly Errno Empty(WriteOperation write, out uint total)
    {
        total = 0;
        byte[]? staging = null;
        var index = 0;
        try
        {
            do
            {
                Errno error;
                int wanted, count;
                if (TakeDirect(ref index, out var direct))
                {
                    wanted = direct.Length;
                    error = write(direct, total, out count);
                }
                else
                {
                    var end = Gather(index, out wanted);
                    staging ??= ArrayPool<byte>.Shared.Rent(StagingSize);
                    var rest = staging.AsSpan(0, wanted);
                    for (; index < end; index++)
                    {
                        var source = Buffer(index);
                        source.CopyTo(rest);
                        rest = rest[source.Length..];
                    }
                    error = write(staging.AsSpan(0, wanted), total, out count);
                }
                if (error != Errno.Success) return total > 0 ? Errno.Success : error;
                total += (uint)count;
                if (count < wanted) break;
            }
            while (index < _vectors.Count);
            return Errno.Success;
        }
        finally
        {
            if (staging is not null) ArrayPool<byte>.Shared.Return(staging);
        }
    }

    /// <summary>The next buffer, if it is used where it lies: no list, the last one, or as large as what we would copy.</summary>
    private readonly bool TakeDirect(ref int index, out Span<byte> buffer)
    {
        buffer = default;
        if (index >= _vectors.Count) return true; // no buffers: an operation of zero bytes, for its errors
        if (index + 1 < _vectors.Count && _vectors[index].Length < StagingSize) return false;
        buffer = Buffer(index++);
        return true;
    }

    /// <summary>How far the buffers from <paramref name="index"/> on fit the staging buffer together.</summary>
    private readonly int Gather(int index, out int length)
    {
        length = 0;
        while (index < _vectors.Count && length + _vectors[index].Length <= StagingSize) length += (int)_vectors[index++].Length;
        return index;
    }

    /// <summary>A buffer in the guest's memory, which cannot shrink; its length is cut to what one system call moves.</summary>
    private readonly Span<byte> Buffer(int index) => _memory.Slice(_vectors[index].Pointer,
        (int)Math.Min(_vectors[index].Length, (uint)Filesystem.Linux.LinuxConstants.ReadWriteMaximum));
}

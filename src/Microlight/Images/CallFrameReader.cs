using System.Buffers.Binary;

namespace Microlight.Images;

/// <summary>
/// A cursor over call frame information. It never reads past its bytes: what is missing or too long reads as 0 and sets
/// <see cref="Failed"/>, which the caller checks once. Encodings: DWARF 5, 7.6 (LEB128); LSB 5.0 Core, 10.5.1 (pointers).
/// </summary>
internal ref struct CallFrameReader(ReadOnlySpan<byte> bytes, int position = 0)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    public int Position { get; private set; } = position;
    public bool Failed { get; private set; } = (uint)position > (uint)bytes.Length;
    public readonly bool AtEnd => Failed || Position == _bytes.Length;

    public byte U8() => Take(1) is [var value] ? value : (byte)0;
    public ushort U16() => Take(2) is { Length: 2 } value ? BinaryPrimitives.ReadUInt16LittleEndian(value) : (ushort)0;
    public uint U32() => Take(4) is { Length: 4 } value ? BinaryPrimitives.ReadUInt32LittleEndian(value) : 0;
    public ulong U64() => Take(8) is { Length: 8 } value ? BinaryPrimitives.ReadUInt64LittleEndian(value) : 0;

    public ulong Uleb()
    {
        ulong value = 0;
        for (var shift = 0; shift < 70; shift += 7)
        {
            var part = U8();
            if (shift < 64) value |= (ulong)(part & 0x7f) << shift;
            if (part < 0x80) return value;
        }
        Failed = true;
        return 0;
    }

    public long Sleb()
    {
        long value = 0;
        for (var shift = 0; shift < 70; shift += 7)
        {
            var part = U8();
            if (shift < 64) value |= (long)(part & 0x7f) << shift;
            if (part >= 0x80) continue;
            if ((part & 0x40) != 0 && shift + 7 < 64) value |= -1L << (shift + 7);
            return value;
        }
        Failed = true;
        return 0;
    }

    /// <summary>A pointer: how its number is written (low nibble) and what it counts from (0x70). Others than absolute and pc-relative fail.</summary>
    /// <param name="encoding">DW_EH_PE_*.</param>
    /// <param name="sectionAddress">Address of this cursor's first byte.</param>
    public ulong Pointer(byte encoding, ulong sectionAddress)
    {
        const byte omitted = 0xff;
        if (encoding == omitted) return 0;
        var place = sectionAddress + (ulong)Position;
        var value = (encoding & 0x0f) switch
        {
            0x00 or 0x04 or 0x0c => U64(),
            0x01 => Uleb(),
            0x02 => U16(),
            0x03 => U32(),
            0x09 => (ulong)Sleb(),
            0x0a => (ulong)(short)U16(),
            0x0b => (ulong)(int)U32(),
            _ => Fail(),
        };
        return (encoding & 0xf0) switch
        {
            0x00 => value,
            0x10 => place + value,
            _ => Fail(),
        };
    }

    public void Skip(ulong bytes)
    {
        if (bytes > (ulong)(_bytes.Length - Position)) Failed = true;
        else if (!Failed) Position += (int)bytes;
    }

    private ulong Fail()
    {
        Failed = true;
        return 0;
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (Failed || count > _bytes.Length - Position)
        {
            Failed = true;
            return default;
        }
        var taken = _bytes.Slice(Position, count);
        Position += count;
        return taken;
    }
}

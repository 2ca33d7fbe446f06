using System.Runtime.CompilerServices;
using System.Text;

namespace Microlight.Wasm.Binary;

/// <summary>
/// Reads the primitives of the binary format (spec 5.2) from a range of a module's bytes: bytes, LEB128 integers, names. Whatever is not
/// there or not well-formed throws <see cref="WasmMalformedException"/> with the offset where it began.
/// </summary>
internal ref struct ModuleReader(ReadOnlySpan<byte> module, int start, int end)
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly ReadOnlySpan<byte> _bytes = module[..end];

    /// <summary>Offset of the next byte, from the module's beginning.</summary>
    public int Position { get; private set; } = start;

    /// <summary>Offset one past the range.</summary>
    public readonly int End => _bytes.Length;

    public readonly bool AtEnd => Position >= _bytes.Length;

    public readonly int Remaining => _bytes.Length - Position;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte ReadByte()
    {
        if ((uint)Position >= (uint)_bytes.Length) throw UnexpectedEnd();
        return _bytes[Position++];
    }

    public readonly byte PeekByte() => AtEnd ? throw UnexpectedEnd() : _bytes[Position];

    /// <summary>Takes <paramref name="count"/> bytes.</summary>
    public ReadOnlySpan<byte> ReadBytes(int count)
    {
        if ((uint)count > (uint)Remaining) throw UnexpectedEnd();
        var bytes = _bytes.Slice(Position, count);
        Position += count;
        return bytes;
    }

    /// <summary>An unsigned LEB128 of at most 32 bits (5 bytes).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint ReadU32()
    {
        if ((uint)Position < (uint)_bytes.Length && _bytes[Position] < 0x80) return _bytes[Position++];
        return (uint)ReadUnsigned(32);
    }

    /// <summary>An unsigned LEB128 of at most 64 bits (10 bytes).</summary>
    public ulong ReadU64() => ReadUnsigned(64);

    /// <summary>A signed LEB128 of at most 32 bits.</summary>
    public int ReadS32() => (int)ReadSigned(32);

    /// <summary>A signed LEB128 of at most 33 bits: block types and heap types.</summary>
    public long ReadS33() => ReadSigned(33);

    /// <summary>A signed LEB128 of at most 64 bits.</summary>
    public long ReadS64() => ReadSigned(64);

    /// <summary>A vector's length. Every element takes at least <paramref name="elementSize"/> bytes, so a longer one than fits is refused at once.</summary>
    public int ReadCount(int limit, string what, int elementSize = 1)
    {
        var offset = Position;
        var count = ReadU32();
        if (count > (uint)Remaining / (uint)elementSize)
            throw new WasmMalformedException($"Unexpected end: {count:#,0} {what} do not fit in the {Remaining:#,0} bytes that are left of the section", offset);
        if (count > (uint)limit) throw new WasmLimitException($"The module has {count:#,0} {what}; the most is {limit:#,0}", offset);
        return (int)count;
    }

    /// <summary>A name (spec 5.2.4): a length and that many bytes of valid UTF-8.</summary>
    public string ReadName()
    {
        var offset = Position;
        var length = ReadU32();
        if (length > (uint)Remaining) throw new WasmMalformedException($"A name's length of {length:#,0} is out of bounds", offset);
        if (length > ModuleLimits.NameLength)
            throw new WasmLimitException($"A name is {length:#,0} bytes long; the most is {ModuleLimits.NameLength:#,0}", offset);
        try
        {
            return StrictUtf8.GetString(ReadBytes((int)length));
        }
        catch (DecoderFallbackException)
        {
            throw new WasmMalformedException("A name is not valid UTF-8", offset);
        }
    }

    public readonly WasmMalformedException UnexpectedEnd() =>
        new("Unexpected end of the module, section or function", _bytes.Length);

    private ulong ReadUnsigned(int bits)
    {
        var offset = Position;
        var value = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var b = ReadByte();
            // The last byte that may come carries only the bits that are left; the others must be 0.
            if (shift + 7 > bits)
            {
                if (b >= 0x80) throw new WasmMalformedException("Integer representation too long", offset);
                if (b >> (bits - shift) != 0) throw new WasmMalformedException("Integer too large", offset);
            }
            value |= (ulong)(b & 0x7f) << shift;
            if (b < 0x80) return value;
        }
    }

    private long ReadSigned(int bits)
    {
        var offset = Position;
        var value = 0L;
        for (var shift = 0; ; shift += 7)
        {
            var b = ReadByte();
            if (shift + 7 > bits)
            {
                if (b >= 0x80) throw new WasmMalformedException("Integer representation too long", offset);
                // The bits above the sign bit must repeat it.
                var sign = (sbyte)(b << 1) >> (bits - shift);
                if (sign is not (0 or -1)) throw new WasmMalformedException("Integer too large", offset);
            }
            value |= (long)(b & 0x7f) << shift;
            if (b < 0x80)
            {
                var used = shift + 7;
                return used >= 64 ? value : value << (64 - used) >> (64 - used);
            }
        }
    }
}

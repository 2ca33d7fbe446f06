using System.Buffers.Binary;
using System.Text;

namespace Microlight.Wasm.Binary;

/// <summary>A growing buffer with the binary format's primitives (spec 5.2): what writes modules writes into it.</summary>
internal sealed class ModuleBuffer
{
    private byte[] _bytes = new byte[64];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, Length);

    public void Clear() => Length = 0;

    /// <summary>Forgets what was written from <paramref name="length"/> on.</summary>
    public void Truncate(int length) => Length = length;

    public void Byte(byte value)
    {
        if (Length == _bytes.Length) Grow(1);
        _bytes[Length++] = value;
    }

    public void Raw(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > _bytes.Length - Length) Grow(bytes.Length);
        bytes.CopyTo(_bytes.AsSpan(Length));
        Length += bytes.Length;
    }

    public void Unsigned(ulong value)
    {
        for (; value >= 0x80; value >>= 7) Byte((byte)(value | 0x80));
        Byte((byte)value);
    }

    public void Signed(long value)
    {
        for (; value is < -0x40 or >= 0x40; value >>= 7) Byte((byte)(value & 0x7f | 0x80));
        Byte((byte)(value & 0x7f));
    }

    public void Fixed32(uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        Raw(bytes);
    }

    public void Fixed64(ulong value)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        Raw(bytes);
    }

    public void Name(string name)
    {
        Unsigned((ulong)Encoding.UTF8.GetByteCount(name));
        Raw(Encoding.UTF8.GetBytes(name));
    }

    /// <summary>The length of <paramref name="contents"/>, then itself.</summary>
    public void Sized(ReadOnlySpan<byte> contents)
    {
        Unsigned((ulong)contents.Length);
        Raw(contents);
    }

    /// <summary>An instruction's opcode with its prefix (spec 5.4).</summary>
    public void Opcode(Opcode opcode)
    {
        var code = (int)opcode;
        if (code < 0x100)
        {
            Byte((byte)code);
            return;
        }
        // See the enumeration: vectors are 0xd000 + number, the others prefix and number in a byte each.
        var vector = code is >= 0xd000 and < 0xe000;
        Byte(vector ? (byte)0xfd : (byte)(code >> 8));
        Unsigned(vector ? (ulong)(code - 0xd000) : (ulong)(code & 0xff));
    }

    public byte[] ToArray() => Bytes.ToArray();

    private void Grow(int more) => Array.Resize(ref _bytes, (int)Math.Min(Array.MaxLength, Math.Max(2L * _bytes.Length, (long)Length + more)));
}

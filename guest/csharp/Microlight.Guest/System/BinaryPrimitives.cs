namespace System.Buffers.Binary;

using System.Runtime.CompilerServices;

/// <summary>Numbers in byte order, checked against the span's length.</summary>
public static class BinaryPrimitives
{
    public static short ReadInt16LittleEndian(ReadOnlySpan<byte> source) => Read<short>(source);
    public static ushort ReadUInt16LittleEndian(ReadOnlySpan<byte> source) => Read<ushort>(source);
    public static int ReadInt32LittleEndian(ReadOnlySpan<byte> source) => Read<int>(source);
    public static uint ReadUInt32LittleEndian(ReadOnlySpan<byte> source) => Read<uint>(source);
    public static long ReadInt64LittleEndian(ReadOnlySpan<byte> source) => Read<long>(source);
    public static ulong ReadUInt64LittleEndian(ReadOnlySpan<byte> source) => Read<ulong>(source);
    public static double ReadDoubleLittleEndian(ReadOnlySpan<byte> source) => Read<double>(source);
    public static float ReadSingleLittleEndian(ReadOnlySpan<byte> source) => Read<float>(source);
    public static int ReadInt32BigEndian(ReadOnlySpan<byte> source) => (int)ReverseEndianness(Read<uint>(source));
    public static uint ReadUInt32BigEndian(ReadOnlySpan<byte> source) => ReverseEndianness(Read<uint>(source));
    public static ulong ReadUInt64BigEndian(ReadOnlySpan<byte> source) => ReverseEndianness(Read<ulong>(source));

    public static void WriteInt16LittleEndian(Span<byte> destination, short value) => Write(destination, value);
    public static void WriteUInt16LittleEndian(Span<byte> destination, ushort value) => Write(destination, value);
    public static void WriteInt32LittleEndian(Span<byte> destination, int value) => Write(destination, value);
    public static void WriteUInt32LittleEndian(Span<byte> destination, uint value) => Write(destination, value);
    public static void WriteInt64LittleEndian(Span<byte> destination, long value) => Write(destination, value);
    public static void WriteUInt64LittleEndian(Span<byte> destination, ulong value) => Write(destination, value);
    public static void WriteDoubleLittleEndian(Span<byte> destination, double value) => Write(destination, value);
    public static void WriteSingleLittleEndian(Span<byte> destination, float value) => Write(destination, value);
    public static void WriteInt32BigEndian(Span<byte> destination, int value) => Write(destination, ReverseEndianness((uint)value));
    public static void WriteUInt32BigEndian(Span<byte> destination, uint value) => Write(destination, ReverseEndianness(value));
    public static void WriteUInt64BigEndian(Span<byte> destination, ulong value) => Write(destination, ReverseEndianness(value));

    [Intrinsic]
    public static uint ReverseEndianness(uint value) => value << 24 | value << 8 & 0xff0000 | value >> 8 & 0xff00 | value >> 24;

    [Intrinsic]
    public static ulong ReverseEndianness(ulong value) => (ulong)ReverseEndianness((uint)value) << 32 | ReverseEndianness((uint)(value >> 32));

    private static T Read<T>(ReadOnlySpan<byte> source) where T : unmanaged
    {
        if (Unsafe.SizeOf<T>() > source.Length) throw new ArgumentOutOfRangeException("source");
        return Unsafe.ReadUnaligned<T>(ref source.Reference);
    }

    private static void Write<T>(Span<byte> destination, T value) where T : unmanaged
    {
        if (Unsafe.SizeOf<T>() > destination.Length) throw new ArgumentOutOfRangeException("destination");
        Unsafe.WriteUnaligned(ref destination.Reference, value);
    }
}

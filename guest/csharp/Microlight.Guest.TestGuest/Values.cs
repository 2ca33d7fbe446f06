// Every type in and out, directly and through the host.
namespace TestGuest;

using System.Runtime.InteropServices;

public enum Color : byte { Red = 1, Green = 200 }

public struct Point
{
    public int X;
    public double Y;
    public byte Z;
}

public static partial class Values
{
    [GuestFunction] public static void Nothing() { }
    [GuestFunction] public static sbyte EchoSByte(sbyte value) => value;
    [GuestFunction] public static byte EchoByte(byte value) => value;
    [GuestFunction] public static short EchoInt16(short value) => value;
    [GuestFunction] public static ushort EchoUInt16(ushort value) => value;
    [GuestFunction] public static int EchoInt32(int value) => value;
    [GuestFunction] public static uint EchoUInt32(uint value) => value;
    [GuestFunction] public static long EchoInt64(long value) => value;
    [GuestFunction] public static ulong EchoUInt64(ulong value) => value;
    [GuestFunction] public static float EchoSingle(float value) => value;
    [GuestFunction] public static double EchoDouble(double value) => value;
    [GuestFunction] public static bool EchoBoolean(bool value) => value;
    [GuestFunction] public static string EchoString(string value) => value;
    [GuestFunction] public static byte[] EchoBytes(byte[] value) => value;
    [GuestFunction] public static ReadOnlySpan<byte> EchoSpan(ReadOnlySpan<byte> value) => value;
    [GuestFunction] public static Color EchoEnum(Color value) => value;

    [GuestFunction] public static Point Mirror(Point point) => new() { X = -point.X, Y = -point.Y, Z = (byte)~point.Z };

    [GuestFunction]
    public static (int Sum, string Text, byte[] Bytes) Several(int a, string b, ReadOnlySpan<byte> c) => (a + c.Length, b + "!", c.ToArray());

    [GuestFunction("a name: with a colon")] public static int Named(int value) => value + 1;

    [GuestFunction] public static int Length(string text) => text.Length;

    /// <summary>The middle of what the host sent, where the host put it.</summary>
    [GuestFunction] public static ReadOnlySpan<byte> Middle(ReadOnlySpan<byte> bytes) => bytes.Slice(1, bytes.Length - 2);

    [GuestFunction] public static (ReadOnlyBytes, int) NotSpans(byte[] bytes) => (new ReadOnlyBytes { First = bytes[0] }, bytes.Length);

    public struct ReadOnlyBytes { public byte First; }

    [HostFunction] private static partial sbyte HostSByte(sbyte value);
    [HostFunction] private static partial byte HostByte(byte value);
    [HostFunction] private static partial short HostInt16(short value);
    [HostFunction] private static partial ushort HostUInt16(ushort value);
    [HostFunction] private static partial int HostInt32(int value);
    [HostFunction] private static partial uint HostUInt32(uint value);
    [HostFunction] private static partial long HostInt64(long value);
    [HostFunction] private static partial ulong HostUInt64(ulong value);
    [HostFunction] private static partial float HostSingle(float value);
    [HostFunction] private static partial double HostDouble(double value);
    [HostFunction] private static partial bool HostBoolean(bool value);
    [HostFunction] private static partial string HostString(string value);
    [HostFunction] private static partial byte[] HostBytes(ReadOnlySpan<byte> value);
    [HostFunction("HostTwo")] private static partial void Two(string first, byte[] second);

    /// <summary>Sends a value of each type through the host, which adds one or negates; the texts of what came back.</summary>
    [GuestFunction]
    public static string ThroughHost()
    {
        Two("first", [1, 2, 3]);
        return string.Join(" ", HostSByte(-128).ToString(), HostByte(255).ToString(), HostInt16(-32768).ToString(), HostUInt16(65535).ToString(),
            HostInt32(int.MinValue).ToString(), HostUInt32(uint.MaxValue).ToString(), HostInt64(long.MinValue).ToString(), HostUInt64(ulong.MaxValue).ToString(),
            HostSingle(1.5f).ToString(), HostDouble(-0.1).ToString(), HostBoolean(true).ToString(), HostString("é€😀"), HostBytes([1, 2, 3]).Length.ToString());
    }

    /// <summary>A span parameter shows the same bytes after host calls that carry strings and bytes both ways.</summary>
    [GuestFunction]
    public static ReadOnlySpan<byte> AroundHostCalls(ReadOnlySpan<byte> bytes)
    {
        HostString("0123456789012345678901234567890123456789");
        HostBytes(bytes);
        HostString(new string('x', 1000));
        return bytes.Slice(1);
    }
}

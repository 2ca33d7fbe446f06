using System.Runtime.InteropServices;
using System.Text;

namespace Microlight.Guest.Tests;

/// <summary>Every type in and out of a guest in C#.</summary>
public sealed class ValueTests(TestGuest guest) : IClassFixture<TestGuest>
{
    [StructLayout(LayoutKind.Sequential)]
    private struct Point
    {
        public int X;
        public double Y;
        public byte Z;
    }

    [SkippableFact]
    public void Numbers_keep_their_bits()
    {
        using var sandbox = guest.Create();
        Each("EchoSByte", x => x, sbyte.MinValue, (sbyte)-1, sbyte.MaxValue);
        Each("EchoByte", x => x, (byte)0, (byte)128, byte.MaxValue);
        Each("EchoInt16", x => x, short.MinValue, (short)-1, short.MaxValue);
        Each("EchoUInt16", x => x, (ushort)0, (ushort)0x8000, ushort.MaxValue);
        Each("EchoInt32", x => x, int.MinValue, -1, int.MaxValue);
        Each("EchoUInt32", x => x, 0u, 0x8000_0000u, uint.MaxValue);
        Each("EchoInt64", x => x, long.MinValue, -1L, long.MaxValue);
        Each("EchoUInt64", x => x, 0ul, 1ul << 63, ulong.MaxValue);
        Each("EchoSingle", x => x, -0f, float.Epsilon, float.NegativeInfinity);
        Each("EchoDouble", x => x, -0d, double.Epsilon, double.MaxValue);
        Each("EchoBoolean", x => x, true, false);
        var odd = BitConverter.Int64BitsToDouble(0x7ff4_dead_beef_0001);
        Assert.Equal(BitConverter.DoubleToInt64Bits(odd), BitConverter.DoubleToInt64Bits(sandbox.Call<double>("EchoDouble", odd)));

        void Each<T>(string name, Func<T, GuestValue> convert, params T[] values)
        {
            foreach (var value in values) Assert.Equal(value, sandbox.Call<T>(name, convert(value)));
        }
    }

    [SkippableFact]
    public void Strings_of_every_length_and_script()
    {
        using var sandbox = guest.Create();
        foreach (var text in (string[])["", "a", "abc", "abcd", "abcdefgh€", "é", "€uro", "😀", "a😀b€cédddd", "\0zero\0", new string('ü', 10_000), new string('x', 60_000)])
        {
            Assert.Equal(text, sandbox.Call<string>("EchoString", text));
            Assert.Equal(text.Length, sandbox.Call<int>("Length", text));
        }
    }

    [SkippableFact]
    public void Bytes_as_arrays_and_as_spans()
    {
        using var sandbox = guest.Create();
        foreach (var length in (int[])[0, 1, 15, 16, 17, 4096, 60_000])
        {
            var bytes = new byte[length];
            new Random(length).NextBytes(bytes);
            Assert.Equal(bytes, sandbox.Call<byte[]>("EchoBytes", bytes));
            Assert.Equal(bytes, sandbox.Call<byte[]>("EchoSpan", bytes));
            if (length > 1) Assert.Equal(bytes[1..^1], sandbox.Call<byte[]>("Middle", bytes));
        }
    }

    [SkippableFact]
    public void Structures_enumerations_and_tuples()
    {
        using var sandbox = guest.Create();
        Point[] point = [new Point { X = 7, Y = 2.5, Z = 1 }];
        var mirrored = MemoryMarshal.Read<Point>(sandbox.Call<byte[]>("Mirror", MemoryMarshal.AsBytes(point.AsSpan()).ToArray()));
        Assert.Equal((-7, -2.5, (byte)254), (mirrored.X, mirrored.Y, mirrored.Z));
        Assert.Equal((byte)200, sandbox.Call<byte>("EchoEnum", (byte)200));

        var several = guest.Image.GetFunction("Several");
        Assert.Equal("isy>isy", several.Signature.ToString());
        var results = new GuestValue[3];
        sandbox.Invoke(several, [40, "text", new byte[] { 1, 2 }], results);
        Assert.Equal((42, "text!"), (results[0].AsInt32(), results[1].AsString()));
        Assert.Equal([1, 2], results[2].AsBytes());
        Assert.Equal(6, sandbox.Call<int>("a name: with a colon", 5));
        var wrong = Assert.Throws<GuestTrapException>(() => sandbox.Call<byte[]>("Mirror", new byte[3]));
        Assert.Contains("structure of another size", wrong.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Host_functions_take_and_return_every_type()
    {
        using var sandbox = guest.Create();
        Assert.Equal("-127 254 -32767 65534 -2147483647 4294967294 -9223372036854775807 18446744073709551614 -1.5 0.1 False é€😀é€😀 6", sandbox.Call<string>("ThroughHost"));
    }

    [SkippableFact]
    public void A_span_parameter_survives_host_calls()
    {
        using var sandbox = guest.Create();
        var bytes = Encoding.ASCII.GetBytes("The quick brown fox jumps over the lazy dog.");
        Assert.Equal(bytes[1..], sandbox.Call<byte[]>("AroundHostCalls", bytes));
        Assert.Equal(bytes[1..], sandbox.Call<byte[]>("AroundHostCalls", bytes));
    }

    [SkippableFact]
    public void A_call_is_one_exit_and_a_host_call_one_more()
    {
        using var sandbox = guest.Create();
        sandbox.Call("Nothing");
        sandbox.Call<string>("EchoString", "warm");
        Assert.Equal(1, Exits(() => sandbox.Call("Nothing")));
        Assert.Equal(1, Exits(() => sandbox.Call<int>("EchoInt32", 1)));
        Assert.Equal(1, Exits(() => sandbox.Call<string>("EchoString", "text")));
        Assert.Equal(1 + 14, Exits(() => sandbox.Call<string>("ThroughHost")));
        sandbox.Restore();
        // Starting up again takes memory for both halves of the heap.
        Assert.InRange(Exits(() => sandbox.Call("Nothing")), 1, 3);
        Assert.Equal(1, Exits(() => sandbox.Call("Nothing")));

        long Exits(Action call)
        {
            var before = sandbox.Machine.Exits;
            call();
            return sandbox.Machine.Exits - before;
        }
    }
}

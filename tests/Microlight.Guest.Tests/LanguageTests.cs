using System.Globalization;
using System.Text;

namespace Microlight.Guest.Tests;

/// <summary>C# in a guest does what it does under .NET, as far as it is there.</summary>
public sealed class LanguageTests(TestGuest guest) : IClassFixture<TestGuest>
{
    [SkippableFact]
    public void Language_and_library()
    {
        using var sandbox = guest.Create();
        Assert.Equal("9 shape of 9 Square(3);10 rectangle of 10;20 rectangle of 20;1 shape of 1 Square(1);", sandbox.Call<string>("Interfaces"));
        Assert.Equal("4t4 123.45 c 1", sandbox.Call<string>("Generics"));
        Assert.Equal("[abc|def]      8 1 xyzbc, def False bc f True ....abc, def 00FF -7 c True 1.5 !", sandbox.Call<string>("Strings", "abc, def"));
        Assert.Equal(8, sandbox.Call<int>("Switch", "theta"));
        Assert.Equal(-1, sandbox.Call<int>("Switch", "iota"));
        Assert.Equal("7 8 4 6", sandbox.Call<string>("Lambdas", 5));
        Assert.Equal(0 + 1 + 4 + 9 + 28 + 3, sandbox.Call<int>("Iterators", 4));
        Assert.Equal("the3and2dog1bird1 3 5 7 9 10499", sandbox.Call<string>("Collections"));
        Assert.Equal("-1 5 42 True False True 5 3r2 x3 90 31 200 True 1.5 1.4142135623730951 2 4294967295 2", sandbox.Call<string>("Values"));
        Assert.Equal("Pair { Number = 3, Text = three } True False", sandbox.Call<string>("Records"));
        Assert.Equal("try finally", sandbox.Call<string>("Finally"));
    }

    [SkippableFact]
    public void Numbers_as_text_are_those_of_NET()
    {
        using var sandbox = guest.Create();
        var random = new Random(1);
        var doubles = Enumerable.Range(0, 2000).Select(_ => BitConverter.Int64BitsToDouble(random.NextInt64()))
            .Concat(Enumerable.Range(-30, 60).Select(e => Math.Pow(10, e))).Concat(Enumerable.Range(-1074, 2098).Where(e => e % 13 == 0).Select(e => Math.ScaleB(1, e)))
            .Concat([0, -0d, 0.1, 1 / 3d, 5e-324, double.MaxValue, double.NaN, double.PositiveInfinity, double.NegativeInfinity, 123456789012345, 1234567890123456, 9007199254740993, 0.0001, 0.00001, 2.2250738585072014E-308]);
        foreach (var value in doubles) Assert.Equal(value.ToString(CultureInfo.InvariantCulture), sandbox.Call<string>("FormatDouble", value));
        for (var i = 0; i < 1000; i++)
        {
            var value = BitConverter.Int32BitsToSingle(random.Next());
            Assert.Equal(value.ToString(CultureInfo.InvariantCulture), sandbox.Call<string>("FormatSingle", value));
        }
        foreach (var value in (long[])[0, 1, -1, 9, 10, -10, 99999, 100000, long.MinValue, long.MaxValue, 0x1234])
            Assert.Equal(string.Create(CultureInfo.InvariantCulture, $"{value}{value:X}{value:D5}"), sandbox.Call<string>("FormatInt64", value));
    }

    [SkippableFact]
    public void Remainders_are_exact()
    {
        using var sandbox = guest.Create();
        var random = new Random(2);
        double[] special = [0, -0d, 1, -1, 0.5, 5e-324, 1e-310, 1e308, double.MaxValue, double.NaN, double.PositiveInfinity, double.NegativeInfinity, 3, 7.25];
        var pairs = special.SelectMany(x => special.Select(y => (x, y))).Concat(Enumerable.Range(0, 300).Select(_ => (BitConverter.Int64BitsToDouble(random.NextInt64()), BitConverter.Int64BitsToDouble(random.NextInt64()))));
        foreach (var (x, y) in pairs)
        {
            var expected = x % y;
            var actual = sandbox.Call<double>("Remainder", x, y);
            Assert.True(double.IsNaN(expected) ? double.IsNaN(actual) : BitConverter.DoubleToInt64Bits(expected) == BitConverter.DoubleToInt64Bits(actual), $"{x:R} % {y:R} = {actual:R}, not {expected:R}");
        }
    }

    [SkippableFact]
    public void Numbers_from_text()
    {
        using var sandbox = guest.Create();
        foreach (var value in (long[])[0, 1, -1, long.MaxValue, long.MinValue, 1234567890123])
            Assert.Equal(value, sandbox.Call<long>("ParseInt64", value.ToString(CultureInfo.InvariantCulture)));
        foreach (var text in (string[])["", "-", "+", "--1", "-+1", "1x", " 1", "9223372036854775808", "-9223372036854775809", "99999999999999999999"])
            Assert.Equal(-77, sandbox.Call<long>("ParseInt64", text));
    }

    [SkippableFact]
    public void Utf8_both_ways_is_that_of_NET()
    {
        using var sandbox = guest.Create();
        var random = new Random(3);
        for (var i = 0; i < 500; i++)
        {
            var bytes = new byte[random.Next(1, 24)];
            random.NextBytes(bytes);
            // Lead and continuation bytes more often than chance has them.
            for (var j = 0; j < bytes.Length; j++)
                if (random.Next(3) > 0) bytes[j] = (byte)(random.Next(2) == 0 ? 0xe0 + random.Next(0x16) : 0x80 + random.Next(0x40));
            var text = Encoding.UTF8.GetString(bytes);
            Assert.Equal(text, sandbox.Call<string>("FromUtf8", bytes));
            Assert.Equal(Encoding.UTF8.GetBytes(text), sandbox.Call<byte[]>("ToUtf8", text));
        }
    }
}

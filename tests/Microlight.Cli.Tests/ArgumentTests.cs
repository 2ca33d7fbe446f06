using Microlight.Cli.Arguments;

namespace Microlight.Cli.Tests;

/// <summary>The text forms of durations, sizes, grants and values.</summary>
public sealed class ArgumentTests
{
    [Theory]
    [InlineData("500ms", 500)]
    [InlineData("5s", 5000)]
    [InlineData("5", 5000)]
    [InlineData("1.5m", 90000)]
    [InlineData("2h", 7200000)]
    [InlineData("100us", 0.1)]
    public void Durations(string text, double milliseconds) => Assert.Equal(milliseconds, Duration.TryParse(text)!.Value.TotalMilliseconds, 6);

    [Theory]
    [InlineData("")]
    [InlineData("s")]
    [InlineData("0")]
    [InlineData("-1s")]
    [InlineData("1e9s")]
    [InlineData("5 s")]
    [InlineData("5x")]
    [InlineData("NaN")]
    [InlineData("99999999999h")]
    public void NotDurations(string text) => Assert.Null(Duration.TryParse(text));

    [Theory]
    [InlineData("65536", 65536UL)]
    [InlineData("64K", 65536UL)]
    [InlineData("64KiB", 65536UL)]
    [InlineData("256M", 256UL << 20)]
    [InlineData("2GB", 2UL << 30)]
    public void Sizes(string text, ulong bytes) => Assert.Equal(bytes, ByteSize.TryParse(text));

    [Theory]
    [InlineData("")]
    [InlineData("M")]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("1.5G")]
    [InlineData("99999999999G")]
    public void NotSizes(string text) => Assert.Null(ByteSize.TryParse(text));

    [Theory]
    [InlineData("/a", "/a", "/a")]
    [InlineData(".::/", ".", "/")]
    [InlineData("a:b::c", "a:b", "c")]
    public void Directories(string text, string host, string guest)
    {
        var grant = DirectoryGrant.TryParse(text)!;
        Assert.Equal((host, guest), (grant.HostPath, grant.GuestPath));
    }

    [Theory]
    [InlineData("")]
    [InlineData("::")]
    [InlineData("a::")]
    [InlineData("::b")]
    public void NotDirectories(string text) => Assert.Null(DirectoryGrant.TryParse(text));

    [Fact]
    public void Variables()
    {
        Assert.Equal(("A", "b=c"), EnvironmentGrant.TryParse("A=b=c"));
        Assert.Equal(("A", ""), EnvironmentGrant.TryParse("A="));
        Assert.Equal(("MICROLIGHT_NO_SUCH_VARIABLE", null), EnvironmentGrant.TryParse("MICROLIGHT_NO_SUCH_VARIABLE"));
        Assert.Null(EnvironmentGrant.TryParse("=b"));
        Assert.Null(EnvironmentGrant.TryParse(""));
    }

    [Theory]
    [InlineData(GuestType.Int32, "-1", 0xffffffffUL)]
    [InlineData(GuestType.Int32, "0xFFffFFff", 0xffffffffUL)]
    [InlineData(GuestType.Int32, "-0x80000000", 0x80000000UL)]
    [InlineData(GuestType.Int64, "18446744073709551615", ulong.MaxValue)]
    [InlineData(GuestType.Int64, "-9223372036854775808", 1UL << 63)]
    [InlineData(GuestType.Float32, "-0", 0x80000000UL)]
    [InlineData(GuestType.Float64, "0.5", 0x3fe0000000000000UL)]
    [InlineData(GuestType.Reference, "null", 0UL)]
    public void Values(GuestType type, string text, ulong bits) => Assert.Equal(bits, ExportValues.Parse("f", [type], [text])[0].Bits);

    [Theory]
    [InlineData(GuestType.Int32, "-2147483649")]
    [InlineData(GuestType.Int32, "4294967296")]
    [InlineData(GuestType.Int32, "")]
    [InlineData(GuestType.Int32, "-")]
    [InlineData(GuestType.Int32, "--1")]
    [InlineData(GuestType.Int32, "0x")]
    [InlineData(GuestType.Int32, "1 ")]
    [InlineData(GuestType.Int64, "18446744073709551616")]
    [InlineData(GuestType.Float64, "x")]
    [InlineData(GuestType.Reference, "1")]
    public void NotValues(GuestType type, string text) => Assert.Throws<UserErrorException>(() => ExportValues.Parse("f", [type], [text]));
}

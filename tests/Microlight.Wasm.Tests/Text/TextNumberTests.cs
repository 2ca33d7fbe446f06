using System.Globalization;
using System.Text;
using Microlight.Wasm.Text;

namespace Microlight.Wasm.Tests.Text;

/// <summary>Numbers of the text format: syntax, range and rounding.</summary>
public sealed class TextNumberTests
{
    [Theory]
    [InlineData("0", 0x0UL)]
    [InlineData("-0", 0x80000000UL)]
    [InlineData("1_000.5e-1", 0x42c8199aUL)]
    [InlineData("0x1.8p1", 0x40400000UL)]
    [InlineData("0x1p-149", 0x1UL)]
    [InlineData("0x1p-150", 0x0UL)]
    [InlineData("0x1.000001p-150", 0x1UL)]
    [InlineData("0x1.fffffep-127", 0x00800000UL)]
    [InlineData("0x0.ffffffp-126", 0x00800000UL)]
    [InlineData("0x1.000001p0", 0x3f800000UL)]
    [InlineData("0x1.0000010000000000000000000000000001p0", 0x3f800001UL)]
    [InlineData("0x1.000003p0", 0x3f800002UL)]
    [InlineData("0x1.fffffep127", 0x7f7fffffUL)]
    [InlineData("0x1.fffffefffffffffffffp127", 0x7f7fffffUL)]
    [InlineData("0x123456789abcdef01", 0x5f91a2b4UL)]
    [InlineData("1.00000005960464477539062500000000000000000000001", 0x3f800001UL)]
    [InlineData("1.000000059604644775390625", 0x3f800000UL)]
    [InlineData("inf", 0x7f800000UL)]
    [InlineData("-nan", 0xffc00000UL)]
    [InlineData("nan:0x1", 0x7f800001UL)]
    public void Singles_are_rounded_to_nearest(string text, ulong bits)
    {
        Assert.Equal(NumberStatus.Fine, TextFloats.Parse(Encoding.UTF8.GetBytes(text), 32, out var value));
        Assert.Equal(bits, value);
    }

    [Theory]
    [InlineData("0x1.fffffffffffff7ffffffp1023", 0x7fefffffffffffffUL)]
    [InlineData("0x1p-1074", 1UL)]
    [InlineData("4.9406564584124654e-324", 1UL)]
    [InlineData("2.4703282292062327208e-324", 0UL)]
    [InlineData("2.4703282292062327209e-324", 1UL)]
    [InlineData("1e-400000000000000000000000000", 0UL)]
    [InlineData("0e400000000000000000000000000", 0UL)]
    [InlineData("nan:0xfffffffffffff", 0x7fffffffffffffffUL)]
    public void Doubles_are_rounded_to_nearest(string text, ulong bits)
    {
        Assert.Equal(NumberStatus.Fine, TextFloats.Parse(Encoding.UTF8.GetBytes(text), 64, out var value));
        Assert.Equal(bits, value);
    }

    [Fact]
    public void Hexadecimal_numbers_are_what_the_hardware_rounds_to()
    {
        var random = new Random(1);
        for (var i = 0; i < 100_000; i++)
        {
            var significand = (ulong)random.NextInt64() >> random.Next(40);
            var exponent = random.Next(-200, 100);
            // Exact in a double but for the rounding of the significand, which the conversion to float would round twice.
            if (significand >> 53 != 0) significand &= ~0x7ffUL;
            var text = string.Create(CultureInfo.InvariantCulture, $"0x{significand:x}p{exponent}");
            var expected = (float)Math.ScaleB((double)significand, exponent);
            var status = TextFloats.Parse(Encoding.UTF8.GetBytes(text), 32, out var bits);
            Assert.Equal(float.IsInfinity(expected) ? NumberStatus.OutOfRange : NumberStatus.Fine, status);
            if (status == NumberStatus.Fine) Assert.Equal(BitConverter.SingleToUInt32Bits(expected), (uint)bits);
        }
    }

    [Fact]
    public void A_long_fraction_with_a_large_exponent_is_the_number_it_says()
    {
        var text = $"0.{new string('0', 20_000)}1e20001";
        Assert.Equal(NumberStatus.Fine, TextFloats.Parse(Encoding.UTF8.GetBytes(text), 64, out var bits));
        Assert.Equal(1.0, BitConverter.UInt64BitsToDouble(bits));
    }

    [Theory]
    [InlineData("1__0")]
    [InlineData("_1")]
    [InlineData("1_")]
    [InlineData("0x")]
    [InlineData("1e")]
    [InlineData(".5")]
    [InlineData("1._5")]
    [InlineData("nan:1")]
    [InlineData("0x1p0x1")]
    [InlineData("infinity")]
    public void What_is_no_number_is_refused(string text) => Assert.Equal(NumberStatus.Malformed, TextFloats.Parse(Encoding.UTF8.GetBytes(text), 64, out _));

    [Theory]
    [InlineData("0x1p128")]
    [InlineData("0x1.ffffffp127")]
    [InlineData("3.5e38")]
    [InlineData("nan:0x0")]
    [InlineData("nan:0x800000")]
    public void What_no_single_can_be_is_out_of_range(string text) => Assert.Equal(NumberStatus.OutOfRange, TextFloats.Parse(Encoding.UTF8.GetBytes(text), 32, out _));

    [Theory]
    [InlineData("4294967295", 0, 0xffffffffUL)]
    [InlineData("4294967296", 2, 0UL)]
    [InlineData("-2147483648", 0, 0x80000000UL)]
    [InlineData("-2147483649", 2, 0UL)]
    [InlineData("+2147483648", 2, 0UL)]
    [InlineData("-0x8000_0000", 0, 0x80000000UL)]
    [InlineData("99999999999999999999", 2, 0UL)]
    [InlineData("0xg", 1, 0UL)]
    [InlineData("--1", 1, 0UL)]
    public void Integers_are_signed_or_unsigned(string text, int status, ulong value)
    {
        Assert.Equal((NumberStatus)status, TextNumbers.Integer(Encoding.UTF8.GetBytes(text), 32, out var actual));
        if (status == 0) Assert.Equal(value, actual);
    }
}

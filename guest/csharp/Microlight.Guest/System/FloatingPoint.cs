namespace System;

public readonly struct Single : IEquatable<float>, IComparable<float>
{
    private readonly float _value;

    public const float MinValue = -3.40282347E+38f, MaxValue = 3.40282347E+38f, Epsilon = 1.401298E-45f;
    public const float PositiveInfinity = 1f / 0f, NegativeInfinity = -1f / 0f, NaN = 0f / 0f;
    public static bool IsNaN(float value) => value != value;
    public static bool IsInfinity(float value) => value is PositiveInfinity or NegativeInfinity;
    public static bool IsFinite(float value) => (BitConverter.SingleToUInt32Bits(value) & 0x7f80_0000) != 0x7f80_0000;
    public static bool IsNegative(float value) => BitConverter.SingleToInt32Bits(value) < 0;
    public bool Equals(float other) => _value == other || (_value != _value && other != other);
    public override bool Equals(object obj) => obj is float other && Equals(other);
    public override int GetHashCode() => _value == 0 ? 0 : BitConverter.SingleToInt32Bits(_value);
    public int CompareTo(float other) => Double.Compare(_value, other);
    /// <summary>The shortest text that reads back as the same number.</summary>
    public override string ToString() => FloatFormat.Format(_value);

    // The code generator's helper for %.
    [Runtime.RuntimeExport("fmodf")]
    internal static float Remainder(float x, float y) => (float)Double.Remainder(x, y);
}

public readonly struct Double : IEquatable<double>, IComparable<double>
{
    private readonly double _value;

    public const double MinValue = -1.7976931348623157E+308, MaxValue = 1.7976931348623157E+308, Epsilon = 4.9406564584124654E-324;
    public const double PositiveInfinity = 1d / 0d, NegativeInfinity = -1d / 0d, NaN = 0d / 0d;
    public static bool IsNaN(double value) => value != value;
    public static bool IsInfinity(double value) => value is PositiveInfinity or NegativeInfinity;
    public static bool IsFinite(double value) => (BitConverter.DoubleToUInt64Bits(value) & 0x7ff0_0000_0000_0000) != 0x7ff0_0000_0000_0000;
    public static bool IsNegative(double value) => BitConverter.DoubleToInt64Bits(value) < 0;
    public bool Equals(double other) => _value == other || (_value != _value && other != other);
    public override bool Equals(object obj) => obj is double other && Equals(other);
    public override int GetHashCode() => _value == 0 ? 0 : BitConverter.DoubleToInt64Bits(_value).GetHashCode();
    public int CompareTo(double other) => Compare(_value, other);
    /// <summary>The shortest text that reads back as the same number.</summary>
    public override string ToString() => FloatFormat.Format(_value);

    /// <summary>NaN comes before everything.</summary>
    internal static int Compare(double left, double right) =>
        left < right ? -1 : left > right ? 1 : left == right ? 0 : left != left ? (right != right ? 0 : -1) : 1;

    /// <summary>The code generator's helper for %: the remainder of a division rounded towards zero, exactly (fmod of C).</summary>
    [Runtime.RuntimeExport("fmod")]
    internal static double Remainder(double x, double y)
    {
        if (x != x || y != y || !IsFinite(x) || y == 0) return NaN;
        if (!IsFinite(y) || x == 0) return x;
        var sign = BitConverter.DoubleToUInt64Bits(x) & 0x8000_0000_0000_0000;
        Split(x, out var dividend, out var exponent);
        Split(y, out var divisor, out var least);
        // Long division, a bit at a time; both significands have 53 bits.
        for (; exponent > least; exponent--)
        {
            if (dividend >= divisor) dividend -= divisor;
            dividend <<= 1;
        }
        if (exponent == least && dividend >= divisor) dividend -= divisor;
        if (dividend == 0) return BitConverter.UInt64BitsToDouble(sign);
        while (dividend >> 52 == 0 && exponent > 1)
        {
            dividend <<= 1;
            exponent--;
        }
        // A subnormal remainder; nothing is lost, it is a multiple of the smallest number.
        if (exponent < 1) dividend >>= 1 - exponent;
        var bits = dividend >> 52 == 0 ? dividend : dividend & 0x000f_ffff_ffff_ffff | (ulong)Math.Max(exponent, 1) << 52;
        return BitConverter.UInt64BitsToDouble(sign | bits);
    }

    /// <summary>|value| as significand × 2^(exponent − 1075), the significand normalised so far as the exponent stays above 0; subnormals are normalised below it.</summary>
    private static void Split(double value, out ulong significand, out int exponent)
    {
        var bits = BitConverter.DoubleToUInt64Bits(value);
        exponent = (int)(bits >> 52) & 0x7ff;
        significand = bits & 0x000f_ffff_ffff_ffff;
        if (exponent != 0)
        {
            significand |= 1ul << 52;
            return;
        }
        exponent = 1;
        while (significand >> 52 == 0)
        {
            significand <<= 1;
            exponent--;
        }
    }
}

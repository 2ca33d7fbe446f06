// Shortest decimal text of a binary floating-point number that reads back as the same number, exactly: Steele and White's algorithm with
// big integers ("How to Print Floating-Point Numbers Accurately", 1990, as free-format FPP²). Slow beside Ryu, small beside its tables.
namespace System;

using Internal.Runtime;

internal static unsafe class FloatFormat
{
    /// <summary>Most digits that a shortest text has.</summary>
    private const int MaximumDigits = 17;
    // With more digits than this before the point, or this many zeros after it, the text is scientific, as .NET 10's is.
    private const int DoubleIntegerDigits = 17, SingleIntegerDigits = 9, LeadingZeros = 4;

    public static string Format(double value)
    {
        var bits = BitConverter.DoubleToUInt64Bits(value);
        return Format(bits >> 63 != 0, bits & 0x000f_ffff_ffff_ffff, (int)(bits >> 52) & 0x7ff, 52, 0x7ff, DoubleIntegerDigits);
    }

    public static string Format(float value)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        return Format(bits >> 31 != 0, bits & 0x7f_ffff, (int)(bits >> 23) & 0xff, 23, 0xff, SingleIntegerDigits);
    }

    private static string Format(bool negative, ulong fraction, int exponent, int fractionBits, int specialExponent, int integerDigits)
    {
        if (exponent == specialExponent) return fraction != 0 ? "NaN" : negative ? "-Infinity" : "Infinity";
        if (exponent == 0 && fraction == 0) return negative ? "-0" : "0";
        var bias = (specialExponent >> 1) + fractionBits;
        // The gap below a power of two is half the gap above it.
        var narrowBelow = fraction == 0 && exponent > 1;
        var significand = exponent == 0 ? fraction : fraction | 1ul << fractionBits;
        var digits = stackalloc byte[MaximumDigits + 1];
        var count = Shortest(significand, Math.Max(exponent, 1) - bias, narrowBelow, digits, out var point);
        return Layout(negative, digits, count, point, integerDigits);
    }

    /// <summary>Digits d1 d2 … of significand × 2^exponent = 0.d1d2… × 10^point.</summary>
    private static int Shortest(ulong significand, int exponent, bool narrowBelow, byte* digits, out int point)
    {
        // value = r / s; half the gaps to the neighbours = above / s and below / s. One more factor of two keeps the halves whole.
        BigNumber r = default, s = default, above = default, below = default;
        var shift = narrowBelow ? 2 : 1;
        r.Set(significand);
        s.Set(1);
        above.Set(1);
        below.Set(1);
        r.ShiftLeft(shift + Math.Max(exponent, 0));
        s.ShiftLeft(shift + Math.Max(-exponent, 0));
        above.ShiftLeft(shift - 1 + Math.Max(exponent, 0));
        below.ShiftLeft(Math.Max(exponent, 0));
        // The neighbours' midpoints belong to the even significand.
        var inclusive = (significand & 1) == 0;

        // An estimate of the decimal exponent that is right or one too small: log10(2) = 0.30103 rounded down.
        var binary = exponent + 63 - Numerics.BitOperations.LeadingZeroCount(significand);
        point = (int)Math.Floor(binary * 0.30102999566398114);
        if (point > 0) s.MultiplyPowerOfTen(point);
        else
        {
            r.MultiplyPowerOfTen(-point);
            above.MultiplyPowerOfTen(-point);
            below.MultiplyPowerOfTen(-point);
        }
        while (IsAtLeast(ref r, ref above, ref s, inclusive))
        {
            s.Multiply(10);
            point++;
        }

        for (var count = 0; ; )
        {
            r.Multiply(10);
            above.Multiply(10);
            below.Multiply(10);
            var digit = 0;
            for (; r.CompareTo(ref s) >= 0; digit++) r.Subtract(ref s);
            var order = r.CompareTo(ref below);
            var low = order < 0 || (inclusive && order == 0);
            var high = IsAtLeast(ref r, ref above, ref s, inclusive);
            if (low || high)
            {
                // Either end will do; if both, the nearer, and halfway the even digit.
                if (low && high)
                {
                    r.ShiftLeft(1);
                    var half = r.CompareTo(ref s);
                    high = half > 0 || (half == 0 && (digit & 1) != 0);
                }
                digits[count++] = (byte)(high ? digit + 1 : digit);
                return count;
            }
            digits[count++] = (byte)digit;
        }
    }

    /// <summary>Is value + gap ≥ limit (or > limit, if the gap's end does not belong to the number)?</summary>
    private static bool IsAtLeast(ref BigNumber value, ref BigNumber gap, ref BigNumber limit, bool inclusive)
    {
        var sum = value;
        sum.Add(ref gap);
        var order = sum.CompareTo(ref limit);
        return order > 0 || (inclusive && order == 0);
    }

    private static string Layout(bool negative, byte* digits, int count, int point, int integerDigits)
    {
        var text = new Text.StringBuilder(32);
        if (negative) text.Append('-');
        if (point > integerDigits || point <= -LeadingZeros)
        {
            text.Append((char)('0' + digits[0]));
            if (count > 1) text.Append('.');
            for (var i = 1; i < count; i++) text.Append((char)('0' + digits[i]));
            var exponent = point - 1;
            text.Append('E').Append(exponent < 0 ? '-' : '+').Append(Math.Abs(exponent).ToString("D2"));
            return text.ToString();
        }
        if (point <= 0) text.Append("0.").Append('0', -point);
        for (var i = 0; i < Math.Max(count, point); i++)
        {
            if (i == point && i > 0) text.Append('.');
            text.Append((char)('0' + (i < count ? digits[i] : 0)));
        }
        return text.ToString();
    }
}

using System.Globalization;
using System.Numerics;
using System.Text;

namespace Microlight.Wasm.Text;

/// <summary>Floating-point numbers (spec 6.3.2), rounded to nearest, ties to even, whatever the number of digits; as the bits of the format.</summary>
internal static class TextFloats
{
    /// <summary>Beyond this power of ten a number of either format is infinite, or zero on the other side.</summary>
    private const int MostDecimalExponent = 400;

    /// <summary>Significand bits with the hidden one, and the least exponent of a normal number.</summary>
    private readonly record struct Format(int Precision, int LeastExponent)
    {
        public int Bits => Precision == 24 ? 32 : 64;
        public ulong Infinity => ((1UL << (Bits - Precision)) - 1) << (Precision - 1);
    }

    /// <summary>A number of 32 or 64 bits.</summary>
    public static NumberStatus Parse(ReadOnlySpan<byte> text, int bits, out ulong value) =>
        Parse(text, bits == 32 ? new Format(24, -126) : new Format(53, -1022), out value);

    private static NumberStatus Parse(ReadOnlySpan<byte> text, Format format, out ulong bits)
    {
        bits = 0;
        if (text.IsEmpty) return NumberStatus.Malformed;
        var negative = text[0] == '-';
        if (text[0] is (byte)'-' or (byte)'+') text = text[1..];
        var status = text.StartsWith("nan"u8) ? Nan(text[3..], format, out bits)
            : text.SequenceEqual("inf"u8) ? Infinity(format, out bits)
            : text.StartsWith("0x"u8) ? Hexadecimal(text[2..], format, out bits)
            : Decimal(text, format, out bits);
        if (negative) bits |= 1UL << (format.Bits - 1);
        return status;
    }

    private static NumberStatus Infinity(Format format, out ulong bits)
    {
        bits = format.Infinity;
        return NumberStatus.Fine;
    }

    /// <summary><c>nan</c> is the canonical one, <c>nan:0x…</c> has that payload, which is not 0.</summary>
    private static NumberStatus Nan(ReadOnlySpan<byte> payload, Format format, out ulong bits)
    {
        bits = format.Infinity;
        var value = 1UL << (format.Precision - 2);
        if (!payload.IsEmpty)
        {
            if (!payload.StartsWith(":0x"u8)) return NumberStatus.Malformed;
            var status = TextNumbers.Unsigned(payload[1..], format.Precision - 1, out value);
            if (status != NumberStatus.Fine) return status;
            if (value == 0) return NumberStatus.OutOfRange;
        }
        bits |= value;
        return NumberStatus.Fine;
    }

    /// <summary>Splits a number into the digits before and behind the point and the exponent; false if it is none.</summary>
    private static bool Split(ReadOnlySpan<byte> text, bool hexadecimal, out ReadOnlySpan<byte> whole, out ReadOnlySpan<byte> fraction, out long exponent)
    {
        exponent = 0;
        var mark = hexadecimal ? text.IndexOfAny((byte)'p', (byte)'P') : text.IndexOfAny((byte)'e', (byte)'E');
        var mantissa = mark < 0 ? text : text[..mark];
        var point = mantissa.IndexOf((byte)'.');
        whole = point < 0 ? mantissa : mantissa[..point];
        fraction = point < 0 ? [] : mantissa[(point + 1)..];
        if (!TextNumbers.AreDigits(whole, hexadecimal) || !fraction.IsEmpty && !TextNumbers.AreDigits(fraction, hexadecimal)) return false;
        if (mark < 0) return true;
        var digits = text[(mark + 1)..];
        var negative = !digits.IsEmpty && digits[0] == '-';
        if (!digits.IsEmpty && digits[0] is (byte)'-' or (byte)'+') digits = digits[1..];
        if (!TextNumbers.AreDigits(digits, false)) return false;
        // Far beyond what any number of digits that fits into memory makes up for.
        exponent = (long)Math.Min(TextNumbers.Digits(digits, false) ?? ulong.MaxValue, 1UL << 40);
        if (negative) exponent = -exponent;
        return true;
    }

    private static NumberStatus Hexadecimal(ReadOnlySpan<byte> text, Format format, out ulong bits)
    {
        bits = 0;
        if (!Split(text, true, out var whole, out var fraction, out var exponent)) return NumberStatus.Malformed;
        var (significand, sticky) = (0UL, false);
        exponent += AddDigits(whole, ref significand, ref sticky, fraction: false);
        exponent += AddDigits(fraction, ref significand, ref sticky, fraction: true);
        bits = Round(significand, sticky, exponent, format);
        return bits >= format.Infinity ? NumberStatus.OutOfRange : NumberStatus.Fine;
    }

    /// <summary>
    /// Shifts digits into the significand until its 64 bits are used; what follows only matters as being 0 or not. Returns how the exponent
    /// of two changes: a digit of the whole part that found no room adds 4, a digit of the fraction that did takes 4.
    /// </summary>
    private static long AddDigits(ReadOnlySpan<byte> digits, ref ulong significand, ref bool sticky, bool fraction)
    {
        var exponent = 0L;
        foreach (var c in digits)
        {
            if (c == '_') continue;
            var digit = TextNumbers.Digit(c, true);
            if (significand >> 60 == 0)
            {
                significand = significand << 4 | (uint)digit;
                if (fraction) exponent -= 4;
            }
            else
            {
                sticky |= digit != 0;
                if (!fraction) exponent += 4;
            }
        }
        return exponent;
    }

    /// <summary>significand · 2^exponent (and a little more if sticky) in the format; infinity's bits or more if it is too large.</summary>
    private static ulong Round(ulong significand, bool sticky, long exponent, Format format)
    {
        if (significand == 0) return 0;
        var shift = BitOperations.LeadingZeroCount(significand);
        significand <<= shift;
        // The value lies in [2^top, 2^(top + 1)).
        var top = exponent - shift + 63;
        if (top > -format.LeastExponent + 1) return format.Infinity;
        var missing = Math.Max(0, format.LeastExponent - top);
        var drop = 64 - format.Precision + missing;
        if (drop > 64) return 0;
        var kept = drop == 64 ? 0 : significand >> (int)drop;
        var rest = drop == 64 ? significand : significand << (int)(64 - drop);
        const ulong Half = 1UL << 63;
        if (rest > Half || rest == Half && (sticky || (kept & 1) != 0)) kept++;
        // A carry out of the significand becomes the next exponent by itself; a subnormal number has exponent 0 and no hidden bit.
        return missing > 0 ? kept : kept + ((ulong)(top - format.LeastExponent) << (format.Precision - 1));
    }

    private static NumberStatus Decimal(ReadOnlySpan<byte> text, Format format, out ulong bits)
    {
        bits = 0;
        if (!Split(text, false, out var whole, out var fraction, out var exponent)) return NumberStatus.Malformed;
        // As 0.digits · 10^exponent, so that the exponent alone says whether the number is far out of range.
        var number = new StringBuilder("0.");
        foreach (var c in whole)
        {
            if (c == '_') continue;
            if (number.Length == 2 && c == '0') continue;
            number.Append((char)c);
            exponent++;
        }
        foreach (var c in fraction)
        {
            if (c == '_') continue;
            if (number.Length == 2 && c == '0') exponent--;
            else number.Append((char)c);
        }
        if (number.Length == 2 || exponent < -MostDecimalExponent) return NumberStatus.Fine;
        if (exponent > MostDecimalExponent) return NumberStatus.OutOfRange;
        var normalized = number.Append('e').Append(exponent.ToString(CultureInfo.InvariantCulture)).ToString();
        bits = format.Precision == 24
            ? BitConverter.SingleToUInt32Bits(float.Parse(normalized, NumberStyles.Float, CultureInfo.InvariantCulture))
            : BitConverter.DoubleToUInt64Bits(double.Parse(normalized, NumberStyles.Float, CultureInfo.InvariantCulture));
        return bits >= format.Infinity ? NumberStatus.OutOfRange : NumberStatus.Fine;
    }
}

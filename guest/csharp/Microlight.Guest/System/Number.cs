// Integers to text and back.
namespace System;

internal static unsafe class Number
{
    private const int MaximumDigits = 20;

    public static string Format(long value) => value < 0 ? Format(0 - (ulong)value, negative: true) : Format((ulong)value, negative: false);
    public static string Format(ulong value) => Format(value, negative: false);

    public static string Format(long value, int bits, string format) =>
        IsHexadecimal(format, out var digits, out var upper) ? FormatHexadecimal((ulong)value & Mask(bits), digits, upper) : PadZeros(Format(value), digits);

    public static string Format(ulong value, int bits, string format) =>
        IsHexadecimal(format, out var digits, out var upper) ? FormatHexadecimal(value & Mask(bits), digits, upper) : PadZeros(Format(value), digits);

    public static Exception BadText() => new FormatException("The input string was not in a correct format.");

    public static bool TryParseSigned(ReadOnlySpan<char> text, long minimum, long maximum, out long value)
    {
        value = 0;
        var negative = text.Length > 0 && text[0] == '-';
        if (text.Length > 0 && text[0] is '-' or '+') text = text.Slice(1);
        if (!TryParseDigits(text, negative ? 0 - (ulong)minimum : (ulong)maximum, out var magnitude)) return false;
        value = negative ? (long)(0 - magnitude) : (long)magnitude;
        return true;
    }

    public static bool TryParseUnsigned(ReadOnlySpan<char> text, ulong maximum, out ulong value) =>
        TryParseDigits(text.Length > 1 && text[0] == '+' ? text.Slice(1) : text, maximum, out value);

    private static bool TryParseDigits(ReadOnlySpan<char> text, ulong maximum, out ulong value)
    {
        value = 0;
        if (text.Length == 0) return false;
        ulong sum = 0;
        foreach (var c in text)
        {
            var digit = (uint)c - '0';
            if (digit > 9 || sum > (ulong.MaxValue - digit) / 10) return false;
            sum = sum * 10 + digit;
        }
        if (sum > maximum) return false;
        value = sum;
        return true;
    }

    private static string Format(ulong value, bool negative)
    {
        var digits = stackalloc char[MaximumDigits + 1];
        var start = MaximumDigits + 1;
        do
        {
            var rest = value / 10;
            digits[--start] = (char)('0' + (value - rest * 10));
            value = rest;
        }
        while (value != 0);
        if (negative) digits[--start] = '-';
        return new string(digits, start, MaximumDigits + 1 - start);
    }

    private static string FormatHexadecimal(ulong value, int least, bool upper)
    {
        var count = Math.Max(least, value == 0 ? 1 : 16 - (Numerics.BitOperations.LeadingZeroCount(value) >> 2));
        var text = string.Allocate(count);
        fixed (char* target = text)
            for (var i = count - 1; i >= 0; i--, value >>= 4)
            {
                var digit = (int)value & 15;
                target[i] = (char)(digit < 10 ? '0' + digit : (upper ? 'A' : 'a') + digit - 10);
            }
        return text;
    }

    private static string PadZeros(string text, int digits)
    {
        var sign = text[0] == '-' ? 1 : 0;
        if (text.Length - sign >= digits) return text;
        return text.Substring(0, sign) + new string('0', digits - (text.Length - sign)) + text.Substring(sign);
    }

    /// <summary>Reads a format: one of X, x, D, d and digits.</summary>
    private static bool IsHexadecimal(string format, out int digits, out bool upper)
    {
        digits = 0;
        upper = false;
        if (format is null || format.Length == 0) return false;
        var kind = format[0];
        if (kind is not ('X' or 'x' or 'D' or 'd' or 'G') || format.Length > 4) throw BadFormat();
        for (var i = 1; i < format.Length; i++)
        {
            if (format[i] is < '0' or > '9') throw BadFormat();
            digits = digits * 10 + (format[i] - '0');
        }
        upper = kind == 'X';
        return kind is 'X' or 'x';
    }

    private static FormatException BadFormat() => new("Format specifier was invalid; guests know X, x and D with a number of digits.");
    private static ulong Mask(int bits) => bits == 64 ? ulong.MaxValue : (1ul << bits) - 1;
}

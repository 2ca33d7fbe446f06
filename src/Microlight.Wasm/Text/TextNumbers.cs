namespace Microlight.Wasm.Text;

/// <summary>What a number token is: fine, no number of that kind, or out of range.</summary>
internal enum NumberStatus { Fine, Malformed, OutOfRange }

/// <summary>Integers (spec 6.3.2): decimal or hexadecimal, with single underscores between digits.</summary>
internal static class TextNumbers
{
    /// <summary>An unsigned integer of at most <paramref name="bits"/> bits.</summary>
    public static NumberStatus Unsigned(ReadOnlySpan<byte> text, int bits, out ulong value)
    {
        value = 0;
        var hexadecimal = text.StartsWith("0x"u8);
        var status = Digits(hexadecimal ? text[2..] : text, hexadecimal, out value);
        return status == NumberStatus.Fine && bits < 64 && value >> bits != 0 ? NumberStatus.OutOfRange : status;
    }

    /// <summary>An integer that may be signed or unsigned, as its two's complement bits.</summary>
    public static NumberStatus Integer(ReadOnlySpan<byte> text, int bits, out ulong value)
    {
        value = 0;
        if (text.IsEmpty || text[0] is not ((byte)'+' or (byte)'-')) return Unsigned(text, bits, out value);
        var negative = text[0] == '-';
        var status = Unsigned(text[1..], 64, out value);
        if (status != NumberStatus.Fine) return status;
        var most = (1UL << (bits - 1)) - (negative ? 0UL : 1UL);
        if (value > most) return NumberStatus.OutOfRange;
        if (negative) value = 0 - value;
        if (bits < 64) value &= (1UL << bits) - 1;
        return NumberStatus.Fine;
    }

    /// <summary>Digits without sign and prefix; null if they are none or too large for 64 bits.</summary>
    public static ulong? Digits(ReadOnlySpan<byte> text, bool hexadecimal) => Digits(text, hexadecimal, out var value) == NumberStatus.Fine ? value : null;

    /// <summary>A digit's value, or −1.</summary>
    public static int Digit(byte c, bool hexadecimal) => c switch
    {
        >= (byte)'0' and <= (byte)'9' => c - '0',
        >= (byte)'a' and <= (byte)'f' when hexadecimal => c - 'a' + 10,
        >= (byte)'A' and <= (byte)'F' when hexadecimal => c - 'A' + 10,
        _ => -1,
    };

    private static NumberStatus Digits(ReadOnlySpan<byte> text, bool hexadecimal, out ulong value)
    {
        value = 0;
        var @base = hexadecimal ? 16UL : 10UL;
        var overflow = false;
        if (!AreDigits(text, hexadecimal)) return NumberStatus.Malformed;
        foreach (var c in text)
        {
            if (c == '_') continue;
            var digit = (ulong)Digit(c, hexadecimal);
            if (value > (ulong.MaxValue - digit) / @base) overflow = true;
            value = value * @base + digit;
        }
        return overflow ? NumberStatus.OutOfRange : NumberStatus.Fine;
    }

    /// <summary>At least one digit, and underscores only between digits.</summary>
    public static bool AreDigits(ReadOnlySpan<byte> text, bool hexadecimal)
    {
        var wasDigit = false;
        foreach (var c in text)
        {
            if (c == '_' ? !wasDigit : Digit(c, hexadecimal) < 0) return false;
            wasDigit = c != '_';
        }
        return wasDigit;
    }
}

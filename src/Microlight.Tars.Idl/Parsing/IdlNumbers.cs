using System.Globalization;

namespace Microlight.Tars.Idl;

/// <summary>Numbers in a .tars file.</summary>
internal static class IdlNumbers
{
    /// <summary>Decimal or, with 0x, hexadecimal, with or without a sign.</summary>
    public static bool TryParseInteger(string text, out long value)
    {
        var digits = text.TrimStart('-', '+');
        if (!digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase)) return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);
        var parsed = long.TryParse(digits.Substring(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value) && value >= 0;
        if (text[0] == '-') value = -value;
        return parsed;
    }

    /// <summary>With a fraction or exponent.</summary>
    public static bool TryParseNumber(string text, out double value) =>
        double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out value) && !double.IsInfinity(value);
}

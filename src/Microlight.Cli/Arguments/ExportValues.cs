using System.Globalization;
using System.Numerics;
using System.Runtime.Intrinsics;

namespace Microlight.Cli.Arguments;

/// <summary>Arguments and results of <c>--invoke</c> as text: numbers in decimal or 0x hexadecimal, floats as C# writes them.</summary>
internal static class ExportValues
{
    /// <summary>Reads one argument per parameter.</summary>
    /// <exception cref="UserErrorException">Another number of arguments, or one that is not of its type.</exception>
    public static GuestValue[] Parse(string export, IReadOnlyList<GuestType> types, IReadOnlyList<string> texts)
    {
        if (texts.Count != types.Count)
            throw new UserErrorException($"'{export}' takes {types.Count} arguments ({string.Join(", ", types.Select(NameOf))}), but {texts.Count} are given.", ExitCodes.Usage);
        var values = new GuestValue[types.Count];
        for (var i = 0; i < values.Length; i++)
            values[i] = TryParse(types[i], texts[i])
                ?? throw new UserErrorException($"Argument {i + 1} of '{export}' must be of type {NameOf(types[i])}, but '{texts[i]}' is not.", ExitCodes.Usage);
        return values;
    }

    public static string Format(GuestValue value) => value.Type switch
    {
        GuestType.Float32 => value.AsFloat32().ToString("R", CultureInfo.InvariantCulture),
        GuestType.Float64 => value.AsFloat64().ToString("R", CultureInfo.InvariantCulture),
        GuestType.Reference => value.Bits == 0 ? "null" : "<reference>",
        _ => value.ToString(),
    };

    private static GuestValue? TryParse(GuestType type, string text)
    {
        switch (type)
        {
            case GuestType.Int32: return FromBits(type, Integer(text, int.MinValue, uint.MaxValue));
            case GuestType.UInt32: return FromBits(type, Integer(text, 0, uint.MaxValue));
            case GuestType.Int64: return FromBits(type, Integer(text, long.MinValue, ulong.MaxValue));
            case GuestType.UInt64: return FromBits(type, Integer(text, 0, ulong.MaxValue));
            case GuestType.Float32 when float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number): return number;
            case GuestType.Float64 when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number): return number;
            case GuestType.Boolean when bool.TryParse(text, out var truth): return truth;
            case GuestType.Vector128: return Vector(text);
            case GuestType.Reference when text == "null": return GuestValue.FromBits(type, 0);
            default: return null;
        }
    }

    private static GuestValue? FromBits(GuestType type, ulong? bits) => bits is { } known ? GuestValue.FromBits(type, known) : default(GuestValue?);

    /// <summary>128 bits, as <see cref="Format"/> writes them: 0x and up to 32 hexadecimal digits, or decimal.</summary>
    private static GuestValue? Vector(string text)
    {
        var isHex = text.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        return UInt128.TryParse(isHex ? text[2..] : text, isHex ? NumberStyles.AllowHexSpecifier : NumberStyles.None, CultureInfo.InvariantCulture, out var bits)
            ? Vector128.Create((ulong)bits, (ulong)(bits >> 64)).AsByte()
            : default(GuestValue?);
    }

    /// <summary>The two's complement bits. The unsigned reading of a signed type is welcome too: 4294967295 is an i32.</summary>
    private static ulong? Integer(string text, Int128 minimum, Int128 maximum)
    {
        var negative = text.StartsWith('-');
        var digits = negative ? text[1..] : text;
        BigInteger number;
        if (digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
        {
            // The leading zero keeps the first hexadecimal digit from being read as a sign.
            if (!BigInteger.TryParse("0" + digits[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number) || digits.Length == 2) return null;
        }
        else if (!BigInteger.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out number))
        {
            return null;
        }
        if (negative) number = -number;
        return number >= minimum && number <= maximum ? (ulong)(number & ulong.MaxValue) : null;
    }

    private static string NameOf(GuestType type) => type switch
    {
        GuestType.Int32 => "i32",
        GuestType.Int64 => "i64",
        GuestType.Float32 => "f32",
        GuestType.Float64 => "f64",
        GuestType.Vector128 => "v128",
        _ => type.ToString().ToLowerInvariant(),
    };
}

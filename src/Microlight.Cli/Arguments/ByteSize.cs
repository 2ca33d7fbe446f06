using System.Globalization;

namespace Microlight.Cli.Arguments;

/// <summary>Sizes as people write them: <c>65536</c>, <c>64K</c>, <c>256M</c>, <c>2G</c> (powers of 1024; <c>MiB</c> and <c>MB</c> mean the same).</summary>
internal static class ByteSize
{
    public static ulong? TryParse(string text)
    {
        var digits = text.AsSpan().TrimEnd("iB");
        var shift = digits.Length == 0 ? 0 : digits[^1] switch { 'K' or 'k' => 10, 'M' or 'm' => 20, 'G' or 'g' => 30, _ => 0 };
        if (shift > 0) digits = digits[..^1];
        if (!ulong.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return null;
        return number > 0 && number <= ulong.MaxValue >> shift ? number << shift : null;
    }
}

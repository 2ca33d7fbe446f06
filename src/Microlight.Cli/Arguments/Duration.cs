using System.Globalization;

namespace Microlight.Cli.Arguments;

/// <summary>Durations as people write them: <c>500ms</c>, <c>5s</c>, <c>1.5m</c>, <c>2h</c>; a bare number is seconds.</summary>
internal static class Duration
{
    private static readonly (string Suffix, double Seconds)[] Units = [("ms", 1e-3), ("us", 1e-6), ("s", 1), ("m", 60), ("h", 3600)];

    /// <summary>The longest wait that timers of .NET take.</summary>
    private static readonly TimeSpan Maximum = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    public static TimeSpan? TryParse(string text)
    {
        var (suffix, scale) = Units.FirstOrDefault(u => text.EndsWith(u.Suffix, StringComparison.Ordinal), ("", 1));
        const NumberStyles plain = NumberStyles.AllowDecimalPoint;
        if (!double.TryParse(text.AsSpan(0, text.Length - suffix.Length), plain, CultureInfo.InvariantCulture, out var number)) return null;
        var seconds = number * scale;
        return seconds * TimeSpan.TicksPerSecond >= 1 && seconds <= Maximum.TotalSeconds ? TimeSpan.FromTicks((long)Math.Round(seconds * TimeSpan.TicksPerSecond)) : null;
    }
}

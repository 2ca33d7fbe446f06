namespace Microlight.Bench;

/// <summary>What the benchmarks report of repeated measurements.</summary>
internal static class Medians
{
    /// <summary>The value in the middle, the upper one of two; not a number if there is none.</summary>
    public static double Of(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length == 0 ? double.NaN : sorted[sorted.Length / 2];
    }
}

using System.Diagnostics.Metrics;

namespace Microlight.Diagnostics;

/// <summary>How many sandboxes there are. Counted whether or not somebody listens: a listener may come later.</summary>
internal static class ActiveSandboxes
{
    private static readonly long[] s_counts = new long[(int)Isolation.Process + 1];

    public static void Add(Isolation isolation, int change) => Interlocked.Add(ref s_counts[(int)isolation], change);

    public static IEnumerable<Measurement<long>> Measure()
    {
        for (var i = 0; i < s_counts.Length; i++)
            yield return new Measurement<long>(Volatile.Read(ref s_counts[i]), MicrolightDiagnostics.Tag(Tags.Isolation, Tags.Of((Isolation)i)));
    }
}

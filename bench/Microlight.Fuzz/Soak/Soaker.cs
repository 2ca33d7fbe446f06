using System.Diagnostics;

namespace Microlight.Fuzz.Soak;

/// <summary>Runs a phase and samples the process while it runs: memory, descriptors, mappings and threads must end as they began.</summary>
public static class Soaker
{
    private const int Samples = 25, WarmUpSamples = 5;

    public static SoakResult Run(SoakPhase phase)
    {
        var start = Stopwatch.GetTimestamp();
        var usages = new List<ProcessUsage>(Samples);
        var done = 0;
        for (var sample = 1; sample <= Samples; sample++)
        {
            for (var end = (int)((long)phase.Count * sample / Samples); done < end; done++) phase.Once(done);
            // What the collector has not looked at yet is no leak.
            GC.Collect();
            GC.WaitForPendingFinalizers();
            usages.Add(ProcessUsage.Read());
        }
        var measured = usages[WarmUpSamples..];
        return new SoakResult(phase.Name, phase.Count, Stopwatch.GetElapsedTime(start), measured[0], measured[^1], Slope(measured));
    }

    /// <summary>Least squares over the samples, times their number.</summary>
    private static double Slope(List<ProcessUsage> usages)
    {
        double meanX = (usages.Count - 1) / 2.0, meanY = usages.Average(u => u.ResidentKiB), above = 0, below = 0;
        for (var i = 0; i < usages.Count; i++)
        {
            above += (i - meanX) * (usages[i].ResidentKiB - meanY);
            below += (i - meanX) * (i - meanX);
        }
        return above / below * (usages.Count - 1);
    }
}

using Microlight.Fuzz.Soak;

namespace Microlight.Bench;

/// <summary>The soak: everything a sandbox does, very often, while nothing may grow.</summary>
internal sealed class SoakBenchmark : IBenchmark
{
    public string Name => "soak";

    public string Method =>
        "One process; each phase does its work so many times on bench/floor/guest.c and checks every result. 25 times a phase, after a full collection, the process is " +
        "looked at; first is after a fifth of the phase. Growth is that of a line through the samples. Kills come from another thread, 0 to 99 µs after the call began, " +
        "and the next call must not be hit.";

    public void Run(Report report, IReadOnlyList<string> parts)
    {
        var work = Directory.CreateTempSubdirectory("microlight-bench-");
        try
        {
            var guest = Path.Combine(work.FullName, "guest.elf");
            Tool.BuildGuest(guest, Path.Combine(Repository.Root, "bench", "floor", "guest.c"));
            using var soak = new SandboxSoak(guest);
            var leaks = new List<string>();
            report.Row("phase", "times", "seconds", "RSS KiB first", "last", "growth KiB", "fds", "last", "mappings", "last", "threads", "last");
            foreach (var phase in soak.Phases(part: 1))
            {
                var result = Soaker.Run(phase);
                var (first, last) = (result.First, result.Last);
                report.Row(result.Name, $"{result.Count:#,0}", Report.Number(result.Elapsed.TotalSeconds, "0.0"),
                    Report.Number(first.ResidentKiB, "0"), Report.Number(last.ResidentKiB, "0"), Report.Number(result.ResidentSlopeKiB, "0"),
                    $"{first.FileDescriptors}", $"{last.FileDescriptors}", $"{first.Mappings}", $"{last.Mappings}", $"{first.Threads}", $"{last.Threads}");
                report.Figure($"soak-{result.Name}-growth-kib", result.ResidentSlopeKiB);
                report.Figure($"soak-{result.Name}-fds", last.FileDescriptors - first.FileDescriptors);
                report.Figure($"soak-{result.Name}-threads", last.Threads - first.Threads);
                if (result.Leak is { } leak) leaks.Add(leak);
            }
            if (leaks.Count > 0) throw new InvalidOperationException($"The soak leaks: {string.Join("; ", leaks)}.");
        }
        finally
        {
            work.Delete(recursive: true);
        }
    }
}

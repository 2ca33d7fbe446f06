using System.Diagnostics;
using Microlight.Fuzz.Soak;

namespace Microlight.Bench;

/// <summary>
/// Many live sandboxes in one process: what each takes, what it costs to make the next, and what the others cost those that work
/// (docs/density.md explains the shape).
/// </summary>
internal sealed class DensityBenchmark : IBenchmark
{
    private const int Samples = 25, DirtyPages = 16;

    private static readonly int[] s_steps = [1, 100, 250, 500, 1_000, 1_500, 2_000];

    public string Name => "density";

    public string Method =>
        $"One process makes sandboxes of bench/floor/guest.c, calls each once and keeps all. At each step: medians over the last {Samples} creations, over " +
        $"{Samples} sandboxes spread over all that each write {DirtyPages} pages and are restored, and over {Samples} times of giving back 64 KiB (what makes the " +
        "kernel tell every VM of the process) and of ending a sandbox and making another. Memory is what all take, divided by their number: RSS of the process, and what the whole system has less " +
        "available, so nothing else should run.";

    public void Run(Report report, IReadOnlyList<string> parts)
    {
        var work = Directory.CreateTempSubdirectory("microlight-bench-");
        try
        {
            var guestPath = Path.Combine(work.FullName, "guest.elf");
            Tool.BuildGuest(guestPath, Path.Combine(Repository.Root, "bench", "floor", "guest.c"));
            using var image = GuestImage.Load(guestPath);
            Measure(report, image);
        }
        finally
        {
            work.Delete(recursive: true);
        }
    }

    private static void Measure(Report report, GuestImage image)
    {
        var options = new SandboxOptions
        {
            HostFunctions = new HostFunctions().Add(("bench", "Nothing"), GuestSignature.TryParse(">")!, static (_, _, _) => { }),
        };
        GuestFunction empty = image.GetFunction("Empty"), touch = image.GetFunction("Touch");
        GuestValue[] pages = [DirtyPages];
        Sandbox Create()
        {
            var sandbox = Sandbox.Create(image, options);
            sandbox.Invoke(empty, [], []);
            return sandbox;
        }
        for (var i = 0; i < Samples; i++)
            using (var warm = Create()) { warm.Invoke(touch, pages, []); warm.Restore(); }
        GC.Collect();
        var before = ProcessUsage.Read();
        report.Row("sandboxes", "create µs", "replace µs", $"restore {DirtyPages} pages µs", "give back 64 KiB µs", "RSS KiB each", "system KiB each", "fds each", "mappings each", "threads");
        var sandboxes = new List<Sandbox>();
        try
        {
            foreach (var step in s_steps)
            {
                var creations = new List<double>();
                while (sandboxes.Count < step) creations.Add(Time(() => sandboxes.Add(Create())));
                var restores = new List<double>();
                for (var i = 0; i < Samples; i++)
                {
                    var sandbox = sandboxes[i * sandboxes.Count / Samples];
                    sandbox.Invoke(touch, pages, []);
                    restores.Add(Time(sandbox.Restore));
                }
                var usage = ProcessUsage.Read();
                var discards = Enumerable.Range(0, Samples).Select(_ => TimeDiscard()).ToList();
                var replacements = Enumerable.Range(0, Samples).Select(i => Time(() =>
                {
                    sandboxes[i % step].Dispose();
                    sandboxes[i % step] = Create();
                })).ToList();
                double Each(Func<ProcessUsage, double> value) => (value(usage) - value(before)) / step;
                report.Row(step.ToString(System.Globalization.CultureInfo.InvariantCulture), Report.Number(Medians.Of(creations.TakeLast(Samples)), "0"),
                    Report.Number(Medians.Of(replacements), "0"), Report.Number(Medians.Of(restores), "0.0"), Report.Number(Medians.Of(discards), "0"),
                    Report.Number(Each(u => u.ResidentKiB), "0"), Report.Number(Each(u => -u.AvailableKiB), "0"), Report.Number(Each(u => u.FileDescriptors), "0.0"),
                    Report.Number(Each(u => u.Mappings), "0.0"), Report.Number(usage.Threads, "0"));
                if (step != s_steps[^1]) continue;
                report.Figure("density-sandboxes", step);
                report.Figure("density-rss-kib-each", Each(u => u.ResidentKiB));
                report.Figure("density-create-us", Medians.Of(creations.TakeLast(Samples)));
            }
        }
        finally
        {
            foreach (var sandbox in sandboxes) sandbox.Dispose();
        }
    }

    /// <summary>Gives back memory of the garbage collector's kind: anonymous, private, outside every VM.</summary>
    private static unsafe double TimeDiscard()
    {
        const int Bytes = 64 << 10;
        using var mapping = Microlight.Machine.HostMapping.Reserve(Bytes, 4096);
        Microlight.Machine.Linux.Check(Microlight.Machine.Linux.mprotect(mapping.Address, Bytes, Microlight.Machine.Linux.PROT_READ | Microlight.Machine.Linux.PROT_WRITE), "mprotect");
        new Span<byte>((void*)mapping.Address, Bytes).Fill(1);
        return Time(() => Microlight.Machine.Linux.Check(Microlight.Machine.Linux.madvise(mapping.Address, Bytes, Microlight.Machine.Linux.MADV_DONTNEED), "madvise"));
    }

    private static double Time(Action action)
    {
        var start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalMicroseconds;
    }
}

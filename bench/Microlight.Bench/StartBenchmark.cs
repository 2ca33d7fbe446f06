using System.Diagnostics;

namespace Microlight.Bench;

/// <summary>What it takes to start: a compiled program from the cache, beside processes that do nothing.</summary>
internal sealed class StartBenchmark : IBenchmark
{
    private const int WarmUp = 3;
    private const int Rounds = 25;

    public string Name => "start";

    public string Method =>
        $"{WarmUp} rounds of warm-up, then the medians of {Rounds} rounds; in each round the processes run in turn, on all CPUs, from their start to " +
        "their end. cached-start-ms is what running a small program from the cache adds to the time of the same executable printing its version.";

    public void Run(Report report, IReadOnlyList<string> parts)
    {
        var launcher = Path.Combine(Repository.Root, "microlight");
        var tool = Path.Combine(Repository.Root, "artifacts", "microlight", "Microlight.Cli.dll");
        Time("bash", launcher, "--version");    // builds it if need be
        var work = Directory.CreateTempSubdirectory("microlight-bench-");
        try
        {
            var cache = Path.Combine(work.FullName, "cache");
            var small = Path.Combine(Repository.Root, "bench", "wasm", "kernels", "empty.wasm");
            var engine = Path.Combine(Repository.Root, "samples", "programs", "quickjs", "qjs.wasm");
            var commands = new (string Name, string[] Arguments)[]
            {
                ("version", [tool, "--version"]),
                ("run of an empty program", [tool, "run", "--cache", cache, small]),
                ("run of QuickJS (print(1))", [tool, "run", "--cache", cache, engine, "-e", "print(1)"]),
            };
            var times = commands.ToDictionary(c => c.Name, _ => new List<double>());
            for (var round = 0; round < WarmUp + Rounds; round++)
                foreach (var (name, arguments) in commands)
                {
                    var milliseconds = Time("dotnet", arguments);
                    if (round >= WarmUp) times[name].Add(milliseconds);
                }
            var baseline = Medians.Of(times["version"]);
            report.Row("process", "ms", "added ms");
            foreach (var (name, _) in commands)
                report.Row(name, Report.Number(Medians.Of(times[name])), Report.Number(Medians.Of(times[name]) - baseline));
            report.Figure("cached-start-ms", Medians.Of(times["run of an empty program"]) - baseline);
        }
        finally
        {
            work.Delete(recursive: true);
        }
    }

    private static double Time(string file, params string[] arguments)
    {
        var start = new ProcessStartInfo(file) { RedirectStandardOutput = true };
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        var begin = Stopwatch.GetTimestamp();
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{file} did not start.");
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        var elapsed = Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
        return process.ExitCode == 0 ? elapsed : throw new InvalidOperationException($"{file} {string.Join(' ', arguments)} exited with {process.ExitCode}.");
    }
}

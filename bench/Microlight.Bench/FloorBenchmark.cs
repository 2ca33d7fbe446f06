using System.Diagnostics;

namespace Microlight.Bench;

/// <summary>Microlight beside the least that a C program can do with KVM, the same operation, batch by batch in turn.</summary>
internal sealed class FloorBenchmark : IBenchmark
{
    private const int Rounds = 25;

    public string Name => "floor";

    public string Method =>
        $"{Rounds} rounds; in each the C program (bench/floor/floor.c, gcc -O2) and Microlight run a batch of the same operation in turn, " +
        "on one CPU; medians over all operations of all rounds, the first two rounds left out.";

    public void Run(Report report)
    {
        var work = Directory.CreateTempSubdirectory("microlight-bench-");
        try
        {
            var floorPath = Path.Combine(work.FullName, "floor");
            var guestPath = Path.Combine(work.FullName, "guest.elf");
            Tool("gcc", "-O2", "-o", floorPath, Path.Combine(Repository.Root, "bench", "floor", "floor.c"));
            Tool("bash", Path.Combine(Repository.Root, "guest", "c", "build.sh"), guestPath, Path.Combine(Repository.Root, "bench", "floor", "guest.c"));
            Affinity.PinProcess();
            using var floor = new FloorProcess(floorPath);
            using var image = GuestImage.Load(guestPath);
            Measure(report, floor, image);
        }
        finally
        {
            work.Delete(recursive: true);
        }
    }

    private static void Measure(Report report, FloorProcess floor, GuestImage image)
    {
        var options = new SandboxOptions
        {
            HostFunctions = new HostFunctions().Add(("bench", "Nothing"), GuestSignature.TryParse(">")!, static (_, _, _) => { }),
        };
        using var sandbox = Sandbox.Create(image, options);
        GuestFunction Function(string name) => image.Functions.First(f => f.Name == name);
        GuestFunction empty = Function("Empty"), callHost = Function("CallHost"), touch = Function("Touch");
        GuestValue[] one = [1];
        var pages = new GuestValue[1];
        void Recycle(int count)
        {
            pages[0] = count;
            sandbox.Invoke(touch, pages, []);
            sandbox.Restore();
        }
        var operations = new (string Name, int Batch, Action Once)[]
        {
            ("empty-call", 200, () => sandbox.Invoke(empty, [], [])),
            ("host-call", 200, () => sandbox.Invoke(callHost, one, [])),
            ("recycle-0", 100, () => Recycle(0)),
            ("recycle-16", 100, () => Recycle(16)),
            ("recycle-64", 100, () => Recycle(64)),
            ("cold-start", 20, () =>
            {
                using var cold = Sandbox.Create(image, options);
                cold.Invoke(empty, [], []);
            }),
        };
        report.Row("operation", "floor µs", "Microlight µs", "ratio");
        foreach (var (name, batch, once) in operations)
        {
            List<double> theirs = [], ours = [];
            for (var round = 0; round < Rounds; round++)
            {
                var floorTimes = floor.Measure(name, batch);
                var times = new double[batch];
                for (var i = 0; i < batch; i++)
                {
                    var start = Stopwatch.GetTimestamp();
                    once();
                    times[i] = Stopwatch.GetElapsedTime(start).TotalNanoseconds;
                }
                if (round < 2) continue; // the JIT and the caches warm up
                theirs.AddRange(floorTimes);
                ours.AddRange(times);
            }
            var (floorMedian, median) = (Median(theirs), Median(ours));
            report.Row(name, Report.Number(floorMedian / 1e3), Report.Number(median / 1e3), Report.Number(median / floorMedian, "0.000"));
            report.Figure(name + "-ratio", median / floorMedian);
        }
    }

    private static double Median(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }

    internal static void Tool(string file, params string[] arguments)
    {
        using var process = Process.Start(file, arguments);
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{file} failed with exit code {process.ExitCode}; the benchmark needs gcc.");
    }
}

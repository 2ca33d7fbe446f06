namespace Microlight.Bench;

/// <summary>Compiled code in a micro-VM beside V8 on the same .wasm files.</summary>
internal sealed class WasmBenchmark : IBenchmark
{
    private const int WarmUp = 4;
    private const int Rounds = 7;

    private static readonly string[] Kernels = ["crc", "fir", "gemm", "jacobi", "list", "lu", "lz", "mandel", "nbody", "sha256", "sort", "vm"];

    public string Name => "wasm";

    public string Method =>
        $"Each program runs in turn in Microlight (a new sandbox each time), in V8 as it is by default and in V8 without its baseline compiler " +
        $"(--no-liftoff: TurboFan from the start), all on one CPU: {WarmUp} rounds of warm-up, then the medians of {Rounds} rounds. The better of the " +
        "two V8s is the one compared with. The time is that between the program's own marks (bench.start, bench.end), for qjs and sqlite that " +
        "of the whole run; compiling is not in it. Ratio: Microlight's time by V8's, less than 1 is faster than V8.";

    public void Run(Report report)
    {
        var node = NodePackage.Install();
        Affinity.PinProcess();
        var ratios = new List<double>();
        report.Row("program", "V8 ms", "V8 TurboFan only ms", "Microlight ms", "ratio");
        foreach (var (path, input) in Programs())
        {
            using var program = new WasmProgram(path, input);
            var (microlight, tiered, optimized) = Measure(node, program);
            var ratio = microlight / Math.Min(tiered, optimized);
            ratios.Add(ratio);
            report.Row(program.Name, Milliseconds(tiered), Milliseconds(optimized), Milliseconds(microlight), Report.Number(ratio, "0.000"));
            Console.Error.WriteLine($"{program.Name}: {Report.Number(ratio, "0.000")}");
        }
        report.Figure("wasm-geomean-vs-v8", Math.Exp(ratios.Average(Math.Log)));
        report.Figure("wasm-worst-vs-v8", ratios.Max());
    }

    private static (double Microlight, double Tiered, double Optimized) Measure(string node, WasmProgram program)
    {
        using var tieredV8 = new V8Process(node, program);
        using var optimizedV8 = new V8Process(node, program, "--no-liftoff");
        var times = (Microlight: new List<double>(), Tiered: new List<double>(), Optimized: new List<double>());
        for (var round = 0; round < WarmUp + Rounds; round++)
        {
            var (microlight, tiered, optimized) = (program.Run(), tieredV8.Run(), optimizedV8.Run());
            if (round < WarmUp) continue;
            times.Microlight.Add(microlight);
            times.Tiered.Add(tiered);
            times.Optimized.Add(optimized);
        }
        return (Median(times.Microlight), Median(times.Tiered), Median(times.Optimized));
    }

    private static IEnumerable<(string Path, string? Input)> Programs()
    {
        string Bench(params string[] parts) => Path.Combine([Repository.Root, "bench", "wasm", .. parts]);
        string Sample(params string[] parts) => Path.Combine([Repository.Root, "samples", "programs", .. parts]);
        foreach (var kernel in Kernels) yield return (Bench("kernels", kernel + ".wasm"), null);
        yield return (Sample("quickjs", "qjs.wasm"), Bench("inputs", "mixed.js"));
        yield return (Sample("sqlite", "sqlite.wasm"), Bench("inputs", "queries.sql"));
    }

    private static double Median(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }

    private static string Milliseconds(double nanoseconds) => Report.Number(nanoseconds / 1e6);
}

namespace Microlight.Bench;

/// <summary>Compiled code in a micro-VM beside V8 on the same .wasm files, and beside native code of the same source.</summary>
internal sealed class WasmBenchmark : IBenchmark
{
    private const int WarmUp = 3;
    private const int Rounds = 9;

    private static readonly string[] Engines = ["Microlight", "V8", "V8, TurboFan only", "native"];

    public string Name => "wasm";

    public string Method =>
        $"Each program runs in turn in Microlight (a new sandbox each time), in V8 as it is by default, in V8 without its baseline compiler " +
        $"(--no-liftoff: TurboFan from the start) and, where it is C in one file, as native code ({NativeProgram.Flags}), all on one CPU: {WarmUp} rounds " +
        $"of warm-up, then the medians of {Rounds} rounds. All must compute the same. The better of the two V8s, program by program, is the one that wasm-geomean-vs-v8 and wasm-worst-vs-v8 compare with. The time is that " +
        "between the program's own marks (bench.start, bench.end), for qjs, sqlite and lua that of the whole run; compiling is not in it. Ratios: " +
        "Microlight's time by the other's, less than 1 is faster.";

    public IReadOnlyList<string> Parts => [.. BenchmarkProgram.All.Select(p => p.Name)];

    public void Run(Report report, IReadOnlyList<string> parts)
    {
        var node = NodePackage.Install();
        Affinity.PinProcess();
        var compiler = NativeProgram.CompilerVersion();
        report.Note(compiler is null ? "Native code: there is no cc on this machine." : $"Native code: {compiler}");
        report.Row("program", "V8 ms", "V8 TurboFan only ms", "native ms", "Microlight ms", "by V8", "by native");
        var (byV8, byDefault, byTurboFan, byNative) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
        foreach (var program in BenchmarkProgram.All.Where(p => parts.Contains(p.Name)))
        {
            var times = Measure(node, program, compiler is not null);
            var v8 = Math.Min(times[1]!.Value, times[2]!.Value);
            byV8.Add(times[0]!.Value / v8);
            byDefault.Add(times[0]!.Value / times[1]!.Value);
            byTurboFan.Add(times[0]!.Value / times[2]!.Value);
            if (times[3] is { } native) byNative.Add(times[0]!.Value / native);
            report.Row(program.Name, Milliseconds(times[1]), Milliseconds(times[2]), compiler is null ? "no cc" : Milliseconds(times[3]), Milliseconds(times[0]),
                Report.Number(byV8[^1], "0.000"), times[3] is null ? "–" : Report.Number(byNative[^1], "0.000"));
            Console.Error.WriteLine($"{program.Name}: {Report.Number(byV8[^1], "0.000")} of V8{(times[3] is null ? "" : $", {Report.Number(byNative[^1], "0.000")} of native")}");
        }
        report.Figure("wasm-programs", byV8.Count);
        report.Figure("wasm-geomean-vs-v8", Geomean(byV8));
        report.Figure("wasm-worst-vs-v8", byV8.Max());
        report.Figure("wasm-geomean-vs-v8-default", Geomean(byDefault));
        report.Figure("wasm-geomean-vs-v8-turbofan", Geomean(byTurboFan));
        if (byNative.Count > 0) report.Figure("wasm-geomean-vs-native", Geomean(byNative));
    }

    /// <summary>Median nanoseconds of each engine, in the order of <see cref="Engines"/>; null for native code that there is not.</summary>
    private static double?[] Measure(string node, BenchmarkProgram program, bool canBuild)
    {
        var folder = Directory.CreateTempSubdirectory("microlight-bench-");
        try
        {
            using var compiled = new WasmProgram(program);
            using var tiered = new V8Process(node, program);
            using var optimized = new V8Process(node, program, "--no-liftoff");
            var native = canBuild && program.SourcePath is { } source ? NativeProgram.Build(source, folder.FullName) : null;
            Func<ProgramRun>?[] engines = [compiled.Run, tiered.Run, optimized.Run, native is null ? null : native.Run];
            var times = Array.ConvertAll(engines, _ => new List<double>());
            string? result = null;
            for (var round = 0; round < WarmUp + Rounds; round++)
                for (var i = 0; i < engines.Length; i++)
                {
                    if (engines[i]?.Invoke() is not { } run) continue;
                    if (run.Result != (result ??= run.Result))
                        throw new InvalidOperationException($"{program.Name} computes {run.Result} in {Engines[i]}, but {result} in {Engines[0]}.");
                    if (round >= WarmUp) times[i].Add(run.Nanoseconds);
                }
            return Array.ConvertAll(times, t => t.Count > 0 ? t.Order().ElementAt(t.Count / 2) : (double?)null);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static double Geomean(List<double> ratios) => Math.Exp(ratios.Average(Math.Log));

    private static string Milliseconds(double? nanoseconds) => nanoseconds is { } n ? Report.Number(n / 1e6) : "–";
}

using Microlight.Bench;
using Microlight.Bench.Compile;
using Microlight.Bench.Floor;
using Microlight.Bench.Http;
using Microlight.Bench.Tars;

if (args is [CompileWorker.Argument, var module])
{
    CompileWorker.Run(module);
    return 0;
}

if (args is [TarsWorker.Argument, var port, var servant])
{
    TarsWorker.Run(port, servant);
    return 0;
}

IReadOnlyList<IBenchmark> benchmarks = [new FloorBenchmark(), new WasmBenchmark(), new CompileBenchmark(), new StartBenchmark(), new ComponentsBenchmark(), new HttpBenchmark(), new DensityBenchmark(), new SoakBenchmark(), new TarsBenchmark()];

if (args.Length == 0 || benchmarks.FirstOrDefault(b => b.Name == args[0]) is not { } benchmark)
{
    Console.Error.WriteLine($"usage: bench/run NAME [PART...], where NAME is one of: {string.Join(", ", benchmarks.Select(b => b.Name))}");
    return 2;
}
var parts = args[1..];
if (parts.Except(benchmark.Parts).FirstOrDefault() is { } unknown)
{
    Console.Error.WriteLine(benchmark.Parts.Count == 0 ? $"{benchmark.Name} has no parts: it runs as a whole." : $"{benchmark.Name} has no part '{unknown}'; its parts: {string.Join(", ", benchmark.Parts)}");
    return 2;
}
var report = new Report(benchmark.Name, benchmark.Method);
benchmark.Run(report, parts.Length == 0 ? benchmark.Parts : parts);
report.Print();
// The file holds whole runs only.
if (parts.Length == 0) report.Save();
return 0;

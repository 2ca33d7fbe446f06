using Microlight.Bench;
using Microlight.Bench.Floor;

IReadOnlyList<IBenchmark> benchmarks = [new FloorBenchmark(), new WasmBenchmark(), new StartBenchmark(), new DensityBenchmark(), new SoakBenchmark()];

if (args.Length != 1 || benchmarks.FirstOrDefault(b => b.Name == args[0]) is not { } benchmark)
{
    Console.Error.WriteLine($"usage: bench/run NAME, where NAME is one of: {string.Join(", ", benchmarks.Select(b => b.Name))}");
    return 2;
}
var report = new Report(benchmark.Name, benchmark.Method);
benchmark.Run(report);
report.Write();
return 0;

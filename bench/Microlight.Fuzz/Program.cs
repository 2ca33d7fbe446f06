using System.Diagnostics;
using System.Globalization;
using Microlight.Fuzz;

// Fuzzes the module front end: dotnet run -c Release --project bench/Microlight.Fuzz -- modules [--count N] [--seed N] FILE-OR-FOLDER…
// The same seed files, seed and count give the same modules. Ends with 1 if anything but a typed refusal came out of one of them, and writes
// those modules to artifacts/fuzz.
const int MaximumSeedSize = 100_000;

var (count, seed) = (100_000, 1);
var paths = new List<string>();
if (args is not ["modules", ..])
{
    Console.Error.WriteLine("usage: modules [--count N] [--seed N] FILE-OR-FOLDER...");
    return 2;
}
for (var i = 1; i < args.Length; i++)
{
    switch (args[i])
    {
        case "--count": count = int.Parse(args[++i], CultureInfo.InvariantCulture); break;
        case "--seed": seed = int.Parse(args[++i], CultureInfo.InvariantCulture); break;
        default: paths.Add(args[i]); break;
    }
}

var files = paths.SelectMany(p => Directory.Exists(p) ? Directory.EnumerateFiles(p, "*.wasm", SearchOption.AllDirectories) : [p])
    .Where(p => new FileInfo(p).Length <= MaximumSeedSize).Order(StringComparer.Ordinal).ToList();
if (files.Count == 0)
{
    Console.Error.WriteLine("There is no seed: name .wasm files or folders with some, for example tests/Microlight.Wasm.Tests/Fixtures.");
    return 2;
}

var fuzzer = new ModuleFuzzer([.. files.Select(File.ReadAllBytes)], seed);
var start = Stopwatch.GetTimestamp();
fuzzer.Run(count);
Console.WriteLine($"{count:#,0} modules mutated from {files.Count:#,0} seeds (seed {seed}) in {Stopwatch.GetElapsedTime(start).TotalSeconds:0.0} s");
foreach (var (outcome, number) in fuzzer.Outcomes) Console.WriteLine($"  {outcome,-26} {number,9:#,0}");
Console.WriteLine($"  slowest {fuzzer.Slowest.TotalMilliseconds:0.0} ms, most memory {fuzzer.MostMemory / 1024:#,0} KiB, failures {fuzzer.Failures.Count:#,0}");
foreach (var ((module, reason), i) in fuzzer.Failures.Take(20).Select((f, i) => (f, i)))
{
    var path = Path.Combine(Directory.CreateDirectory(Path.Combine("artifacts", "fuzz")).FullName, $"module-{seed}-{i}.wasm");
    File.WriteAllBytes(path, module);
    Console.WriteLine($"  {path}: {reason}");
}
return fuzzer.Failures.Count == 0 ? 0 : 1;

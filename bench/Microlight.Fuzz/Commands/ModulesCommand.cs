using System.Diagnostics;

namespace Microlight.Fuzz.Commands;

/// <summary>Fuzzes the WebAssembly front end with mutations of the named modules; writes those that fail to artifacts/fuzz.</summary>
internal static class ModulesCommand
{
    private const int MaximumSeedSize = 100_000;

    public static int Run(Arguments arguments)
    {
        var files = arguments.Files("*.wasm").Where(p => new FileInfo(p).Length <= MaximumSeedSize).ToList();
        if (files.Count == 0)
        {
            Console.Error.WriteLine("There is no seed: name .wasm files or folders with some, for example tests/Microlight.Wasm.Tests/Fixtures.");
            return 2;
        }
        var fuzzer = new ModuleFuzzer([.. files.Select(File.ReadAllBytes)], arguments.Seed);
        var start = Stopwatch.GetTimestamp();
        fuzzer.Run((int)arguments.Count);
        Console.WriteLine($"{arguments.Count:#,0} modules mutated from {files.Count:#,0} seeds (seed {arguments.Seed}) in {Stopwatch.GetElapsedTime(start).TotalSeconds:0.0} s");
        foreach (var (outcome, number) in fuzzer.Outcomes) Console.WriteLine($"  {outcome,-26} {number,9:#,0}");
        Console.WriteLine($"  slowest {fuzzer.Slowest.TotalMilliseconds:0.0} ms, most memory {fuzzer.MostMemory / 1024:#,0} KiB, failures {fuzzer.Failures.Count:#,0}");
        foreach (var ((module, reason), i) in fuzzer.Failures.Take(20).Select((f, i) => (f, i)))
            Console.WriteLine($"  {Result.Save(module, $"module-{arguments.Seed}-{i}.wasm")}: {reason}");
        return fuzzer.Failures.Count == 0 ? 0 : 1;
    }
}

using System.Diagnostics;

namespace Microlight.Fuzz.Commands;

/// <summary>Compares the validator with V8's on mutations of the named modules.</summary>
internal static class ValidateCommand
{
    public static int Run(Arguments arguments)
    {
        var files = arguments.Files("*.wasm");
        if (files.Count == 0)
        {
            Console.Error.WriteLine("There is no seed: name .wasm files or folders with some, for example tests/Microlight.Wasm.Tests/Fixtures.");
            return 2;
        }
        using var v8 = new V8Validator();
        var fuzzer = new ValidationFuzzer([.. files.Select(File.ReadAllBytes)], arguments.Seed, v8);
        var start = Stopwatch.GetTimestamp();
        fuzzer.Run((int)arguments.Count);
        Console.WriteLine($"{arguments.Count:#,0} modules mutated from {files.Count:#,0} seeds (seed {arguments.Seed}) in {Stopwatch.GetElapsedTime(start).TotalSeconds:0.0} s");
        foreach (var (outcome, number) in fuzzer.Outcomes) Console.WriteLine($"  {outcome,-42} {number,9:#,0}");
        foreach (var ((module, reason), i) in fuzzer.Failures.Take(20).Select((f, i) => (f, i)))
            Console.WriteLine($"  {Result.Save(module, $"validate-{arguments.Seed}-{i}.wasm")}: {reason}");
        return fuzzer.Failures.Count == 0 ? 0 : 1;
    }
}

using Microlight.Fuzz;
using Microlight.Wasm.Tests.Support;
using Xunit.Abstractions;

namespace Microlight.Wasm.Tests.Validation;

/// <summary>A short run of the module fuzzer (bench/Microlight.Fuzz); the long one is the command.</summary>
public sealed class ModuleFuzzTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(1, 20_000)]
    [InlineData(2, 20_000)]
    public void Mutated_modules_are_accepted_or_refused_and_nothing_else(int seed, int count)
    {
        var fuzzer = new ModuleFuzzer([.. Fixtures.Modules.Select(File.ReadAllBytes)], seed);
        fuzzer.Run(count);
        foreach (var (outcome, number) in fuzzer.Outcomes) output.WriteLine($"{outcome}: {number:#,0}");
        Assert.True(fuzzer.Failures.Count == 0, string.Join('\n', fuzzer.Failures.Select(f => $"{Convert.ToHexString(f.Module)}: {f.Reason}")));
        // A fuzzer that nothing gets through to the validator, or nothing is refused by, would show nothing.
        Assert.All(["accepted", nameof(WasmInvalidException), nameof(WasmMalformedException)], o => Assert.InRange(fuzzer.Outcomes[o], count / 100, count));
    }
}

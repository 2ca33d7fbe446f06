using Microlight.Fuzz.Programs;
using Microlight.Wasm.Tests.Support;

namespace Microlight.Wasm.Tests.Validation;

/// <summary>The generator of random modules (bench/Microlight.Fuzz v8): what it makes is valid, compiles and runs. The comparison with V8 is the command's.</summary>
public sealed class GeneratedModuleTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(1_000_000)]
    public void Generated_modules_are_valid(int seed)
    {
        for (var i = 0; i < 1_000; i++)
        {
            var module = ModuleGenerator.Generate(seed + i);
            CompiledBatch.Validate(module.Bytes);
            Assert.Equal(module.Bytes, ModuleGenerator.Generate(seed + i).Bytes);
        }
    }

    [SkippableFact]
    public void Generated_modules_run_alone_as_in_a_batch()
    {
        Skip.IfNot(File.Exists("/dev/kvm"), "needs /dev/kvm");
        var modules = Enumerable.Range(1, 40).Select(ModuleGenerator.Generate).ToList();
        using var batch = new CompiledBatch(modules);
        var together = modules.Select((m, i) => batch.Run(i, m.Calls)).ToList();
        // Some calls return and some trap, or the generator tests little.
        Assert.Contains(together, outcomes => outcomes.Any(o => o.StartsWith("trapped", StringComparison.Ordinal)));
        Assert.All(together, outcomes => Assert.StartsWith("returned", outcomes[^1], StringComparison.Ordinal));
        foreach (var i in (int[])[0, 13, 39])
        {
            using var alone = new CompiledBatch([modules[i]]);
            Assert.Equal(together[i], alone.Run(0, modules[i].Calls));
        }
    }

    [SkippableFact]
    [Trait("Category", "Nightly")]
    public void V8_gives_the_same_at_length()
    {
        Skip.IfNot(File.Exists("/dev/kvm"), "needs /dev/kvm");
        var outcomes = V8Comparison.Run(4_000, Environment.TickCount & 0xffffff);
        Assert.True(outcomes.Failures.Count == 0, string.Join('\n', outcomes.Failures));
        Assert.InRange(outcomes.Counts["calls that returned"], 4_000, long.MaxValue);
    }
}

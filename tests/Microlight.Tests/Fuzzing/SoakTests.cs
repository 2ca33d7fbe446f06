using Microlight.Fuzz.Soak;
using Xunit.Abstractions;

namespace Microlight.Tests.Fuzzing;

/// <summary>A hundredth of the soak every day, all of it every night; alone, since it watches the whole process.</summary>
[Collection(nameof(SoakTests))]
[CollectionDefinition(nameof(SoakTests), DisableParallelization = true)]
public sealed class SoakTests(ITestOutputHelper output)
{
    [SkippableFact]
    public void A_hundredth_of_the_soak() => Run(part: 100);

    [SkippableFact]
    [Trait("Category", "Nightly")]
    public void Nothing_grows_over_a_million_calls() => Run(part: 1);

    private void Run(int part)
    {
        Kvm.Require();
        var guest = Path.Combine(AppContext.BaseDirectory, "guest.elf");
        Skip.IfNot(File.Exists(guest), "gcc was not there when the tests were built.");
        using var soak = new SandboxSoak(guest);
        foreach (var phase in soak.Phases(part))
        {
            var result = Soaker.Run(phase);
            output.WriteLine($"{result.Name} x {result.Count:#,0} in {result.Elapsed.TotalSeconds:0.0} s: {result.First} … {result.Last}, {result.ResidentSlopeKiB:0} KiB");
            Assert.Null(result.Leak);
        }
    }
}

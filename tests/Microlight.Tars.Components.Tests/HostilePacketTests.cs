using Microlight.Fuzz.Frames;

namespace Microlight.Tars.Components.Tests;

/// <summary>Mutated packets to a servant in a component: each ends in one reply, in none for a one-way call, or in a closed connection, in bounded memory.</summary>
public class HostilePacketTests
{
    [SkippableTheory]
    [InlineData(1, 3_000)]
    public void Packets_end_as_the_protocol_says(int seed, int count) => Run(seed, count);

    [SkippableTheory, Trait("Category", "Nightly")]
    [InlineData(1_000, 1_000_000)]
    public void Packets_end_as_the_protocol_says_at_length(int seed, int count) => Run(seed, count);

    private static void Run(int seed, int count)
    {
        using var servant = TrialServer.Make(TrialServer.Component, TrialServer.Interface(), new ComponentServantOptions { Imports = TrialServer.Imports(), Policy = SandboxResetPolicy.Reuse, MaximumConcurrency = 1 });
        var fuzzer = new FrameFuzzer(seed, servant);
        fuzzer.Run(count);
        Assert.Empty(fuzzer.Outcomes.Failures);
        Assert.Equal(count, fuzzer.Outcomes.Counts.Values.Sum());
        // Many are still calls, and reach the guest.
        Assert.InRange(fuzzer.Outcomes.Counts["reply Success"], count / 50, count);
        Assert.InRange(fuzzer.Outcomes.Counts["reply DecodeError"], count / 50, count);
    }
}

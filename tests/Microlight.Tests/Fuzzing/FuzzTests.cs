using Microlight.Fuzz;
using Microlight.Fuzz.Images;
using Microlight.Fuzz.Mailboxes;
using Microlight.Tests.Guests;
using Xunit.Abstractions;

namespace Microlight.Tests.Fuzzing;

/// <summary>Short runs of the fuzzers in bench/Microlight.Fuzz; the long ones are the command, and nightly.</summary>
public sealed class FuzzTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Hostile_messages_are_decoded_as_the_page_says_or_refused(int seed) => Mailbox(seed, 150_000);

    [Fact]
    [Trait("Category", "Nightly")]
    public void Ten_million_hostile_messages() => Mailbox(3, 10_000_000);

    [SkippableTheory]
    [InlineData(1, 4_000)]
    [InlineData(2, 4_000)]
    public void A_guest_that_writes_hostile_messages_ends_its_calls_only(int seed, int count)
    {
        Kvm.Require();
        var guest = Path.Combine(AppContext.BaseDirectory, "hostile.elf");
        Skip.IfNot(File.Exists(guest), "gcc was not there when the tests were built.");
        using var fuzzer = new MachineFuzzer(guest, seed);
        fuzzer.Run(count);
        Check(fuzzer.Outcomes, count, "Return: returned", "HostCall: returned", "HostCall: ProtocolViolationException", "Grow: returned", "Grow: ProtocolViolationException", "Abort: GuestTrapException");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Mutated_images_are_read_or_refused(int seed)
    {
        const int count = 10_000;
        List<byte[]> seeds =
        [
            new GuestBuilder().Import("f", "s>i").Memory(0, 4096, 1 << 20).Memory(1UL << 32, 0, 1UL << 34).Content(0, [1, 2, 3])
                .Function("g", "ib>s", a => a.nop()).Function("h", a => a.nop()).ToArray(),
            .. Directory.EnumerateFiles(AppContext.BaseDirectory, "*.elf").Order(StringComparer.Ordinal).Select(File.ReadAllBytes).Where(b => b.Length < 200_000),
        ];
        var fuzzer = new ImageFuzzer(seeds, seed);
        fuzzer.Run(count);
        Check(fuzzer.Outcomes, count, "accepted", "read: InvalidGuestImageException");
    }

    private void Mailbox(int seed, long count)
    {
        using var fuzzer = new MailboxFuzzer(seed);
        fuzzer.Run(count);
        Check(fuzzer.Outcomes, count, "host call: served", "host call: ProtocolViolationException", "host call: HostFunctionException",
            "results: read", "results: ProtocolViolationException", "abort: text", "abort: no text");
    }

    /// <summary>No failure, and none of the ways to end is rare: a fuzzer that all or nothing gets past would show nothing.</summary>
    private void Check(Outcomes outcomes, long count, params string[] expected)
    {
        foreach (var (outcome, number) in outcomes.Counts) output.WriteLine($"{outcome}: {number:#,0}");
        Assert.True(outcomes.Failures.Count == 0, string.Join('\n', outcomes.Failures));
        Assert.All(expected, outcome => Assert.InRange(outcomes.Counts.GetValueOrDefault(outcome), count / 500, count));
    }
}

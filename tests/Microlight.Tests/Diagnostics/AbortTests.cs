namespace Microlight.Tests.Diagnostics;

/// <summary>The reserved abort codes: which exception they are, and the text that a guest may leave with them.</summary>
public class AbortTests
{
    private const uint OutOfMemory = 0xffff_ff01, Panic = 0xffff_ff02;

    [SkippableFact]
    public void Out_of_memory_is_an_exception_of_its_own()
    {
        using var image = DiagnosticsGuest.Build();
        using var sandbox = Create(image);
        var exception = Assert.Throws<SandboxOutOfMemoryException>(() => sandbox.Call("abort-saying", OutOfMemory, "4096 bytes more"));
        Assert.EndsWith("out of memory: 4096 bytes more", exception.Message);
        Assert.Equal((GuestTrapCause.Abort, OutOfMemory), (exception.Trap.Cause, exception.Trap.AbortCode));
        Assert.Equal((sandbox.Id, "abort-saying"), (exception.SandboxId, exception.GuestFunction));
        Assert.True(sandbox.IsPoisoned);
    }

    [SkippableFact]
    public void A_panic_is_a_trap_that_says_what_the_guest_said()
    {
        using var image = DiagnosticsGuest.Build();
        using var sandbox = Create(image);
        Assert.EndsWith("it gave up: index \\n out of range", Assert.Throws<GuestTrapException>(() => sandbox.Call("abort-saying", Panic, "index \n out of range")).Message);
        sandbox.Restore();
        Assert.EndsWith("it gave up.", Assert.Throws<GuestTrapException>(() => sandbox.Call("abort", Panic)).Message);
        sandbox.Restore();
        // A code of the guest's own carries no text, whatever lies in the slot.
        Assert.EndsWith("abort with code 7.", Assert.Throws<GuestTrapException>(() => sandbox.Call("abort-saying", 7u, "text")).Message);
    }

    [SkippableFact]
    public void A_text_is_cut_at_4096_bytes()
    {
        using var image = DiagnosticsGuest.Build();
        using var sandbox = Create(image);
        var message = Assert.Throws<GuestTrapException>(() => sandbox.Call("abort-saying", Panic, new string('x', 10_000))).Message;
        Assert.Equal(4096, message.Count(c => c == 'x') - message[..message.IndexOf("it gave up", StringComparison.Ordinal)].Count(c => c == 'x'));
    }

    [SkippableTheory]
    [InlineData(0, 2, GuestType.String, "it gave up: AA")]
    [InlineData(1, 1, GuestType.String, "it gave up: A")]
    [InlineData(4096, 0, GuestType.String, "it gave up: ")]
    [InlineData(0, 3, GuestType.String, "it gave up.")] // not UTF-8
    [InlineData(0, 2, GuestType.Bytes, "it gave up.")]
    [InlineData(0, 4097, GuestType.String, "it gave up.")]
    [InlineData(4097, 0, GuestType.String, "it gave up.")]
    [InlineData(1, uint.MaxValue, GuestType.String, "it gave up.")]
    [InlineData(ulong.MaxValue, 2, GuestType.String, "it gave up.")]
    [InlineData(ulong.MaxValue - 1, 2, GuestType.String, "it gave up.")]
    public void A_text_that_breaks_the_rules_is_left_out(ulong offset, uint length, GuestType type, string end)
    {
        using var image = DiagnosticsGuest.Build();
        using var sandbox = Sandbox.Create(image, new SandboxOptions { HostFunctions = new HostFunctions().Add("tick", () => { }), MailboxBufferSize = 4096 });
        var exception = Assert.Throws<GuestTrapException>(() => sandbox.Call("abort-slot", Panic, offset, length, (uint)type));
        Assert.EndsWith(end, exception.Message.Split('\n')[0]);
    }

    private static Sandbox Create(GuestImage image) => Sandbox.Create(image, new SandboxOptions { HostFunctions = new HostFunctions().Add("tick", () => { }) });
}

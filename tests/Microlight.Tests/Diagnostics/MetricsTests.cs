using Microlight.Diagnostics;

namespace Microlight.Tests.Diagnostics;

/// <summary>Each instrument records what docs/observability.md says, and nothing is recorded for what did not happen.</summary>
public class MetricsTests
{
    [SkippableFact]
    public void Calls_creations_and_restores_are_timed_with_their_outcome()
    {
        using var image = DiagnosticsGuest.Build();
        using var listener = new Recorder(image.Name);
        using (var sandbox = Sandbox.Create(image, Options()))
        {
            sandbox.Call("empty");
            Assert.Throws<GuestTrapException>(() => sandbox.Call("ud2"));
            Assert.Throws<SandboxPoisonedException>(() => sandbox.Call("empty"));
            sandbox.Restore();
            sandbox.Call("tick");
        }
        Assert.Equal(["ok"], listener.Values("microlight.create.duration", "outcome"));
        Assert.Equal(["ok", "trap", "poisoned", "ok"], listener.Values("microlight.call.duration", "outcome"));
        Assert.Equal(["ok"], listener.Values("microlight.restore.duration", "outcome"));
        Assert.All(listener.Durations, seconds => Assert.InRange(seconds, double.Epsilon, 600));
    }

    [SkippableFact]
    public void Every_way_a_call_ends_has_a_name()
    {
        using var image = DiagnosticsGuest.Build();
        using var listener = new Recorder(image.Name);
        Action tick = () => { };
        using var sandbox = Sandbox.Create(image, Options(() => tick()));
        void Fails<T>(Action call) where T : Exception
        {
            Assert.Throws<T>(call);
            if (sandbox.IsPoisoned) sandbox.Restore();
        }

        var moment = TimeSpan.FromMilliseconds(5);
        Fails<SandboxTimeoutException>(() => sandbox.Invoke(image.GetFunction("loop"), [], [], new CallLimits { Timeout = moment }));
        Fails<SandboxCpuBudgetException>(() => sandbox.Invoke(image.GetFunction("loop"), [], [], new CallLimits { CpuBudget = moment }));
        Fails<OperationCanceledException>(() => sandbox.Invoke(image.GetFunction("empty"), [], [], new CancellationToken(canceled: true)));
        tick = () => throw new GuestExitException(1);
        Fails<GuestExitException>(() => sandbox.Call("tick"));
        tick = () => throw new CapabilityDeniedException("the network");
        Fails<CapabilityDeniedException>(() => sandbox.Call("tick"));
        tick = () => throw new IOException();
        Fails<HostFunctionException>(() => sandbox.Call("tick"));
        Fails<ProtocolViolationException>(() => sandbox.Call("log", 6, ""));
        Fails<SandboxOutOfMemoryException>(() => sandbox.Call("abort", 0xffff_ff01));
        // Refused before it is a call.
        Fails<ArgumentException>(() => sandbox.Call("log", 1));
        Assert.Equal(["timeout", "cpu_budget", "cancelled", "exit", "capability_denied", "host_function", "protocol", "out_of_memory"],
            listener.Values("microlight.call.duration", "outcome"));
    }

    [SkippableFact]
    public void Exits_are_counted_by_reason()
    {
        using var image = DiagnosticsGuest.Build();
        using var listener = new Recorder(image.Name);
        using var sandbox = Sandbox.Create(image, Options());
        sandbox.Call("empty");
        sandbox.Call("tick");
        sandbox.Call("grow");
        foreach (var (function, arguments) in new (string, GuestValue[])[] { ("ud2", []), ("uncommitted", []), ("abort", [1u]) })
        {
            sandbox.Restore();
            Assert.Throws<GuestTrapException>(() => sandbox.Call(function, arguments));
        }
        (ExitReason Reason, string Name, long Count)[] expected =
        [
            (ExitReason.CallDone, "call_done", 3), (ExitReason.HostCall, "host_call", 1), (ExitReason.MemoryGrow, "memory_grow", 1),
            (ExitReason.Exception, "exception", 1), (ExitReason.Uncommitted, "uncommitted", 1), (ExitReason.Abort, "abort", 1),
            (ExitReason.Machine, "machine", 0),
        ];
        foreach (var (reason, name, count) in expected)
        {
            Assert.Equal((name, count), (name, sandbox.Exits[reason]));
            Assert.Equal((name, count), (name, listener.Sum("microlight.exits", "reason", name)));
        }
        // What is not an exit of the guest's doing: signals of the runtime, none of which need come.
        Assert.Equal(sandbox.Exits[ExitReason.Interrupted], listener.Sum("microlight.exits", "reason", "interrupted"));
    }

    [SkippableFact]
    public void Written_pages_are_reported_by_the_restore()
    {
        using var image = DiagnosticsGuest.Build();
        using var listener = new Recorder(image.Name);
        using var sandbox = Sandbox.Create(image, Options());
        sandbox.Call("empty");
        sandbox.Restore();
        var idle = listener.Sum("microlight.pages.dirtied");
        Assert.Equal((long)sandbox.RestoredBytes / 4096, idle);
        sandbox.Memories[0].Slice(0, 1)[0] = 1;
        sandbox.Restore();
        var dirtied = (long)sandbox.RestoredBytes / 4096;
        Assert.InRange(dirtied, 1, idle + 1);
        Assert.Equal(idle + dirtied, listener.Sum("microlight.pages.dirtied"));
    }

    [SkippableFact]
    public void Stopped_calls_are_kills_and_calls_that_never_started_are_not()
    {
        using var image = DiagnosticsGuest.Build();
        using var listener = new Recorder(image.Name);
        using var sandbox = Sandbox.Create(image, Options() with { CallTimeout = TimeSpan.FromMilliseconds(20) });
        Assert.Throws<OperationCanceledException>(() => sandbox.Invoke(image.GetFunction("loop"), [], [], new CancellationToken(canceled: true)));
        Assert.Equal(0, listener.Sum("microlight.kills"));
        Assert.Throws<SandboxTimeoutException>(() => sandbox.Call("loop"));
        Assert.Equal(["timeout"], listener.Values("microlight.kills", "reason"));
        sandbox.Restore();
        using var source = new CancellationTokenSource();
        using var patient = Sandbox.Create(image, Options(source.Cancel));
        Assert.Throws<OperationCanceledException>(() => patient.Invoke(image.GetFunction("tick"), [], [], source.Token));
        Assert.Equal(["timeout", "cancelled"], listener.Values("microlight.kills", "reason"));
    }

    [SkippableFact]
    public void An_empty_call_allocates_nothing_while_nobody_listens()
    {
        using var image = DiagnosticsGuest.Build();
        using var sandbox = Sandbox.Create(image, Options());
        var empty = image.GetFunction("empty");
        Allocations.AssertNone(() => sandbox.Invoke(empty, [], []));
    }

    private static SandboxOptions Options(Action? tick = null) => new() { HostFunctions = new HostFunctions().Add("tick", tick ?? (() => { })) };
}

using System.Diagnostics;
using Iced.Intel;
using Microlight.Tests.Guests;

namespace Microlight.Tests;

/// <summary>Time limits, cancellation, disposal: a call ends when it must, no later call is hit, and what cannot go on is refused.</summary>
public class StopTests
{
    private static readonly TimeSpan s_generous = TimeSpan.FromMinutes(1);

    [SkippableFact]
    public void An_endless_loop_times_out_and_the_sandbox_recovers()
    {
        using var image = Image();
        using var sandbox = Sandbox.Create(image, Options(timeout: TimeSpan.FromMilliseconds(30)));
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(TimeSpan.FromMilliseconds(30), Assert.Throws<SandboxTimeoutException>(() => sandbox.Call("loop")).Budget);
            Assert.Throws<SandboxPoisonedException>(() => sandbox.Call("empty"));
            sandbox.Restore();
            // Its own budget might be too short for it on a busy machine.
            sandbox.Invoke(image.GetFunction("empty"), [], [], new CallLimits { Timeout = s_generous });
        }
    }

    [SkippableFact]
    public void An_endless_loop_of_host_calls_times_out()
    {
        using var image = Image();
        var calls = 0;
        using var sandbox = Sandbox.Create(image, Options(() => calls++, TimeSpan.FromMilliseconds(30)));
        Assert.Throws<SandboxTimeoutException>(() => sandbox.Call("loop-host"));
        Assert.NotEqual(0, calls);
    }

    [SkippableFact]
    public void A_host_function_that_waits_on_its_token_times_out()
    {
        using var image = Image();
        using var sandbox = Sandbox.Create(image, new SandboxOptions
        {
            HostFunctions = new HostFunctions().Add("tick", new GuestSignature([], []),
                (call, _, _) => Task.Delay(s_generous, call.CancellationToken).Wait(call.CancellationToken)),
            CallTimeout = TimeSpan.FromMilliseconds(30),
        });
        Assert.Throws<SandboxTimeoutException>(() => sandbox.Call("call-host"));
    }

    [SkippableFact]
    public void A_token_cancelled_before_the_call_counts_and_the_guest_does_not_start()
    {
        using var image = Image();
        using var sandbox = Sandbox.Create(image, Options());
        var exits = sandbox.Machine.Exits;
        var exception = Assert.Throws<OperationCanceledException>(() => sandbox.Invoke(image.GetFunction("empty"), [], [], new CancellationToken(canceled: true)));
        Assert.True(exception.CancellationToken.IsCancellationRequested);
        Assert.Equal(exits, sandbox.Machine.Exits);
        Assert.False(sandbox.IsPoisoned);
        sandbox.Call("empty");
    }

    [SkippableFact]
    public void A_token_stops_a_running_guest_whenever_it_comes()
    {
        using var image = Image();
        using var sandbox = Sandbox.Create(image, Options());
        var loop = image.GetFunction("loop");
        for (var i = 0; i < 100; i++)
        {
            using var source = new CancellationTokenSource();
            // Some come before the guest starts, some while it starts, some after.
            var canceller = new Thread(() =>
            {
                Thread.SpinWait(i * 20);
                source.Cancel();
            });
            canceller.Start();
            Assert.Equal(source.Token, Assert.Throws<OperationCanceledException>(() => sandbox.Invoke(loop, [], [], source.Token)).CancellationToken);
            canceller.Join();
            sandbox.Restore();
            sandbox.Call("empty");
        }
    }

    [SkippableFact]
    public void A_late_stop_does_not_hit_the_next_call()
    {
        using var image = Image();
        using var sandbox = Sandbox.Create(image, Options());
        var empty = image.GetFunction("empty");
        for (var i = 0; i < 200; i++)
        {
            using var source = new CancellationTokenSource();
            var canceller = new Thread(() =>
            {
                Thread.SpinWait(i * 10);
                source.Cancel();
            });
            canceller.Start();
            try
            {
                sandbox.Invoke(empty, [], [], source.Token);
            }
            catch (OperationCanceledException)
            {
                if (sandbox.IsPoisoned) sandbox.Restore();
            }
            sandbox.Call("empty");
            sandbox.Call("empty");
            canceller.Join();
        }
    }

    [SkippableFact]
    public void Calls_that_end_in_time_are_left_alone()
    {
        using var image = Image();
        using var sandbox = Sandbox.Create(image, Options(timeout: s_generous));
        using var hasty = Sandbox.Create(image, Options(timeout: TimeSpan.FromMilliseconds(20)));
        sandbox.Call("empty");
        Assert.Throws<SandboxTimeoutException>(() => hasty.Call("loop"));
        hasty.Restore();
        var patience = new CallLimits { Timeout = s_generous };
        hasty.Invoke(image.GetFunction("empty"), [], [], patience);
        Thread.Sleep(50);
        hasty.Invoke(image.GetFunction("empty"), [], [], patience);
        sandbox.Call("empty");
    }

    [SkippableFact]
    public void The_garbage_collector_runs_while_guests_do()
    {
        using var image = Image();
        using var sandbox = Sandbox.Create(image, Options());
        using var source = new CancellationTokenSource();
        var runner = Task.Factory.StartNew(() => sandbox.Invoke(image.GetFunction("loop"), [], [], source.Token), TaskCreationOptions.LongRunning);
        for (var i = 0; i < 20; i++) GC.Collect();
        Assert.False(runner.IsCompleted);
        source.Cancel();
        Assert.Throws<OperationCanceledException>(() => runner.GetAwaiter().GetResult());
    }

    [SkippableFact]
    public void Disposing_stops_a_running_call()
    {
        using var image = Image();
        using var started = new ManualResetEventSlim();
        var sandbox = Sandbox.Create(image, Options(started.Set));
        var runner = Task.Factory.StartNew(() => sandbox.Call("loop-host"), TaskCreationOptions.LongRunning);
        started.Wait();
        Assert.Contains("busy", Assert.Throws<InvalidOperationException>(() => sandbox.Call("empty")).Message);
        Assert.Throws<InvalidOperationException>(sandbox.Restore);
        sandbox.Dispose();
        Assert.Throws<ObjectDisposedException>(() => runner.GetAwaiter().GetResult());
        sandbox.Dispose();
    }

    [SkippableFact]
    public void A_host_function_cannot_call_back_into_its_sandbox()
    {
        using var image = Image();
        Sandbox? sandbox = null;
        using (sandbox = Sandbox.Create(image, Options(() => sandbox!.Call("empty"))))
        {
            var exception = Assert.Throws<HostFunctionException>(() => sandbox.Call("call-host"));
            Assert.IsType<InvalidOperationException>(exception.InnerException);
            Assert.Contains("cannot call into the sandbox", exception.Message);
        }
    }

    [SkippableFact]
    public void A_host_function_may_call_another_sandbox()
    {
        using var image = Image();
        using var inner = Sandbox.Create(image, Options());
        using var outer = Sandbox.Create(image, Options(() => inner.Call("empty")));
        outer.Call("call-host");
    }

    [SkippableFact]
    public void What_a_host_function_throws_is_wrapped_and_a_guest_exit_is_not()
    {
        using var image = Image();
        using var failing = Sandbox.Create(image, Options(() => throw new InvalidDataException("no such luck")));
        var exception = Assert.Throws<HostFunctionException>(() => failing.Call("call-host"));
        Assert.Equal(("tick", "no such luck"), (exception.Function, exception.InnerException!.Message));
        Assert.True(failing.IsPoisoned);
        using var exiting = Sandbox.Create(image, Options(() => throw new GuestExitException(3)));
        Assert.Equal(3, Assert.Throws<GuestExitException>(() => exiting.Call("call-host")).ExitCode);
        exiting.Restore();
        exiting.Call("empty");
    }

    [SkippableFact]
    public void Many_sandboxes_on_many_threads()
    {
        using var image = Image();
        var ticks = 0;
        Parallel.For(0, 40, new ParallelOptions { MaxDegreeOfParallelism = 4 }, i =>
        {
            using var sandbox = Sandbox.Create(image, Options(() => Interlocked.Increment(ref ticks), i % 4 == 0 ? TimeSpan.FromMilliseconds(5) : s_generous));
            for (var n = 0; n < 5; n++)
            {
                if (i % 4 == 0) Assert.Throws<SandboxTimeoutException>(() => sandbox.Call("loop"));
                else sandbox.Call("call-host");
                sandbox.Restore();
            }
        });
        Assert.Equal(30 * 5, ticks);
    }

    private static GuestImage Image()
    {
        Kvm.Require();
        return new GuestBuilder()
            .Import("tick", ">")
            .Function("empty", _ => { })
            .Function("loop", a => GuestBuilder.Loop(a, () => { }))
            .Function("call-host", a => GuestBuilder.Forward(a, 0, 0, 0))
            .Function("loop-host", a => GuestBuilder.Loop(a, () => GuestBuilder.Forward(a, 0, 0, 0)))
            .Build();
    }

    private static SandboxOptions Options(Action? tick = null, TimeSpan? timeout = null) =>
        new() { HostFunctions = new HostFunctions().Add("tick", tick ?? (() => { })), CallTimeout = timeout };
}

using Microlight.Tests.Guests;

namespace Microlight.Tests.Calls;

/// <summary>
/// Stops of calls that wait for a host function: its token is cancelled, the call ends with the stop's exception, and the sandbox is not
/// used nor freed while the function still runs, whether it minds its token or not.
/// </summary>
public class SuspendedStopTests
{
    private static readonly TimeSpan s_soon = TimeSpan.FromMilliseconds(30), s_generous = TimeSpan.FromMinutes(1);

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_time_limit_ends_a_host_function_that_waits_on_its_token(bool synchronous)
    {
        using var image = Image();
        using var sandbox = Create(image, call => Task.Delay(s_generous, call.CancellationToken), timeout: s_soon);
        for (var i = 0; i < 3; i++)
        {
            var exception = await Record.ExceptionAsync(() => Start(sandbox, synchronous, default));
            Assert.Equal(s_soon, Assert.IsType<SandboxTimeoutException>(exception).Budget);
            Assert.True(sandbox.IsPoisoned);
            // The function has ended, so the sandbox is free at once.
            sandbox.Restore();
            sandbox.Call("empty");
        }
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_token_ends_a_host_function_that_throws_something_else_for_it(bool synchronous)
    {
        using var image = Image();
        using var source = new CancellationTokenSource();
        using var sandbox = Create(image, async call =>
        {
            source.CancelAfter(1);
            await Task.Delay(s_generous, call.CancellationToken).ContinueWith(_ => { }, TaskScheduler.Default);
            throw new IOException("The operation was aborted.");
        });
        var exception = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Start(sandbox, synchronous, source.Token));
        Assert.Equal(source.Token, exception.CancellationToken);
        sandbox.Restore();
        sandbox.Call("empty");
    }

    [SkippableFact]
    public async Task What_hangs_on_a_host_functions_token_cannot_make_a_disposal_fail()
    {
        using var image = Image();
        var sandbox = Create(image, async call =>
        {
            await using var _ = call.CancellationToken.Register(() => throw new InvalidDataException("A host function's own."));
            await Task.Delay(s_generous, call.CancellationToken);
        });
        var running = Start(sandbox, synchronous: false, default);
        sandbox.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => running);
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_host_function_that_ignores_its_token_keeps_the_sandbox_busy_but_not_the_call(bool synchronous)
    {
        using var image = Image();
        var release = new TaskCompletionSource();
        var seen = new TaskCompletionSource<byte>();
        using var sandbox = Create(image, async call =>
        {
            await release.Task;
            // Its sandbox's memory is still there, and the token says that the call is over.
            call.Sandbox.Memories[0].Slice(0, 1)[0] = 7;
            Assert.True(call.CancellationToken.IsCancellationRequested);
            seen.SetResult(call.Sandbox.Memories[0].Slice(0, 1)[0]);
        }, timeout: s_soon, grace: s_soon);
        await Assert.ThrowsAsync<SandboxTimeoutException>(() => Start(sandbox, synchronous, default));
        Assert.True(sandbox.IsPoisoned);
        Assert.Contains("'host' runs", Assert.Throws<InvalidOperationException>(sandbox.Restore).Message);
        Assert.Throws<InvalidOperationException>(() => sandbox.Call("empty"));
        release.SetResult();
        Assert.Equal(7, await seen.Task);
        await WhenIdle(sandbox.Restore);
        sandbox.Call("empty");
    }

    [SkippableFact]
    public async Task Disposal_leaves_the_memory_to_a_host_function_that_still_runs()
    {
        using var image = Image();
        var release = new TaskCompletionSource();
        var seen = new TaskCompletionSource<int>();
        var sandbox = Create(image, async call =>
        {
            await release.Task;
            call.Sandbox.Memories[0].Slice(0, 4096).Fill(7);
            seen.SetResult(call.Sandbox.Memories[0].Slice(0, 4096).Count((byte)7));
        }, grace: s_soon);
        var call = sandbox.CallAsync("host").AsTask();
        sandbox.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => call);
        Assert.Throws<ObjectDisposedException>(() => sandbox.Call("empty"));
        Assert.Equal(4096u, sandbox.Memories[0].Size);
        release.SetResult();
        Assert.Equal(4096, await seen.Task);
        await WhenIdle(() => Assert.True(sandbox.Memories[0].Size == 0, "not yet"));
        sandbox.Dispose();
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_host_function_may_dispose_of_its_sandbox(bool late)
    {
        using var image = Image();
        var sandbox = Create(image, async call =>
        {
            if (late) await Task.Yield();
            call.Sandbox.Dispose();
            // Its memory is there until it returns.
            call.Sandbox.Memories[0].Slice(0, 4096).Clear();
        });
        await Assert.ThrowsAsync<ObjectDisposedException>(() => sandbox.CallAsync("host").AsTask());
        await WhenIdle(() => Assert.True(sandbox.Memories[0].Size == 0, "not yet"));
    }

    [SkippableFact]
    public async Task A_stop_at_any_moment_of_a_suspension_ends_the_call_and_no_other()
    {
        using var image = Image();
        using var sandbox = Create(image, async call =>
        {
            await Task.Yield();
            call.CancellationToken.ThrowIfCancellationRequested();
        });
        for (var i = 0; i < 200; i++)
        {
            using var source = new CancellationTokenSource();
            var canceller = Task.Run(() =>
            {
                Thread.SpinWait(i * 20);
                source.Cancel();
            });
            try
            {
                await sandbox.CallAsync("host", [], source.Token);
            }
            catch (OperationCanceledException exception)
            {
                Assert.Equal(source.Token, exception.CancellationToken);
                if (sandbox.IsPoisoned) sandbox.Restore();
            }
            await sandbox.CallAsync("host");
            await canceller;
        }
    }

    /// <summary>Tries until the host function, which has said its last word, is also off the sandbox.</summary>
    private static async Task WhenIdle(Action action)
    {
        for (var i = 0; i < 1000; i++)
        {
            if (Record.Exception(action) is null) return;
            await Task.Delay(10);
        }
        action();
    }

    private static async Task Start(Sandbox sandbox, bool synchronous, CancellationToken cancellationToken)
    {
        if (synchronous) await Task.Run(() => sandbox.Call("host", [], cancellationToken));
        else await sandbox.CallAsync("host", [], cancellationToken);
    }

    private static GuestImage Image()
    {
        Kvm.Require();
        return new GuestBuilder()
            .Import("host", ">")
            .Memory(0, 4096, 4096)
            .Function("empty", _ => { })
            .Function("host", a => GuestBuilder.Forward(a, 0, 0, 0))
            .Build();
    }

    private static Sandbox Create(GuestImage image, Func<HostCall, Task> host, TimeSpan? timeout = null, TimeSpan? grace = null) =>
        Sandbox.Create(image, new SandboxOptions
        {
            HostFunctions = new HostFunctions().AddAsync("host", new GuestSignature([], []), (call, _, _) => new ValueTask(host(call))),
            CallTimeout = timeout,
            HostFunctionGrace = grace ?? s_generous,
        });
}

using Microlight.Machine;
using Microlight.Tests.Guests;

namespace Microlight.Tests.Stopping;

/// <summary>The decision to stop, without a machine: it counts for the call under way, once, and for no other.</summary>
public class CallStopTests
{
    private const long Later = long.MaxValue - 1;
    private readonly FakeMachine _machine = new();
    private readonly CallStop _stop;

    public CallStopTests() => _stop = new CallStop(_machine, new GuestBuilder().Function("f", _ => { }).Build());

    [Fact]
    public void A_stop_between_calls_is_none()
    {
        _stop.Stop(StopReason.Disposed);
        _stop.Begin(null, null, default);
        _stop.ThrowIfStopped();
        _stop.End();
        _stop.Stop(StopReason.Disposed);
        _stop.Begin(null, null, default);
        _stop.ThrowIfStopped();
        Assert.Equal(0, _machine.Requests);
    }

    [Fact]
    public void A_watchdog_that_comes_late_finds_the_next_calls_deadline()
    {
        _stop.Begin(TimeSpan.FromHours(1), null, default);
        _stop.End();
        _stop.Expire(Later);
        _stop.Begin(null, null, default);
        _stop.Expire(Later);
        _stop.ThrowIfStopped();
        _stop.End();
        _stop.Begin(TimeSpan.FromHours(1), null, default);
        _stop.Expire(System.Diagnostics.Stopwatch.GetTimestamp());
        _stop.ThrowIfStopped();
        _stop.Expire(Later);
        Assert.Throws<SandboxTimeoutException>(_stop.ThrowIfStopped);
        Assert.Equal(1, _machine.Requests);
    }

    [Fact]
    public void The_first_reason_counts()
    {
        using var source = new CancellationTokenSource();
        _stop.Begin(TimeSpan.FromHours(1), null, source.Token);
        var token = _stop.Token;
        source.Cancel();
        _stop.Expire(Later);
        _stop.Stop(StopReason.Disposed);
        Assert.True(token.IsCancellationRequested);
        Assert.Equal(source.Token, Assert.Throws<OperationCanceledException>(_stop.ThrowIfStopped).CancellationToken);
        Assert.Equal((1, 0), (_machine.Requests, _machine.Clears));
        _stop.End();
        Assert.Equal((1, 1), (_machine.Requests, _machine.Clears));
    }

    [Fact]
    public void A_token_cancelled_before_the_call_stops_it_at_once()
    {
        _stop.Begin(null, null, new CancellationToken(canceled: true));
        Assert.Throws<OperationCanceledException>(_stop.ThrowIfStopped);
        Assert.True(_stop.Token.IsCancellationRequested);
        Assert.Equal(1, _machine.Requests);
    }

    [Fact]
    public void A_token_outlives_the_call_without_effect()
    {
        using var source = new CancellationTokenSource();
        _stop.Begin(null, null, source.Token);
        var token = _stop.Token;
        _stop.End();
        _stop.Begin(null, null, default);
        source.Cancel();
        _stop.ThrowIfStopped();
        Assert.False(token.IsCancellationRequested);
        Assert.False(_stop.Token.IsCancellationRequested);
    }

    [Fact]
    public void A_call_may_end_and_the_next_begin_inside_the_cancellation()
    {
        // A host function's task that ends with its token may finish the call, and start the next, on the cancelling thread.
        using var source = new CancellationTokenSource();
        _stop.Begin(null, null, source.Token);
        var next = false;
        _stop.Token.Register(() =>
        {
            Assert.Throws<OperationCanceledException>(_stop.ThrowIfStopped);
            _stop.End();
            _stop.Begin(TimeSpan.FromHours(1), null, default);
            next = true;
        });
        source.Cancel();
        Assert.True(next);
        _stop.ThrowIfStopped();
        Assert.Equal((1, 1), (_machine.Requests, _machine.Clears));
    }

    [Fact]
    public void Without_a_cpu_budget_no_clock_is_asked_for()
    {
        _machine.Clock = () => throw new InvalidOperationException("a clock was asked for");
        _stop.Begin(TimeSpan.FromHours(1), null, default);
        _stop.EnterGuest();
        _stop.LeaveGuest();
        _stop.End();
        _stop.Begin(null, TimeSpan.FromHours(1), default);
        Assert.Throws<InvalidOperationException>(_stop.EnterGuest);
    }

    [Fact]
    public void A_cpu_budget_is_looked_at_while_the_guest_runs_and_not_before()
    {
        _stop.Begin(null, TimeSpan.FromHours(1), default);
        Assert.Equal(long.MaxValue, _stop.Deadline);
        _stop.EnterGuest();
        Assert.NotEqual(long.MaxValue, _stop.Deadline);
        // The look finds budget left: there will be another one.
        _stop.Expire(_stop.Deadline);
        Assert.NotEqual(long.MaxValue, _stop.Deadline);
        _stop.ThrowIfStopped();
        // Outside the guest there is nothing to look at, until it is entered again.
        _stop.LeaveGuest();
        _stop.Expire(_stop.Deadline);
        Assert.Equal(long.MaxValue, _stop.Deadline);
        _stop.EnterGuest();
        Assert.NotEqual(long.MaxValue, _stop.Deadline);
        Assert.Equal(0, _machine.Requests);
    }

    [Fact]
    public void A_budget_spent_on_return_keeps_the_guest_out()
    {
        _stop.Begin(null, TimeSpan.FromTicks(1), default);
        _stop.EnterGuest();
        Thread.SpinWait(100_000);
        _stop.LeaveGuest();
        _stop.EnterGuest();
        Assert.Throws<SandboxCpuBudgetException>(_stop.ThrowIfStopped);
        Assert.Equal(1, _machine.Requests);
    }

    /// <summary>Counts what is asked of it; runs nothing.</summary>
    private sealed class FakeMachine : IStoppable
    {
        public int Requests, Clears;
        public Func<int> Clock { get; set; } = () => Microlight.Machine.CpuClock.OfCurrentThread;

        public void RequestExit() => Requests++;
        public void RequestInterruption() => Requests++;
        public void ClearExitRequest() => Clears++;
        public int CpuClock => Clock();
    }
}

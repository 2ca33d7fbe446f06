using Microlight.Machine;
using Microlight.Tests.Guests;

namespace Microlight.Tests.Stopping;

/// <summary>CPU budgets: what the guest uses counts, over all runs and threads of a call; what the host uses does not.</summary>
public class CpuBudgetTests
{
    private static readonly TimeSpan s_budget = TimeSpan.FromMilliseconds(20);

    [SkippableFact]
    public void An_endless_loop_ends_and_each_call_has_its_own_budget()
    {
        using var image = StopGuest.Build();
        using var sandbox = Sandbox.Create(image, Options());
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(s_budget, Assert.Throws<SandboxCpuBudgetException>(() => sandbox.Call("loop")).Budget);
            Assert.True(sandbox.IsPoisoned);
            sandbox.Restore();
            sandbox.Call("tick");
        }
    }

    [SkippableFact]
    public void Many_short_runs_count_together()
    {
        using var image = StopGuest.Build();
        var ticks = 0;
        using var sandbox = Sandbox.Create(image, Options(() => ticks++));
        Assert.Throws<SandboxCpuBudgetException>(() => sandbox.Call("loop-tick"));
        Assert.NotEqual(0, ticks);
    }

    [SkippableFact]
    public async Task A_call_that_moves_between_threads_has_one_budget()
    {
        using var image = StopGuest.Build();
        var threads = new HashSet<int>();
        async Task Tick()
        {
            // Longer than the budget, in all: a call that waits uses none of it.
            await Task.Delay(1);
            threads.Add(Environment.CurrentManagedThreadId);
        }

        using var sandbox = Sandbox.Create(image, new SandboxOptions { HostFunctions = new HostFunctions().Add("tick", () => Tick()), CallCpuBudget = s_budget });
        await Assert.ThrowsAsync<SandboxCpuBudgetException>(async () => await sandbox.CallAsync("loop-tick"));
        Assert.NotEmpty(threads);
        sandbox.Restore();
        for (var i = 0; i < 30; i++) await sandbox.CallAsync("tick");
    }

    [SkippableFact]
    public void Time_of_host_functions_does_not_count()
    {
        using var image = StopGuest.Build();
        using var sandbox = Sandbox.Create(image, Options(() => Burn(s_budget * 5)));
        sandbox.Call("tick");
        Assert.False(sandbox.IsPoisoned);
    }

    [SkippableFact]
    public void Of_two_budgets_the_first_to_be_spent_ends_the_call()
    {
        using var image = StopGuest.Build();
        using var busy = Sandbox.Create(image, Options() with { CallTimeout = TimeSpan.FromMinutes(5) });
        Assert.Throws<SandboxCpuBudgetException>(() => busy.Call("loop"));
        using var idle = Sandbox.Create(image, Options(() => Thread.Sleep(1)) with { CallTimeout = s_budget, CallCpuBudget = TimeSpan.FromMinutes(5) });
        Assert.Throws<SandboxTimeoutException>(() => idle.Call("loop-tick"));
    }

    [SkippableFact]
    public void The_guests_token_ends_with_the_budget()
    {
        using var image = StopGuest.Build();
        CancellationToken token = default;
        using var sandbox = Sandbox.Create(image, new SandboxOptions
        {
            HostFunctions = new HostFunctions().Add("tick", new GuestSignature([], []), (call, _, _) => token = call.CancellationToken),
            CallCpuBudget = s_budget,
        });
        Assert.Throws<SandboxCpuBudgetException>(() => sandbox.Call("loop-tick"));
        Assert.True(token.IsCancellationRequested);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void A_budget_is_positive(int milliseconds)
    {
        using var image = new GuestBuilder().Function("f", _ => { }).Build();
        var budget = TimeSpan.FromMilliseconds(milliseconds);
        Assert.Contains("CallCpuBudget", Assert.Throws<ArgumentException>(() => Sandbox.Create(image, new SandboxOptions { CallCpuBudget = budget })).Message);
        Assert.Contains("CallTimeout", Assert.Throws<ArgumentException>(() => Sandbox.Create(image, new SandboxOptions { CallTimeout = budget })).Message);
    }

    [Fact]
    public void A_meter_adds_up_the_runs_on_all_threads()
    {
        var meter = new CpuMeter();
        var budget = TimeSpan.FromMinutes(10);
        meter.Begin(budget);
        Assert.Equal((long)budget.TotalNanoseconds, meter.Left);
        for (var i = 1; i <= 3; i++)
        {
            var left = meter.Left;
            var thread = new Thread(() =>
            {
                Burn(s_budget); // before the run: not counted
                meter.EnterGuest(CpuClock.OfCurrentThread);
                Burn(s_budget);
                meter.LeaveGuest();
            });
            thread.Start();
            thread.Join();
            Assert.InRange((left - meter.Left) / s_budget.TotalNanoseconds, 1, 1.9);
        }
        meter.Begin(TimeSpan.FromTicks(1));
        meter.EnterGuest(CpuClock.OfCurrentThread);
        Burn(s_budget);
        Assert.Equal(0, meter.Left);
        meter.Begin(null);
        Assert.False(meter.IsLimited);
    }

    /// <summary>Uses CPU time of this thread.</summary>
    private static void Burn(TimeSpan time)
    {
        var end = CpuClock.Read(CpuClock.OfCurrentThread) + (long)time.TotalNanoseconds;
        while (CpuClock.Read(CpuClock.OfCurrentThread) < end) Thread.SpinWait(100);
    }

    private static SandboxOptions Options(Action? tick = null) => StopGuest.Options(tick) with { CallCpuBudget = s_budget };
}

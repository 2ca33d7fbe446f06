namespace Microlight.Tests.Stopping;

/// <summary>Budgets of single calls, in place of the options'.</summary>
public class CallLimitsTests
{
    private static readonly TimeSpan s_short = TimeSpan.FromMilliseconds(20), s_long = TimeSpan.FromMinutes(5);

    [SkippableFact]
    public async Task A_call_may_have_budgets_of_its_own()
    {
        using var image = StopGuest.Build();
        using var sandbox = Sandbox.Create(image, StopGuest.Options());
        var loop = image.GetFunction("loop");
        Assert.Equal(s_short, Assert.Throws<SandboxTimeoutException>(() => sandbox.Invoke(loop, [], [], new CallLimits { Timeout = s_short })).Budget);
        sandbox.Restore();
        Assert.Equal(s_short, Assert.Throws<SandboxCpuBudgetException>(() => sandbox.Invoke(loop, [], [], new CallLimits { CpuBudget = s_short })).Budget);
        sandbox.Restore();
        await Assert.ThrowsAsync<SandboxTimeoutException>(async () => await sandbox.InvokeAsync(loop, [], default, new CallLimits { Timeout = s_short }));
        sandbox.Restore();
        await Assert.ThrowsAsync<SandboxCpuBudgetException>(async () => await sandbox.InvokeAsync(loop, [], default, new CallLimits { CpuBudget = s_short }));
    }

    [SkippableFact]
    public void They_replace_the_options_one_by_one_for_that_call_alone()
    {
        using var image = StopGuest.Build();
        using var sandbox = Sandbox.Create(image, StopGuest.Options() with { CallTimeout = s_short, CallCpuBudget = s_long });
        var loop = image.GetFunction("loop");
        Assert.Throws<SandboxTimeoutException>(() => sandbox.Invoke(loop, [], [], new CallLimits { CpuBudget = s_long }));
        sandbox.Restore();
        Assert.Throws<SandboxCpuBudgetException>(() => sandbox.Invoke(loop, [], [], new CallLimits { Timeout = Timeout.InfiniteTimeSpan, CpuBudget = s_short }));
        sandbox.Restore();
        Assert.Throws<SandboxTimeoutException>(() => sandbox.Call("loop"));
    }

    [SkippableFact]
    public void A_budget_that_is_none_is_refused_and_harms_nothing()
    {
        using var image = StopGuest.Build();
        using var sandbox = Sandbox.Create(image, StopGuest.Options());
        var empty = image.GetFunction("empty");
        Assert.Contains("CallLimits.Timeout is 00:00:00", Assert.Throws<ArgumentException>(() => sandbox.Invoke(empty, [], [], new CallLimits { Timeout = TimeSpan.Zero })).Message);
        Assert.Contains("CallLimits.CpuBudget", Assert.Throws<ArgumentException>(() => sandbox.Invoke(empty, [], [], new CallLimits { CpuBudget = -s_long })).Message);
        Assert.False(sandbox.IsPoisoned);
        sandbox.Call("empty");
    }
}

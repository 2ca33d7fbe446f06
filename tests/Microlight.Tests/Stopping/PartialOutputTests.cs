namespace Microlight.Tests.Stopping;

/// <summary>What a guest brought out before it was stopped stays.</summary>
public class PartialOutputTests
{
    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void Output_before_a_stop_is_kept(bool cpu)
    {
        using var image = StopGuest.Build();
        using var output = new StringWriter();
        var budget = TimeSpan.FromMilliseconds(30);
        using var sandbox = Sandbox.Create(image, StopGuest.Options() with { Output = output, CallTimeout = cpu ? null : budget, CallCpuBudget = cpu ? budget : null });
        if (cpu) Assert.Throws<SandboxCpuBudgetException>(() => sandbox.Call("print-loop", "half of it"));
        else Assert.Throws<SandboxTimeoutException>(() => sandbox.Call("print-loop", "half of it"));
        Assert.Equal("half of it", output.ToString());
        sandbox.Restore();
        Assert.Equal("half of it", output.ToString());
    }
}

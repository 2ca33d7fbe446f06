using Xunit.Abstractions;

namespace Microlight.Wasm.Tests.Spec;

/// <summary>
/// The conformance suite in micro-VMs: each script's modules are compiled to one guest image and its commands run one after the other in
/// one VM. Commands that need a feature which is not supported yet are skipped and counted by feature.
/// </summary>
public sealed class ExecutionSpecTests(ITestOutputHelper output, SpecSummary summary) : IClassFixture<SpecSummary>
{
    public static TheoryData<string> Scripts => SpecArchive.ScriptsBelow(SpecArchive.Supported);

    [SkippableTheory]
    [MemberData(nameof(Scripts))]
    public void Script_runs_as_expected(string script)
    {
        var tally = Run(script, SandboxOptions.DefaultIsolation);
        summary.Add(tally);
        Check(tally);
    }

    /// <summary>Scripts that are about traps of every kind, memory and tables that grow, and calls.</summary>
    [SkippableTheory]
    [InlineData("spec/core/traps")]
    [InlineData("spec/core/memory_trap")]
    [InlineData("spec/core/memory_grow")]
    [InlineData("spec/core/call_indirect")]
    [InlineData("spec/core/skip-stack-guard-page")]
    [InlineData("spec/core/conversions")]
    public void Script_runs_alike_in_a_process(string script) => RunInProcess(script);

    [SkippableTheory]
    [Trait("Category", "Nightly")]
    [MemberData(nameof(Scripts))]
    public void Every_script_runs_alike_in_a_process(string script) => RunInProcess(script);

    private void RunInProcess(string script)
    {
        Skip.If(SandboxOptions.DefaultIsolation == Isolation.Process, "All tests run in processes.");
        Check(Run(script, Isolation.Process));
    }

    private void Check(SpecTally tally)
    {
        output.WriteLine(tally.ToString());
        Assert.True(tally.Failures.Count == 0, string.Join('\n', tally.Failures.Prepend(tally.ToString())));
    }

    private static SpecTally Run(string script, Isolation isolation)
    {
        var plan = new SpecPlanner(SpecArchive.Open(), script, SpecLinking.FindError).Plan();
        var tally = new SpecTally(script);
        try
        {
            using var machine = plan.NeedsMachine ? SpecMachine.Create(plan, script, isolation) : null;
            new SpecRunner(plan, machine, tally).Run();
        }
        catch (HypervisorUnavailableException e)
        {
            Skip.If(true, e.Message);
        }
        catch (Exception e) when (e is SandboxException or InvalidOperationException or NotSupportedException)
        {
            tally.FailAll($"{e.GetType().Name}: {e.Message}");
        }
        return tally;
    }
}

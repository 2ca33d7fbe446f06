using Xunit.Abstractions;

namespace Microlight.Wasm.Tests.Spec;

/// <summary>
/// The conformance suite in micro-VMs: each script's modules are compiled to one guest image and its commands run one after the other in
/// one VM. Commands that need a feature which is not supported yet are skipped and counted by feature.
/// </summary>
public sealed class ExecutionSpecTests(ITestOutputHelper output, SpecSummary summary) : IClassFixture<SpecSummary>
{
    public static TheoryData<string> Scripts => SpecArchive.ScriptsBelow("spec/core/");

    [SkippableTheory]
    [MemberData(nameof(Scripts))]
    public void Script_runs_as_expected(string script)
    {
        var plan = new SpecPlanner(SpecArchive.Open(), script, SpecLinking.FindError).Plan();
        var tally = new SpecTally(script);
        try
        {
            using var machine = plan.NeedsMachine ? SpecMachine.Create(plan, script) : null;
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
        summary.Add(tally);
        output.WriteLine(tally.ToString());
        Assert.True(tally.Failures.Count == 0, string.Join('\n', tally.Failures.Prepend(tally.ToString())));
    }
}

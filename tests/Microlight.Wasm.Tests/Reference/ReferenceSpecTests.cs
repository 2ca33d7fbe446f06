using Microlight.Wasm.Inspection;
using Microlight.Wasm.Tests.Spec;
using Xunit.Abstractions;

namespace Microlight.Wasm.Tests.Reference;

/// <summary>The conformance suite in the interpreter: shows that the interpreter, and the runner that the VM is judged by, are right.</summary>
public sealed class ReferenceSpecTests(ITestOutputHelper output)
{
    /// <summary>What the interpreter has no values for.</summary>
    private static readonly string[] s_unknown = ["garbage collection", "typed function references", "SIMD", "relaxed SIMD"];

    public static TheoryData<string> Scripts => SpecArchive.ScriptsBelow(SpecArchive.Supported);

    [SkippableTheory]
    [MemberData(nameof(Scripts))]
    public void Script_runs_as_expected(string script)
    {
        var plan = new SpecPlanner(SpecArchive.Open(), script, SpecLinking.FindError).Plan();
        foreach (var instance in plan.Instances)
        {
            var features = FeatureScan.Read(instance.Module).Intersect(s_unknown).ToArray();
            Skip.If(features.Length > 0, $"The interpreter does not know {string.Join(" and ", features)}.");
        }
        var tally = new SpecTally(script);
        using var machine = new ReferenceProgram(SpecLinking.Link(plan.Instances));
        new SpecRunner(plan, machine, tally).Run();
        output.WriteLine(tally.ToString());
        Assert.True(tally.Failures.Count == 0, string.Join('\n', tally.Failures.Prepend(tally.ToString())));
    }
}

using Xunit.Abstractions;

namespace Microlight.Wasm.Tests.Spec;

/// <summary>The linker on the scripts of the suite: instances bind as they should, what must not link does not. Nothing runs.</summary>
public sealed class LinkingSpecTests(ITestOutputHelper output)
{
    public static TheoryData<string> Scripts => SpecArchive.ScriptsBelow(SpecArchive.Supported);

    [SkippableTheory]
    [MemberData(nameof(Scripts))]
    public void Modules_link_as_the_script_says(string script)
    {
        var plan = new SpecPlanner(SpecArchive.Open(), script, SpecLinking.FindError).Plan();
        output.WriteLine($"{plan.Instances.Count} instances, {plan.Steps.Count} steps");
        var faults = plan.Steps.Where(s => !string.IsNullOrEmpty(s.Outcome)).Select(s => $"line {s.Command.Line}, {s.Command.Type}: {s.Outcome}").ToList();
        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }
}

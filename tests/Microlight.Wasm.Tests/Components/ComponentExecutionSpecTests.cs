using System.Text.Json;
using Microlight.Wasm.Components.Format;
using Microlight.Wasm.Tests.Spec;
using Xunit.Abstractions;

namespace Microlight.Wasm.Tests.Components;

/// <summary>
/// The component model's suite in micro-VMs: every component that can be instantiated is, every function that a script calls gives or traps as the
/// script says. The folder async is about WASI 0.3: skipped and counted.
/// </summary>
public sealed class ComponentExecutionSpecTests(ITestOutputHelper output, ComponentExecutionSpecTests.Summary summary) : IClassFixture<ComponentExecutionSpecTests.Summary>
{
    public sealed class Summary() : SpecSummary("component-spec-summary.txt");

    public static TheoryData<string> Scripts => SpecArchive.ScriptsBelow("component-spec/");

    [SkippableTheory]
    [MemberData(nameof(Scripts))]
    public void Script_runs_as_expected(string script)
    {
        var archive = SpecArchive.Open(SpecArchive.Components);
        var tally = new SpecTally(script);
        using var machine = new ComponentSpecMachine(archive, script);
        foreach (var (command, json) in archive.ReadCommands(script).Zip(archive.ReadJson(script)))
        {
            if (command.Type is "assert_invalid" or "assert_malformed") continue;
            if (script.StartsWith("component-spec/async/", StringComparison.Ordinal))
            {
                tally.Skip(ComponentFeature.Async);
                continue;
            }
            try
            {
                if (Run(machine, command, json) is { } problem) tally.Fail(command, problem);
                else tally.Pass();
            }
            catch (HypervisorUnavailableException e)
            {
                Skip.If(true, e.Message);
            }
            catch (Exception e) when (e is SandboxException or WasmLinkException or ArgumentException or InvalidOperationException or KeyNotFoundException)
            {
                tally.Fail(command, $"{e.GetType().Name}: {e.Message}");
            }
        }
        output.WriteLine(tally.ToString());
        summary.Add(tally);
        Assert.True(tally.Failures.Count == 0, string.Join('\n', tally.Failures.Prepend(tally.ToString())));
    }

    private static string? Run(ComponentSpecMachine machine, SpecCommand command, JsonElement json)
    {
        switch (command.Type)
        {
            case "component_definition":
                machine.Define(command);
                return null;
            case "component":
                machine.Define(command);
                machine.Instantiate(null, command.Name);
                return null;
            case "component_instance":
                machine.Instantiate(SpecCommand.Text(json, "component"), command.Instance);
                return null;
            case "assert_return": return machine.Invoke(json.GetProperty("action"), [.. json.GetProperty("expected").EnumerateArray()]);
            case "assert_trap":
                try
                {
                    machine.Invoke(json.GetProperty("action"), null);
                    return $"returned, expected: {command.Expectation}";
                }
                catch (WasmTrapException e)
                {
                    return ComponentSpecTraps.Matches(e.Kind, command.Expectation!) ? null : $"{e.Message}, expected: {command.Expectation}";
                }
            default: return "a command of unknown type";
        }
    }
}

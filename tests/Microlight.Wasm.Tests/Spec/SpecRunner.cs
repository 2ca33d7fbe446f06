namespace Microlight.Wasm.Tests.Spec;

/// <summary>Runs a plan's steps on a machine and counts.</summary>
/// <param name="plan">The script.</param>
/// <param name="machine">Its program; null only if the plan needs none.</param>
/// <param name="tally">Counts here.</param>
internal sealed class SpecRunner(SpecPlan plan, ISpecMachine? machine, SpecTally tally)
{
    private readonly HashSet<int> _broken = [];

    public void Run()
    {
        // spectest, which every script may import.
        machine?.Instantiate(0);
        foreach (var step in plan.Steps)
        {
            if (step.Skipped is { } feature) tally.Skip(feature);
            else if (step.Outcome is { } outcome) Count(step, outcome);
            else if (_broken.Contains(step.Instance)) Count(step, "its instance could not be initialised");
            else Count(step, Run(step));
        }
    }

    private void Count(SpecStep step, string outcome)
    {
        if (outcome.Length == 0) tally.Pass();
        else tally.Fail(step.Command, outcome);
    }

    /// <summary>Empty if the step went as expected, otherwise what was different.</summary>
    private string Run(SpecStep step)
    {
        try
        {
            return step.Command.Type switch
            {
                "module" or "module_instance" => Initialize(step),
                "assert_uninstantiable" => ExpectTrap(step, () => machine!.Instantiate(step.Instance)),
                "assert_unlinkable" => ExpectLinkError(step),
                "assert_trap" or "assert_exhaustion" => ExpectTrap(step, () => Perform(step)),
                "assert_exception" => ExpectException(step),
                "action" => Act(step),
                "assert_return" => ExpectResults(step),
                var other => $"the runner does not know the command {other}",
            };
        }
        catch (Exception e) when (e is SandboxException or NotSupportedException or KeyNotFoundException)
        {
            return $"{Describe(step)}: {e.GetType().Name}: {e.Message}";
        }
    }

    private string Initialize(SpecStep step)
    {
        _broken.Add(step.Instance);
        machine!.Instantiate(step.Instance);
        _broken.Remove(step.Instance);
        return "";
    }

    private string Act(SpecStep step)
    {
        Perform(step);
        return "";
    }

    private string ExpectLinkError(SpecStep step)
    {
        try
        {
            machine!.Instantiate(step.Instance);
        }
        catch (WasmTrapException e) when (e.Kind == WasmTrapKind.IncompatibleImport)
        {
            return "";
        }
        return $"{step.Command.Filename} was linked, expected: {step.Command.Expectation}";
    }

    private static string ExpectTrap(SpecStep step, Action act)
    {
        try
        {
            act();
        }
        catch (WasmTrapException e)
        {
            return SpecTraps.Matches(e.Kind, step.Command.Expectation!) ? "" : $"{Describe(step)} trapped with {e.Kind} ({e.Message}), expected: {step.Command.Expectation}";
        }
        return $"{Describe(step)} did not trap, expected: {step.Command.Expectation}";
    }

    private string ExpectException(SpecStep step)
    {
        try
        {
            Perform(step);
        }
        catch (WasmUncaughtException)
        {
            return "";
        }
        return $"{Describe(step)} threw nothing";
    }

    private string ExpectResults(SpecStep step)
    {
        var (results, expected) = (Perform(step), step.Command.Expected);
        return results.Length == expected.Length && results.Zip(expected).All(r => SpecValues.Matches(r.First, r.Second))
            ? ""
            : $"{Describe(step)} gave {string.Join(", ", results.Select(r => $"{r.Type}:{r.Bits} ({r})"))}, expected {string.Join<SpecValue>(", ", expected)}";
    }

    private GuestValue[] Perform(SpecStep step)
    {
        var action = step.Command.Action!;
        return action.IsInvoke
            ? machine!.Invoke(step.Instance, action.Field, [.. action.Arguments.Select(SpecValues.ToGuest)])
            : [machine!.Get(step.Instance, action.Field)];
    }

    private static string Describe(SpecStep step) =>
        step.Command.Action is { } action ? $"{action.Module ?? ""} {action.Field}({string.Join<SpecValue>(", ", action.Arguments)})".TrimStart() : step.Command.Filename ?? step.Command.Type;
}

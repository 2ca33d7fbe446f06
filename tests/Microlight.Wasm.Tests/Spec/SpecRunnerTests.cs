using Microlight.Wasm.Tests.Reference;

namespace Microlight.Wasm.Tests.Spec;

/// <summary>The runner notices what is wrong: a machine that answers falsely fails the assertions that a right one passes.</summary>
public sealed class SpecRunnerTests
{
    [SkippableFact]
    public void Wrong_results_fail()
    {
        var tally = Run("spec/core/i64", machine => new FalseMachine(machine) { Results = bits => bits ^ 1 });
        Assert.InRange(tally.Failures.Count(f => f.Contains("assert_return", StringComparison.Ordinal)), 300, 1000);
        Assert.DoesNotContain(tally.Failures, f => f.Contains("assert_trap", StringComparison.Ordinal));
    }

    [SkippableFact]
    public void Wrong_traps_and_missing_traps_fail()
    {
        var wrong = Run("spec/core/i64", machine => new FalseMachine(machine) { Trap = WasmTrapKind.Unreachable });
        var missing = Run("spec/core/i64", machine => new FalseMachine(machine) { SwallowTraps = true });
        Assert.All([wrong, missing], tally => Assert.InRange(tally.Failures.Count, 5, 20));
        Assert.All(wrong.Failures.Concat(missing.Failures), f => Assert.Contains("assert_trap", f));
    }

    private static SpecTally Run(string script, Func<ISpecMachine, ISpecMachine> wrap)
    {
        var plan = new SpecPlanner(SpecArchive.Open(), script, SpecLinking.FindError).Plan();
        var tally = new SpecTally(script);
        using var machine = wrap(new ReferenceProgram(SpecLinking.Link(plan.Instances)));
        new SpecRunner(plan, machine, tally).Run();
        return tally;
    }

    /// <summary>A machine that lies in one respect.</summary>
    private sealed class FalseMachine(ISpecMachine machine) : ISpecMachine
    {
        public Func<ulong, ulong> Results { get; init; } = bits => bits;
        public WasmTrapKind? Trap { get; init; }
        public bool SwallowTraps { get; init; }

        public void Instantiate(int instance) => machine.Instantiate(instance);

        public GuestValue[] Invoke(int instance, string function, GuestValue[] arguments)
        {
            try
            {
                return [.. machine.Invoke(instance, function, arguments).Select(r => GuestValue.FromBits(r.Type, Results(r.Bits)))];
            }
            catch (WasmTrapException) when (SwallowTraps)
            {
                return [];
            }
            catch (WasmTrapException e) when (Trap is { } kind)
            {
                throw new WasmTrapException(kind, e.Trap, "another trap");
            }
        }

        public GuestValue Get(int instance, string global) => machine.Get(instance, global);

        public void Dispose() => machine.Dispose();
    }
}

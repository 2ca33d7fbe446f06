using Microlight.Wasm.Binary;
using Microlight.Wasm.Tests.Spec;
using Microlight.Wasm.Validation;
using Xunit.Abstractions;

namespace Microlight.Wasm.Tests.Reference;

/// <summary>
/// Random modules compiled and interpreted: every call must have the same results or trap in the same way and leave the same memory and
/// globals. Several modules share one image, so code for memories at and beyond address 0 is compared.
/// </summary>
public sealed class DifferentialTests(ITestOutputHelper output)
{
    private const int ModulesPerImage = 10, CallsPerFunction = 6;

    /// <summary>Bytes from address 0 on in which nearly all stores end.</summary>
    private const int CheckedMemory = 0x1200;

    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    public void Random_modules_are_valid_and_end(int seed)
    {
        var (returned, trapped) = (0, 0);
        using var machine = new ReferenceProgram(SpecLinking.Link(Plan(seed).Instances));
        for (var instance = 0; instance < ModulesPerImage; instance++)
        {
            machine.Instantiate(instance);
            foreach (var call in Calls(machine, instance, seed))
                if (call.StartsWith("trap", StringComparison.Ordinal)) trapped++;
                else returned++;
        }
        output.WriteLine($"{returned} calls returned, {trapped} trapped");
        // Programs that all trap at once would compare nothing.
        Assert.True(returned > trapped / 2, $"{returned} calls returned, {trapped} trapped");
    }

    [SkippableTheory]
    [InlineData(1)]
    [InlineData(1000)]
    [InlineData(2000)]
    // Found faults: ranges of values that a block's first instruction uses up, reinterpreted narrow loads, rotations by folded counts.
    [InlineData(10_790)]
    [InlineData(10_180)]
    [InlineData(500_590)]
    [InlineData(500_820)]
    [InlineData(501_330)]
    public void Compiled_code_does_what_the_interpreter_does(int seed) => Compare(seed);

    [SkippableTheory]
    [Trait("Category", "Nightly")]
    [InlineData(10_000, 100)]
    public void Compiled_code_does_what_the_interpreter_does_at_length(int seed, int images)
    {
        for (var i = 0; i < images; i++) Compare(seed + i * ModulesPerImage);
    }

    private static void Compare(int seed)
    {
        var plan = Plan(seed);
        using var expected = new ReferenceProgram(SpecLinking.Link(plan.Instances));
        try
        {
            using var actual = SpecMachine.Create(plan, $"random {seed}");
            for (var instance = 0; instance < ModulesPerImage; instance++)
            {
                expected.Instantiate(instance);
                actual.Instantiate(instance);
                foreach (var (e, a) in Calls(expected, instance, seed).Zip(Calls(actual, instance, seed)))
                    Assert.True(e == a, $"Module of seed {seed + instance}:\nexpected {e}\ngot      {a}");
            }
        }
        catch (HypervisorUnavailableException e)
        {
            Skip.If(true, e.Message);
        }
    }

    private static SpecPlan Plan(int seed)
    {
        var instances = new List<PlannedInstance>();
        for (var i = 0; i < ModulesPerImage; i++)
        {
            var module = ModuleDecoder.Decode(RandomModule.Build(seed + i));
            ModuleValidator.Validate(module);
            instances.Add(new PlannedInstance(i, module, new Dictionary<string, int>()));
        }
        return new SpecPlan(instances, []);
    }

    /// <summary>What each of a series of calls comes to, as text that is the same exactly if the outcome is.</summary>
    private static IEnumerable<string> Calls(ISpecMachine machine, int instance, int seed)
    {
        var random = new Random(seed + instance);
        var module = ModuleDecoder.Decode(RandomModule.Build(seed + instance));
        foreach (var export in module.Exports.Where(e => e.Kind == ExternalKind.Function && e.Name[0] == 'f'))
        {
            for (var i = 0; i < CallsPerFunction; i++)
            {
                GuestValue[] arguments = [.. module.TypeOf(export.Index).Parameters.Select(p => RandomValues.Of(TypeOf(p), random))];
                machine.Invoke(instance, "reset", []);
                var call = $"{export.Name}({string.Join(", ", arguments.Select(Text))})";
                yield return $"{Outcome(machine, instance, export.Name, arguments)} from {call}, then {State(machine, instance, module)}";
            }
        }
    }

    private static GuestType TypeOf(WasmType type) => type == WasmType.I32 ? GuestType.Int32 : type == WasmType.I64 ? GuestType.Int64
        : type == WasmType.F32 ? GuestType.Float32 : GuestType.Float64;

    private static string Outcome(ISpecMachine machine, int instance, string function, GuestValue[] arguments)
    {
        try
        {
            return $"({string.Join(", ", machine.Invoke(instance, function, arguments).Select(Text))})";
        }
        catch (WasmTrapException e)
        {
            return $"trap {e.Kind}";
        }
    }

    private static string State(ISpecMachine machine, int instance, WasmModule module)
    {
        var globals = module.Exports.Where(e => e.Kind == ExternalKind.Global).Select(e => Text(machine.Get(instance, e.Name)));
        return $"memory {machine.Invoke(instance, "checksum", [CheckedMemory])[0].Bits:x}, globals {string.Join(", ", globals)}";
    }

    /// <summary>All NaNs are one: which it is, is not determined.</summary>
    private static string Text(GuestValue value) => value.Type switch
    {
        GuestType.Float32 when float.IsNaN(value.AsFloat32()) => "f32:nan",
        GuestType.Float64 when double.IsNaN(value.AsFloat64()) => "f64:nan",
        _ => $"{value.Type}:{value.Bits:x}",
    };
}

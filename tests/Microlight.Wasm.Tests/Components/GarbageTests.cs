using Microlight.Wasm.Components;
using Microlight.Wasm.Components.Format;
using Microlight.Wasm.Components.Typing;
using Microlight.Wasm.Components.Values;
using Xunit.Abstractions;

namespace Microlight.Wasm.Tests.Components;

/// <summary>
/// Components that return random bytes for values of random types: through another component to the host each ends as a value, as a trap of the
/// canonical ABI, or as a fault that the host finds; never otherwise.
/// </summary>
public sealed class GarbageTests(ITestOutputHelper output)
{
    [SkippableTheory]
    [InlineData(1, 10, 40)]
    public void Random_bytes_are_values_or_faults(int seed, int types, int values) => Run(seed, types, values);

    [SkippableTheory]
    [Trait("Category", "Nightly")]
    [InlineData(1000, 150, 300)]
    public void Random_bytes_are_values_or_faults_at_length(int seed, int types, int values) => Run(seed, types, values);

    private void Run(int seed, int types, int values)
    {
        var outcomes = new SortedDictionary<string, int>(StringComparer.Ordinal);
        for (var number = seed; number < seed + types; number++)
        {
            var random = new RandomWit(number);
            var type = random.Type(depth: 3, isNamed: true);
            var size = (int)MemoryLayout.Record([.. EchoComponent.Parameters(type).Select(p => p.Item2)], false).Size;
            using var component = WasmComponent.Load(EchoComponent.Garbage(type, (CanonOptionKind)(number % 3), (CanonOptionKind)(number / 3 % 3), size), $"garbage {number}");
            WasmComponentInstance instance;
            try
            {
                instance = component.Instantiate();
            }
            catch (HypervisorUnavailableException e)
            {
                throw new SkipException(e.Message);
            }
            using (instance)
            {
                for (var i = 1; i <= values; i++)
                {
                    var outcome = Call(instance, size, (ulong)i * 0x9e37_79b9_7f4a_7c15);
                    outcomes[outcome] = outcomes.GetValueOrDefault(outcome) + 1;
                }
            }
        }
        foreach (var (outcome, count) in outcomes) output.WriteLine($"{count,8:#,0} {outcome}");
        Assert.True(outcomes.GetValueOrDefault("a value") > types && outcomes.Count > 4, "The values are all of one kind.");
    }

    private static string Call(WasmComponentInstance instance, int size, ulong seed)
    {
        try
        {
            var function = instance.GetFunction("echo");
            using var call = function.Begin();
            call.Memory.Set(call.Arguments + size - 8, seed);
            call.Invoke();
            ValuePassing.ReadResult(call, function.Type);
            return "a value";
        }
        catch (WasmTrapException e)
        {
            Assert.InRange(e.Kind, WasmTrapKind.CannotLeaveInstance, WasmTrapKind.ExceptionAtBoundary);
            instance.Restore();
            return e.Kind.ToString();
        }
        catch (ProtocolViolationException)
        {
            instance.Restore();
            return "a fault that the host found";
        }
    }
}

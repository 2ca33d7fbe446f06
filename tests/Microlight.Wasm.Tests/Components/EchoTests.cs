using System.Text.Json;
using Microlight.Wasm.Components;
using Microlight.Wasm.Components.Format;
using Microlight.Wasm.Components.Typing;
using Microlight.Wasm.Tests.Support;
using Xunit.Abstractions;

namespace Microlight.Wasm.Tests.Components;

/// <summary>Random values of random types through two components and back: in memory and as core values, between all encodings of strings.</summary>
public sealed class EchoTests(ITestOutputHelper output)
{
    private const int Values = 20;

    [SkippableTheory]
    [InlineData(1, 6)]
    public void Values_in_memory_come_back_as_they_were(int seed, int count) => InMemory(seed, count);

    [SkippableTheory]
    [InlineData(1, 6)]
    public void Core_values_come_back_as_they_were(int seed, int count) => Flat(seed, count);

    [SkippableTheory]
    [Trait("Category", "Nightly")]
    [InlineData(100, 200)]
    public void Values_in_memory_come_back_as_they_were_at_length(int seed, int count) => InMemory(seed, count);

    [SkippableTheory]
    [Trait("Category", "Nightly")]
    [InlineData(100, 200)]
    public void Core_values_come_back_as_they_were_at_length(int seed, int count) => Flat(seed, count);

    private void InMemory(int seed, int count) => Run(seed, count, random =>
    {
        var type = random.Type(depth: 4, isNamed: true);
        var size = MemoryLayout.Record([.. EchoComponent.Parameters(type).Select(p => p.Item2)], false).Size;
        return (type, (outer, inner) => EchoComponent.InMemory(type, outer, inner, (int)size));
    }, new ComponentImports());

    private void Flat(int seed, int count) => Run(seed, count, random =>
    {
        WitType type;
        do type = random.Type(depth: 3, isNamed: false);
        while (type.Flat is null);
        return (type, (outer, inner) => EchoComponent.Flat(type, outer, inner));
    }, null);

    private void Run(int seed, int count, Func<RandomWit, (WitType, Func<CanonOptionKind, CanonOptionKind, byte[]>)> make, ComponentImports? imports)
    {
        for (var number = seed; number < seed + count; number++)
        {
            var random = new RandomWit(number);
            var (type, write) = make(random);
            output.WriteLine($"{number}: {type}");
            try
            {
                using var component = WasmComponent.Load(write((CanonOptionKind)(number % 3), (CanonOptionKind)(number / 3 % 3)), $"echo {number}");
                using var instance = component.Instantiate(imports ?? HostEcho(type));
                for (var i = 0; i < Values; i++) Echo(instance, type, JsonSerializer.SerializeToElement(random.Value(type)), number);
            }
            catch (HypervisorUnavailableException e)
            {
                Skip.If(true, e.Message);
            }
        }
    }

    private static void Echo(WasmComponentInstance instance, WitType type, JsonElement value, int number)
    {
        using var call = instance.GetFunction("echo").Begin();
        ComponentSpecValues.Write(call.Memory, call.Arguments, type, value);
        call.Invoke();
        var difference = ComponentSpecValues.Compare(call.Memory, call.Result, type, value);
        Assert.True(difference is null, $"{number}: {type}: {difference} in {value}");
    }

    /// <summary>Gives back what it gets: what it points to stays where it is.</summary>
    private static ComponentImports HostEcho(WitType type) => new ComponentImports().Add("", "host-echo", $"func(value: {type}) -> {type}", call =>
    {
        for (var i = 0; i < type.Layout.Size; i++) call.Memory.Set(call.Result + i, call.Memory.Get<byte>(call.Arguments + i));
        return default;
    });
}

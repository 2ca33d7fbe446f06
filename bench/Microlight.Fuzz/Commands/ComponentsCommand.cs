using System.Diagnostics;
using Microlight.Fuzz.Components;
using Microlight.Wasm.Inspection;

namespace Microlight.Fuzz.Commands;

/// <summary>
/// Mutations of the named components through decoder, validator and linker, and as many hostile values through the transfer memory; writes
/// components that fail to artifacts/fuzz.
/// </summary>
internal static class ComponentsCommand
{
    private const int MaximumSeedSize = 200_000;

    public static int Run(Arguments arguments)
    {
        var seeds = arguments.Files("*.wasm").Where(p => new FileInfo(p).Length <= MaximumSeedSize).Select(File.ReadAllBytes).Where(b => WasmComponentInfo.IsComponent(b)).ToList();
        if (seeds.Count == 0)
        {
            Console.Error.WriteLine("There is no seed: name components (.wasm) or folders with some, for example ../shared/fixtures/programs.");
            return 2;
        }
        var components = new ComponentFuzzer(seeds, arguments.Seed);
        var start = Stopwatch.GetTimestamp();
        components.Run(arguments.Count);
        var ended = Result.Print($"components mutated from {seeds.Count} seeds", arguments, start, components.Outcomes);
        Console.WriteLine($"  {components.Bytes:#,0} bytes, slowest {components.Slowest.TotalMilliseconds:0.0} ms, most memory {components.MostMemory / 1024:#,0} KiB");
        for (var i = 0; i < components.Failed.Count && i < 20; i++) Console.WriteLine($"  {Result.Save(components.Failed[i], $"component-{arguments.Seed}-{i}.wasm")}");

        var values = new TransferFuzzer(arguments.Seed);
        start = Stopwatch.GetTimestamp();
        values.Run(arguments.Count);
        ended |= Result.Print("hostile values", arguments, start, values.Outcomes);
        Console.WriteLine($"  most memory {values.MostMemory / 1024:#,0} KiB");
        return ended;
    }
}

using System.Diagnostics;
using Microlight.Wasm;
using Microlight.Wasm.Components.Adapters;
using Microlight.Wasm.Components.Format;
using Microlight.Wasm.Components.Linking;
using Microlight.Wasm.Components.Validation;
using Microlight.Wasm.Components.Worlds;

namespace Microlight.Fuzz.Components;

/// <summary>
/// Decodes, validates and links mutated components, writes the adapters of those that are good, and writes and reads their world. Each must be accepted or refused with one
/// of the typed exceptions, within memory that its size and the limits on types bound; anything else is a failure, and the component is kept.
/// </summary>
internal sealed class ComponentFuzzer(IReadOnlyList<byte[]> seeds, int seed)
{
    /// <summary>Managed bytes that a component may cost: what the limits on types allow for a small one, and what each of its bytes may buy.</summary>
    private const long BaseMemory = 256 << 20, MemoryPerByte = 400;

    private readonly ModuleMutator _mutator = new(seeds, seed);

    public Outcomes Outcomes { get; } = new();

    public List<byte[]> Failed { get; } = [];

    /// <summary>Bytes of all components so far.</summary>
    public long Bytes { get; private set; }

    /// <summary>The longest time that one component took.</summary>
    public TimeSpan Slowest { get; private set; }

    /// <summary>The most managed memory that one component made us allocate, in bytes.</summary>
    public long MostMemory { get; private set; }

    public void Run(long count)
    {
        for (long i = 0; i < count; i++) Try(_mutator.Next().Module);
    }

    private void Try(byte[] component)
    {
        Bytes += component.Length;
        var failures = Outcomes.Counts.GetValueOrDefault("FAILED");
        var (memory, time) = (GC.GetAllocatedBytesForCurrentThread(), Stopwatch.GetTimestamp());
        try
        {
            var valid = ComponentValidator.Validate(ComponentDecoder.Decode(component));
            var graph = ComponentLinker.Link(valid);
            ComponentProgram.Link(graph, new WasmCompilerOptions());
            WorldReader.Read(WorldWriter.Write(valid, graph), "component");
            Outcomes.Count("component: accepted");
        }
        catch (Exception e) when (e is WasmModuleException or WasmLinkException)
        {
            Outcomes.Refused("component", e);
        }
        catch (Exception e)
        {
            Outcomes.Fail($"component: {e}");
        }
        var elapsed = Stopwatch.GetElapsedTime(time);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - memory;
        if (elapsed > Slowest) Slowest = elapsed;
        MostMemory = Math.Max(MostMemory, allocated);
        if (allocated > BaseMemory + MemoryPerByte * component.Length) Outcomes.Fail($"component: {allocated:#,0} bytes of memory for {component.Length:#,0}");
        if (Outcomes.Counts.GetValueOrDefault("FAILED") > failures) Failed.Add(component);
    }
}

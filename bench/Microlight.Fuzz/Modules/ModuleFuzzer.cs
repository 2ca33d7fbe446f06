using System.Diagnostics;
using Microlight.Wasm;
using Microlight.Wasm.Binary;
using Microlight.Wasm.Linking;
using Microlight.Wasm.Validation;

namespace Microlight.Fuzz;

/// <summary>
/// Decodes, validates and links mutated modules. Each must be accepted or refused with one of the typed exceptions, within memory that its size
/// bounds; anything else is a failure, and the module is kept.
/// </summary>
internal sealed class ModuleFuzzer(IReadOnlyList<byte[]> seeds, int seed)
{
    /// <summary>Managed bytes that a module may cost: what every one costs, and what each of its bytes may buy.</summary>
    private const long BaseMemory = 8 << 20, MemoryPerByte = 200;

    private readonly ModuleMutator _mutator = new(seeds, seed);
    private readonly SortedDictionary<string, int> _outcomes = new(StringComparer.Ordinal);

    /// <summary>How many modules ended in which way.</summary>
    public IReadOnlyDictionary<string, int> Outcomes => _outcomes;

    public List<(byte[] Module, string Reason)> Failures { get; } = [];

    /// <summary>The longest time that one module took.</summary>
    public TimeSpan Slowest { get; private set; }

    /// <summary>The most managed memory that one module made us allocate, in bytes.</summary>
    public long MostMemory { get; private set; }

    public void Run(int count)
    {
        for (var i = 0; i < count; i++) Try(_mutator.Next().Module);
    }

    private void Try(byte[] module)
    {
        var (memory, time) = (GC.GetAllocatedBytesForCurrentThread(), Stopwatch.GetTimestamp());
        var outcome = "accepted";
        try
        {
            var decoded = ModuleDecoder.Decode(module);
            ModuleValidator.Validate(decoded);
            Linker.Link(decoded);
        }
        catch (Exception e) when (e is WasmModuleException or WasmLinkException)
        {
            outcome = e.GetType().Name;
            if (e.Message.Length > 1000 || e.Message.Contains('\n')) Failures.Add((module, $"the message is not one sentence: {e.Message}"));
        }
        catch (Exception e)
        {
            outcome = "FAILED";
            Failures.Add((module, e.ToString()));
        }
        var elapsed = Stopwatch.GetElapsedTime(time);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - memory;
        _outcomes[outcome] = _outcomes.GetValueOrDefault(outcome) + 1;
        if (elapsed > Slowest) Slowest = elapsed;
        MostMemory = Math.Max(MostMemory, allocated);
        if (allocated > BaseMemory + MemoryPerByte * module.Length) Failures.Add((module, $"{allocated:#,0} bytes of memory for a module of {module.Length:#,0}"));
    }
}

using Microlight.Wasm.Linking;

namespace Microlight.Wasm;

/// <summary>How a module is compiled.</summary>
public sealed record WasmCompilerOptions
{
    /// <summary>Most wall-clock time for the code generator, before the retry without optimisation and again for it.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>Most bytes of memory for the code generator.</summary>
    public long MemoryLimit { get; init; } = 4L << 30;

    /// <summary>Threads for the code generator; 0 for one per processor. The image is the same for any number.</summary>
    public int Parallelism { get; init; }

    /// <summary>What a module may have of functions, tables, memories and so on, and how large it may be.</summary>
    public WasmLimits Limits { get; init; } = new();

    /// <summary>
    /// Most bytes that each linear memory may grow to, whatever the module declares; 4 GiB unless set. One of 32 bits has no more in any case.
    /// </summary>
    public ulong MaximumMemory { get; init; } = 4UL << 30;

    /// <summary>
    /// Most bytes of the heap of a module with structs, arrays or exceptions (docs/gc.md), what it needs for itself included; 1 MiB to 1 TiB.
    /// </summary>
    public ulong MaximumHeap
    {
        get;
        init => field = value is >= HeapOptions.SmallestMaximum and <= HeapOptions.LargestMaximum
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "A heap may have 1 MiB to 1 TiB.");
    } = HeapOptions.DefaultMaximum;

    /// <summary>What backtraces can say of where code comes from. The code is the same whatever is chosen.</summary>
    public DebugInformation DebugInformation { get; init; } = DebugInformation.Offsets;

    /// <summary>Collects garbage at every allocation: for tests of the collector.</summary>
    internal bool CollectAlways { get; init; }

    /// <summary>
    /// Makes relaxed vector instructions do what the specification's deterministic profile prescribes (4.3.5): the same results on every
    /// CPU, at the price of several machine instructions for one. Without it they do what is fastest on this one; a run on another may differ.
    /// </summary>
    public bool DeterministicRelaxedSimd { get; init; }

    /// <summary>
    /// What the image is to run under. For a virtual machine, the first linear memory lies at address 0 and a Wasm address is a machine
    /// address. A process without privileges cannot have address 0 (vm.mmap_min_addr), so an image for it has that memory at 2 MiB; such
    /// an image runs in a virtual machine as well; its code is about a tenth larger.
    /// </summary>
    public Isolation Isolation { get; init; } = SandboxOptions.DefaultIsolation;

    /// <summary>Guest address of the first linear memory.</summary>
    internal ulong FirstMemory => Isolation == Isolation.Process ? Linker.FirstMemoryOfProcess : 0;

    internal HeapOptions Heap => new(MaximumHeap, CollectAlways);
}

using Microlight.Wasm.Binary;

namespace Microlight.Wasm.Linking;

/// <summary>A function that the host is to provide. TypeId is Type's in the program.</summary>
internal sealed record HostFunctionImport(string Module, string Name, int TypeId, FunctionType Type);

/// <summary>
/// A linear memory of the program. Address is its guest VA (memory 0: address 0, or 2 MiB for a process), Region its record in .microlight.memories. Type is as
/// declared; MaximumPages is what it may really grow to (the declared maximum or 65,536, cut by the compiler's options).
/// </summary>
internal sealed record ProgramMemory(int Region, ulong Address, MemoryType Type)
{
    public required ulong MaximumPages { get; init; }
    /// <summary>The host grows it, behind the program's back: code takes it to have its largest size, and what is not there yet for a fault.</summary>
    public bool IsGrownByHost { get; init; }
    /// <summary>As many pages as code believes there are at the start.</summary>
    public ulong KnownPages => IsGrownByHost ? MaximumPages : Type.Limits.Minimum;
}

/// <summary>
/// A table, its element type with ids of the program: 16-byte entries from Address, which lies in a reserved 64 GiB so that any u32 index stays inside. MaximumElements is what it
/// may really grow to.
/// </summary>
internal sealed record ProgramTable(int Region, ulong Address, TableType Type)
{
    public required ulong MaximumElements { get; init; }
}

/// <summary>The garbage-collected heap of a program that can have objects. Region is its record in .microlight.memories.</summary>
internal sealed record ProgramHeap(int Region, HeapOptions Options);

/// <summary>Maximum is the most bytes of the heap's region. CollectAlways collects at every allocation: for tests of the collector.</summary>
internal sealed record HeapOptions(ulong Maximum = HeapOptions.DefaultMaximum, bool CollectAlways = false)
{
    /// <summary>Least and most that a heap may be allowed.</summary>
    public const ulong SmallestMaximum = 1UL << 20, LargestMaximum = 1UL << 40;
    public const ulong DefaultMaximum = 4UL << 30;
}

/// <summary>A global's cell (8 bytes, a vector's 16); the owner instance initialises it. Type is with ids of the program.</summary>
internal sealed record ProgramGlobal(int Index, GlobalType Type, int Instance);

/// <summary>A tag: each definition of one is another, whatever its type. TypeId is the program's for the function type of what it carries.</summary>
internal sealed record ProgramTag(int Index, int TypeId);

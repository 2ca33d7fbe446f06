using Microlight.Wasm.Linking;

namespace Microlight.Wasm.Cil;

/// <summary>A record of <c>.microlight.functions</c>: an exported function or an instance's initialisation, under the object symbol of its stub.</summary>
internal sealed record GuestFunctionEntry(string Name, string Symbol, string Signature);

/// <summary>A funcref descriptor: the linker writes u64 address of Symbol, u32 TypeId (of the program), u32 own offset.</summary>
internal readonly record struct FunctionDescriptor(string Symbol, uint TypeId);

/// <summary>Bytes of the image at a fixed address; the block may be longer than its bytes (zeros follow).</summary>
internal sealed record DataBlock(ulong Address, ReadOnlyMemory<byte> Bytes, bool Writable);

/// <summary>First contents of a linear memory at a guest address: active data segments that initialisation need not copy.</summary>
internal sealed record InitialMemory(int Memory, ulong Address, ReadOnlyMemory<byte> Bytes);

/// <summary>A program as a CIL assembly, and what the linker must know to make an image of it.</summary>
internal sealed class CilAssembly
{
    /// <summary>The portable executable for ilc; its name is <see cref="RuntimeContract.ProgramAssembly"/>.</summary>
    public required byte[] Image { get; init; }
    /// <summary>The portable PDB of <see cref="Image"/>, by <see cref="PositionWriter"/>.</summary>
    public required byte[] Positions { get; init; }
    public required GuestFunctionEntry[] Functions { get; init; }
    /// <summary>Index n describes offset 16 × n from <see cref="RuntimeContract.Descriptors"/>; entry 0 (null) has an empty symbol.</summary>
    public required FunctionDescriptor[] Descriptors { get; init; }
    public required DataBlock[] Data { get; init; }
    /// <summary>In order: a later one overwrites an earlier one.</summary>
    public required InitialMemory[] InitialMemory { get; init; }
    /// <summary>Object symbol to name for people, for .symtab: Wasm functions <c>f{instance}_{index}</c>, import stubs <c>h{import}</c>.</summary>
    public required IReadOnlyDictionary<string, string> SymbolNames { get; init; }
    /// <summary>Host imports as <c>.microlight.imports</c> wants them.</summary>
    public required (string Module, string Name, string Signature)[] HostImports { get; init; }
    /// <summary>Null if the program has no garbage-collected heap.</summary>
    public HeapPlan? Heap { get; init; }
    /// <summary>Symbols of the functions that tail calls go to; each is to be defined under <c>t</c> and its name, too.</summary>
    public string[] TailCallTargets { get; init; } = [];
    /// <summary>Where <see cref="RuntimeContract.JumpMemorySymbol"/> finds its address; 0 in programs without tail calls.</summary>
    public ulong JumpCell { get; init; }
    /// <summary>The largest function in SSA instructions: how hard ilc will have to work.</summary>
    public required int LargestFunction { get; init; }
    /// <summary>Value for ilc's <c>--codegenopt:JitMaxLocalsToTrack</c> (hexadecimal there), null for its default.</summary>
    public required int? MaximumTrackedLocals { get; init; }
}

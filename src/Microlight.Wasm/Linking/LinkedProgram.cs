using Microlight.Wasm.Binary;

namespace Microlight.Wasm.Linking;

/// <summary>A function of the program: code of an instance, or a host import (Instance is −1).</summary>
internal readonly record struct FunctionReference(int Instance, int Index)
{
    public bool IsHost => Instance < 0;
    public static FunctionReference Host(int import) => new(-1, import);
}

internal sealed record HostFunctionImport(string Module, string Name, FunctionType Type);

/// <summary>A linear memory of the program. Address is its guest VA (memory 0: address 0); region is its record in .microlight.memories.</summary>
internal sealed record ProgramMemory(int Region, ulong Address, MemoryType Type);

/// <summary>A table: 16-byte entries from Address, which lies in a reserved 64 GiB so that any u32 index stays inside.</summary>
internal sealed record ProgramTable(int Region, ulong Address, TableType Type);

/// <summary>A global cell of 8 bytes; the owner instance initialises it.</summary>
internal sealed record ProgramGlobal(int Index, GlobalType Type, int Instance);

/// <summary>One module of the program with its imports resolved to program-wide numbers.</summary>
internal sealed class LinkedInstance
{
    public required int Index { get; init; }
    public required WasmModule Module { get; init; }
    /// <summary>By function index of the module.</summary>
    public required FunctionReference[] Functions { get; init; }
    public required int[] Memories { get; init; }
    public required int[] Tables { get; init; }
    public required int[] Globals { get; init; }
}

/// <summary>Modules linked ahead of time: every import is bound, calls between modules are direct.</summary>
internal sealed class LinkedProgram
{
    public required LinkedInstance[] Instances { get; init; }
    public required HostFunctionImport[] HostImports { get; init; }
    public required ProgramMemory[] Memories { get; init; }
    public required ProgramTable[] Tables { get; init; }
    public required ProgramGlobal[] Globals { get; init; }
    /// <summary>Structurally distinct function types; the index + 1 is the signature id that call_indirect compares.</summary>
    public required FunctionType[] Signatures { get; init; }
    public int SignatureId(FunctionType type) => Array.FindIndex(Signatures, t => t.Equals(type)) + 1;
}

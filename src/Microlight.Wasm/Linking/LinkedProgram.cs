using Microlight.Wasm.Binary;
using Microlight.Wasm.Types;

namespace Microlight.Wasm.Linking;

/// <summary>Modules linked ahead of time: every import is bound, calls between modules are direct.</summary>
internal sealed class LinkedProgram
{
    public required LinkedInstance[] Instances { get; init; }
    public required HostFunctionImport[] HostImports { get; init; }
    public required ProgramMemory[] Memories { get; init; }
    public required ProgramTable[] Tables { get; init; }
    public required ProgramGlobal[] Globals { get; init; }
    public ProgramTag[] Tags { get; init; } = [];
    /// <summary>Null if nothing in the program can make an object.</summary>
    public ProgramHeap? Heap { get; init; }
    /// <summary>All types of all modules, each once. Ids are from 1: the type of id n is Types[n - 1].</summary>
    public required TypeTable Types { get; init; }

    /// <summary>Further sections for the image, by name.</summary>
    public IReadOnlyDictionary<string, byte[]> Notes { get; init; } = new Dictionary<string, byte[]>();

    /// <summary>All function types of the program.</summary>
    public IEnumerable<FunctionType> FunctionTypes => Enumerable.Range(0, Types.Count).Select(i => Types[i].Composite).OfType<FunctionType>();

    /// <summary>Some function has a tail call, so that all functions keep to a convention in which every call can be one.</summary>
    public bool HasTailCalls => Array.Exists(Instances, i => i.Module.HasTailCalls);

    private ulong[]? _globalOffsets;

    /// <summary>Bytes before a global's cell among all; those of as many globals as there are are the size of all.</summary>
    public ulong GlobalOffset(int global)
    {
        _globalOffsets ??= GlobalOffsets();
        return _globalOffsets[global];
    }

    /// <summary>Cells have 8 bytes, those of vectors 16 at a multiple of 16.</summary>
    private ulong[] GlobalOffsets()
    {
        var offsets = new ulong[Globals.Length + 1];
        ulong end = 0;
        for (var i = 0; i < Globals.Length; i++)
        {
            var size = Globals[i].Type.Type == WasmType.V128 ? 16UL : 8;
            offsets[i] = (end + size - 1) & ~(size - 1);
            end = offsets[i] + size;
        }
        offsets[^1] = end;
        return offsets;
    }

    /// <summary>The program-wide id of a module's type: equal for equal types of any two modules.</summary>
    public int TypeId(LinkedInstance instance, int typeIndex) => Instances[instance.Index].TypeIds[typeIndex];

    /// <summary>The id of the type that a function was defined with; an import may know it by a supertype.</summary>
    public int TypeId(FunctionReference function) => TypeId(Instances, HostImports, function);

    internal static int TypeId(IReadOnlyList<LinkedInstance> instances, IReadOnlyList<HostFunctionImport> hostImports, FunctionReference function)
    {
        if (function.IsHost) return hostImports[function.Index].TypeId;
        var instance = instances[function.Instance];
        return instance.TypeIds[instance.Module.FunctionTypes[function.Index]];
    }
}

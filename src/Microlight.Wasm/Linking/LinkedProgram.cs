using Microlight.Wasm.Binary;

namespace Microlight.Wasm.Linking;

/// <summary>Modules linked ahead of time: every import is bound, calls between modules are direct.</summary>
internal sealed class LinkedProgram
{
    private Dictionary<FunctionType, int>? _signatureIds;

    public required LinkedInstance[] Instances { get; init; }
    public required HostFunctionImport[] HostImports { get; init; }
    public required ProgramMemory[] Memories { get; init; }
    public required ProgramTable[] Tables { get; init; }
    public required ProgramGlobal[] Globals { get; init; }
    /// <summary>Structurally distinct function types; the index + 1 is the signature id that call_indirect compares.</summary>
    public required FunctionType[] Signatures { get; init; }

    /// <summary>The id of a type of the program; 0 if no module of it has the type.</summary>
    public int SignatureId(FunctionType type)
    {
        var ids = Volatile.Read(ref _signatureIds);
        if (ids is null)
        {
            ids = new Dictionary<FunctionType, int>(Signatures.Length);
            for (var i = 0; i < Signatures.Length; i++) ids[Signatures[i]] = i + 1;
            // Two threads may both build it; either dictionary will do.
            Volatile.Write(ref _signatureIds, ids);
        }
        return ids.GetValueOrDefault(type);
    }
}

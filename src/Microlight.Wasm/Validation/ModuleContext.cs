using Microlight.Wasm.Binary;

namespace Microlight.Wasm.Validation;

/// <summary>What instructions may refer to (spec 3.1.1), checked for existence. Read-only once built, shared by the threads that validate.</summary>
internal sealed class ModuleContext(WasmModule module)
{
    public WasmModule Module { get; } = module;

    /// <summary>Functions that ref.func may name: those that occur in the module outside of function bodies (spec 3.4.14, refs).</summary>
    public bool[] Referenced { get; } = new bool[module.FunctionTypes.Length];

    public TypeDefinition Type(uint index, int offset) => index < (uint)Module.Types.Length
        ? Module.Types[index]
        : throw Unknown("type", index, Module.Types.Length, offset);

    /// <summary>The function type of that index.</summary>
    public FunctionType FunctionType(uint index, int offset) => Type(index, offset).Composite as FunctionType
        ?? throw new WasmInvalidException($"Type mismatch: type {index} is {Module.Types[index].Composite}, a function type is expected", offset);

    public FunctionType Function(uint index, int offset) => index < (uint)Module.FunctionTypes.Length
        ? Module.TypeOf((int)index)
        : throw Unknown("function", index, Module.FunctionTypes.Length, offset);

    public TableType Table(uint index, int offset) => index < (uint)Module.Tables.Length
        ? Module.Tables[index]
        : throw Unknown("table", index, Module.Tables.Length, offset);

    public MemoryType Memory(uint index, int offset) => index < (uint)Module.Memories.Length
        ? Module.Memories[index]
        : throw Unknown("memory", index, Module.Memories.Length, offset);

    public GlobalType Global(uint index, int offset) => index < (uint)Module.Globals.Length
        ? Module.Globals[index]
        : throw Unknown("global", index, Module.Globals.Length, offset);

    public ElementSegment Element(uint index, int offset) => index < (uint)Module.Elements.Length
        ? Module.Elements[index]
        : throw Unknown("element segment", index, Module.Elements.Length, offset);

    /// <summary>Data segments come behind the code, so instructions may name them only if a data count section came before (spec 5.5.16).</summary>
    public void CheckData(uint index, int offset)
    {
        if (Module.DataCount is not { } count)
            throw new WasmMalformedException("A data count section is required: the code refers to data segments", offset);
        if (index >= (uint)count) throw Unknown("data segment", index, count, offset);
    }

    public static WasmInvalidException Unknown(string what, long index, int count, int offset) =>
        new($"Unknown {what} {index}: the module has {count:#,0}", offset);
}

using Microlight.Wasm.Binary;
using Microlight.Wasm.Types;
using TypeCode = Microlight.Wasm.Binary.TypeCode;

namespace Microlight.Wasm.Validation;

/// <summary>
/// What instructions may refer to (spec 3.1.1), checked for existence. All types that it gives have ids of <see cref="Types"/> in the place of
/// the module's type indices, so that equal types are equal values. Shared by the threads that validate.
/// </summary>
internal sealed class ModuleContext
{
    private readonly int[] _ids;
    /// <summary>By type index: a struct whose fields all have a default.</summary>
    private readonly bool[] _defaultable;

    /// <exception cref="WasmInvalidException">A type is not valid.</exception>
    /// <exception cref="WasmLimitException">A type has too many supertypes.</exception>
    public ModuleContext(WasmModule module)
    {
        Module = module;
        Referenced = new bool[module.FunctionTypes.Length];
        _ids = Types.Add(module.Types);
        TypeValidator.Validate(module.Types, Types, _ids);
        _defaultable = new bool[module.Types.Length];
        for (var i = 0; i < _defaultable.Length; i++)
        {
            _defaultable[i] = module.Types[i].Composite is Binary.StructType type && Array.TrueForAll(type.Fields, f => f.Type.IsDefaultable);
        }
    }

    public WasmModule Module { get; }

    /// <summary>The module's types.</summary>
    public TypeTable Types { get; } = new();

    /// <summary>Functions that ref.func may name: those that occur in the module outside of function bodies (spec 3.4.14, refs).</summary>
    public bool[] Referenced { get; }

    /// <summary>A type as the module writes it, with an id.</summary>
    /// <param name="type">Its type index is the module's.</param>
    /// <param name="offset">Of the instruction or definition that has it, for errors.</param>
    public WasmType Resolve(WasmType type, int offset)
    {
        return type.Code == TypeCode.Reference ? type with { TypeIndex = Id((uint)type.TypeIndex, offset) } : type;
    }

    /// <summary>A type of this context as the module would write it.</summary>
    public string Text(WasmType type) => type.Code == TypeCode.Reference ? (type with { TypeIndex = Array.IndexOf(_ids, type.TypeIndex) }).ToString() : type.ToString();

    /// <summary>The non-null reference to a type, whose index has been checked.</summary>
    public WasmType ReferenceTo(uint type) => WasmType.Reference(_ids[type], nullable: false);

    public FunctionType FunctionType(uint index, int offset) => Composite<FunctionType>(index, offset, "a function");
    public StructType StructType(uint index, int offset) => Composite<StructType>(index, offset, "a struct");
    public ArrayType ArrayType(uint index, int offset) => Composite<ArrayType>(index, offset, "an array");

    /// <summary>Whether type <paramref name="index"/> is a struct whose fields all have a default.</summary>
    public bool IsDefaultable(uint index) => _defaultable[index];

    public FunctionType Function(uint index, int offset) => Types.Function(FunctionId(index, offset));

    /// <summary>The type of ref.func: the function's own, not null.</summary>
    public WasmType ReferenceToFunction(uint index, int offset) => WasmType.Reference(FunctionId(index, offset), nullable: false);

    public TableType Table(uint index, int offset)
    {
        if (index >= (uint)Module.Tables.Length) throw Unknown("table", index, Module.Tables.Length, offset);
        var table = Module.Tables[index];
        return table with { Element = Resolve(table.Element, offset) };
    }

    public MemoryType Memory(uint index, int offset) => index < (uint)Module.Memories.Length
        ? Module.Memories[index]
        : throw Unknown("memory", index, Module.Memories.Length, offset);

    public GlobalType Global(uint index, int offset)
    {
        if (index >= (uint)Module.Globals.Length) throw Unknown("global", index, Module.Globals.Length, offset);
        var global = Module.Globals[index];
        return global with { Type = Resolve(global.Type, offset) };
    }

    /// <summary>The type that a tag's exceptions carry as parameters.</summary>
    public FunctionType Tag(uint index, int offset) => index < (uint)Module.Tags.Length
        ? FunctionType((uint)Module.Tags[index].TypeIndex, offset)
        : throw Unknown("tag", index, Module.Tags.Length, offset);

    /// <summary>The type of an element segment's references.</summary>
    public WasmType Element(uint index, int offset) => index < (uint)Module.Elements.Length
        ? Resolve(Module.Elements[index].Type, offset)
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

    private int Id(uint index, int offset) => index < (uint)_ids.Length ? _ids[index] : throw Unknown("type", index, _ids.Length, offset);

    private int FunctionId(uint index, int offset) => index < (uint)Module.FunctionTypes.Length
        ? _ids[Module.FunctionTypes[index]]
        : throw Unknown("function", index, Module.FunctionTypes.Length, offset);

    private T Composite<T>(uint index, int offset, string what) where T : CompositeType => Types[Id(index, offset) - 1].Composite as T
        ?? throw new WasmInvalidException($"Type mismatch: type {index} is {Module.Types[index].Composite}, {what} type is expected", offset);
}

using Microlight.Wasm.Binary;
using Microlight.Wasm.Components.Typing;
using Microlight.Wasm.Types;
using Microlight.Wasm.Validation;

namespace Microlight.Wasm.Components.Validation;

/// <summary>A core type index space: ids of a <see cref="TypeTable"/>, and module types among them in components.</summary>
internal sealed class CoreTypeSpace
{
    private readonly List<ModuleType?> _modules = [];
    private int[] _ids = new int[4];

    public int Count => _modules.Count;

    /// <summary>Adds a group of recursive types, whose references mean this space.</summary>
    /// <exception cref="WasmInvalidException">A type is not valid.</exception>
    public void Add(TypeDefinition[] group, TypeTable types)
    {
        var start = Count;
        Reserve(group.Length);
        foreach (var definition in group) CheckReferences(definition, start);
        types.AddGroup(group, start, _ids);
        for (var i = 0; i < group.Length; i++) _modules.Add(null);
        TypeValidator.Validate(group, start, types, _ids);
    }

    public void Add(ModuleType module) => Add(0, module);

    /// <summary>A type of a space around; a module type only if there may be such here.</summary>
    public void AddAlias(CoreTypeSpace outer, uint index, bool mayBeModule, int offset)
    {
        outer.CheckIndex(index, offset);
        var module = outer._modules[(int)index];
        if (module is not null && !mayBeModule) throw new WasmInvalidException("A module type cannot have module types among its types", offset);
        Add(outer._ids[index], module);
    }

    public ModuleType Module(uint index, int offset)
    {
        CheckIndex(index, offset);
        return _modules[(int)index] ?? throw new WasmInvalidException($"Core type index {index} is not a module type", offset);
    }

    public int Id(uint index, int offset)
    {
        CheckIndex(index, offset);
        return _modules[(int)index] is null ? _ids[index] : throw new WasmInvalidException($"Core type index {index} is a module type", offset);
    }

    /// <summary>A value type with the id of what it refers to.</summary>
    public WasmType Resolve(WasmType type, int offset) =>
        type.Code == Microlight.Wasm.Binary.TypeCode.Reference ? type with { TypeIndex = Id((uint)type.TypeIndex, offset) } : type;

    private void Add(int id, ModuleType? module)
    {
        Reserve(1);
        _ids[Count] = id;
        _modules.Add(module);
    }

    private void Reserve(int more)
    {
        if (Count + more > Format.ComponentLimits.Definitions) throw new WasmLimitException($"A component has more than {Format.ComponentLimits.Definitions:#,0} core types", -1);
        if (Count + more > _ids.Length) Array.Resize(ref _ids, Math.Max(2 * _ids.Length, Count + more));
    }

    private void CheckIndex(uint index, int offset)
    {
        if (index >= (uint)Count) throw new WasmInvalidException($"Core type index {index} is out of bounds: there are {Count:#,0}", offset);
    }

    /// <summary>What a type refers to is a type before the group that is no module type, or one of the group, which the table checks.</summary>
    private void CheckReferences(TypeDefinition definition, int start)
    {
        Check(definition.Supertype);
        switch (definition.Composite)
        {
            case FunctionType function:
                foreach (var type in function.Parameters) Check(type.TypeIndex);
                foreach (var type in function.Results) Check(type.TypeIndex);
                break;
            case StructType structure:
                foreach (var field in structure.Fields) Check(field.Type.TypeIndex);
                break;
            case ArrayType array:
                Check(array.Element.Type.TypeIndex);
                break;
        }

        void Check(int index)
        {
            if (index >= 0 && index < start) Id((uint)index, definition.Offset);
        }
    }
}

using System.Runtime.InteropServices;
using Microlight.Wasm.Binary;
using TypeCode = Microlight.Wasm.Binary.TypeCode;

namespace Microlight.Wasm.Types;

/// <summary>
/// A group of recursive types as a sequence of numbers that is the same exactly for equal groups: structure and lengths as they are, a
/// reference to the group's type n as −1 − n, to any other type as its id.
/// </summary>
internal sealed class GroupText
{
    private readonly List<int> _text = [];
    private int _start, _size;
    private int[] _ids = [];

    public ReadOnlySpan<int> Span => CollectionsMarshal.AsSpan(_text);

    public int Hash()
    {
        var hash = new HashCode();
        hash.AddBytes(MemoryMarshal.AsBytes(Span));
        return hash.ToHashCode();
    }

    /// <param name="group">The definitions of one group.</param>
    /// <param name="start">Type index of the first.</param>
    /// <param name="ids">Ids of the types before it.</param>
    /// <exception cref="WasmInvalidException">A type refers to one behind the group, or names a supertype that does not come before it.</exception>
    public void Write(ReadOnlySpan<TypeDefinition> group, int start, int[] ids)
    {
        _text.Clear();
        (_start, _size, _ids) = (start, group.Length, ids);
        for (var i = 0; i < group.Length; i++)
        {
            var definition = group[i];
            // The kind of composite, bit 2: not final, bit 3: a supertype follows.
            _text.Add(Kind(definition.Composite) | (definition.IsFinal ? 0 : 4) | (definition.Supertype < 0 ? 0 : 8));
            if (definition.Supertype >= 0)
            {
                if (definition.Supertype >= start + i)
                    throw new WasmInvalidException($"Unknown type {definition.Supertype}: a supertype must come before the type, which is type {start + i}", definition.Offset);
                Reference(definition.Supertype, definition);
            }
            Write(definition.Composite, definition);
        }
    }

    private static int Kind(CompositeType composite) => composite switch { FunctionType => 0, StructType => 1, _ => 2 };

    private void Write(CompositeType composite, TypeDefinition definition)
    {
        switch (composite)
        {
            case FunctionType function:
                _text.Add(function.Parameters.Length);
                foreach (var type in function.Parameters) Write(type, definition);
                _text.Add(function.Results.Length);
                foreach (var type in function.Results) Write(type, definition);
                break;
            case StructType structure:
                _text.Add(structure.Fields.Length);
                foreach (var field in structure.Fields) Write(field, definition);
                break;
            case ArrayType array:
                Write(array.Element, definition);
                break;
        }
    }

    private void Write(FieldType field, TypeDefinition definition)
    {
        _text.Add((int)field.Packing << 1 | (field.Mutable ? 1 : 0));
        Write(field.Type, definition);
    }

    private void Write(WasmType type, TypeDefinition definition)
    {
        _text.Add((int)type.Code << 1 | (type.Nullable ? 1 : 0));
        if (type.Code == TypeCode.Reference) Reference(type.TypeIndex, definition);
    }

    private void Reference(int index, TypeDefinition definition)
    {
        if (index >= _start + _size)
            throw new WasmInvalidException($"Unknown type {index}: types {_start} to {_start + _size - 1} see only themselves and those before", definition.Offset);
        _text.Add(index >= _start ? _start - index - 1 : _ids[index]);
    }
}

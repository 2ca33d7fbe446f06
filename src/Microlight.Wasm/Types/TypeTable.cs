using System.Diagnostics;
using System.Runtime.InteropServices;
using Microlight.Wasm.Binary;
using TypeCode = Microlight.Wasm.Binary.TypeCode;

namespace Microlight.Wasm.Types;

/// <summary>
/// Gives equal types of any number of modules one id, from 1. Equality is iso-recursive (spec 3.1.2 and 3.2.3): two types are equal if they
/// are at the same place of groups that are equal, and groups are if their texts are, with references inside the group relative to it and
/// all others replaced by ids. Time and memory are linear in the definitions that are added.
/// </summary>
internal sealed partial class TypeTable
{
    private readonly List<CanonicalType> _types = [];
    /// <summary>The texts of all groups, see <see cref="GroupText"/>.</summary>
    private readonly List<int> _texts = [];
    private readonly List<Group> _groups = [];
    /// <summary>Hash of a text to the last group that has it. HashCode is seeded per process: no module can aim at collisions.</summary>
    private readonly Dictionary<int, int> _groupOf = [];
    private readonly GroupText _text = new();

    /// <summary>Next: another group of the same hash, −1 at the end.</summary>
    private readonly record struct Group(int FirstType, int TextStart, int TextLength, int Next);

    public int Count => _types.Count;

    /// <summary>The type whose id is <paramref name="index"/> + 1.</summary>
    public CanonicalType this[int index] => _types[index];

    /// <summary>The function type of that id.</summary>
    public FunctionType Function(int id) => (FunctionType)_types[id - 1].Composite;

    /// <summary>Adds the types of a module.</summary>
    /// <returns>The id of each by type index.</returns>
    /// <exception cref="WasmInvalidException">A type refers to one behind its group, or names a supertype that does not come before it.</exception>
    public int[] Add(ReadOnlySpan<TypeDefinition> definitions)
    {
        var ids = new int[definitions.Length];
        for (var start = 0; start < definitions.Length; start += definitions[start].GroupSize)
        {
            Debug.Assert(definitions[start].GroupStart == start);
            AddGroup(definitions.Slice(start, definitions[start].GroupSize), start, ids);
        }
        return ids;
    }

    /// <summary>Adds one group, whose first type has the type index <paramref name="start"/>.</summary>
    /// <param name="ids">By type index: those of the types before are there, the group's are put there.</param>
    /// <exception cref="WasmInvalidException">As of <see cref="Add"/>.</exception>
    public void AddGroup(ReadOnlySpan<TypeDefinition> group, int start, int[] ids)
    {
        _text.Write(group, start, ids);
        var hash = _text.Hash();
        ref var last = ref CollectionsMarshal.GetValueRefOrAddDefault(_groupOf, hash, out var known);
        if (!known) last = -1;
        var first = Find(last);
        if (first < 0)
        {
            first = _types.Count;
            _groups.Add(new Group(first, _texts.Count, _text.Span.Length, last));
            last = _groups.Count - 1;
            _texts.AddRange(_text.Span);
        }
        for (var i = 0; i < group.Length; i++) ids[start + i] = first + i + 1;
        if (first < _types.Count) return;
        foreach (var definition in group)
        {
            var super = definition.Supertype < 0 ? 0 : ids[definition.Supertype];
            var depth = super == 0 ? 0 : _types[super - 1].Depth + 1;
            _types.Add(new CanonicalType(Translate(definition.Composite, ids), definition.IsFinal, super, depth, first + 1, group.Length));
        }
    }

    private int Find(int group)
    {
        var texts = CollectionsMarshal.AsSpan(_texts);
        for (; group >= 0; group = _groups[group].Next)
        {
            var candidate = _groups[group];
            if (texts.Slice(candidate.TextStart, candidate.TextLength).SequenceEqual(_text.Span)) return candidate.FirstType;
        }
        return -1;
    }

    /// <summary>A value type of a module with the id of what it refers to.</summary>
    public static WasmType Translate(WasmType type, ReadOnlySpan<int> ids) =>
        type.Code == TypeCode.Reference ? type with { TypeIndex = ids[type.TypeIndex] } : type;

    private static WasmType[] Translate(WasmType[] types, ReadOnlySpan<int> ids)
    {
        if (!Array.Exists(types, t => t.Code == TypeCode.Reference)) return types;
        var result = new WasmType[types.Length];
        for (var i = 0; i < types.Length; i++) result[i] = Translate(types[i], ids);
        return result;
    }

    private static CompositeType Translate(CompositeType composite, ReadOnlySpan<int> ids)
    {
        switch (composite)
        {
            case FunctionType function:
                var (parameters, results) = (Translate(function.Parameters, ids), Translate(function.Results, ids));
                return parameters == function.Parameters && results == function.Results ? function : new FunctionType(parameters, results);
            case ArrayType array:
                return array.Element.Type.Code == TypeCode.Reference ? new ArrayType(Translate(array.Element, ids)) : array;
            case StructType structure:
                if (!Array.Exists(structure.Fields, f => f.Type.Code == TypeCode.Reference)) return structure;
                var fields = new FieldType[structure.Fields.Length];
                for (var i = 0; i < fields.Length; i++) fields[i] = Translate(structure.Fields[i], ids);
                return new StructType(fields);
            default:
                throw new UnreachableException();
        }
    }

    private static FieldType Translate(FieldType field, ReadOnlySpan<int> ids) => field with { Type = Translate(field.Type, ids) };
}

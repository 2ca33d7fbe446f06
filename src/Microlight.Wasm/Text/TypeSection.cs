using Microlight.Wasm.Binary;

namespace Microlight.Wasm.Text;

/// <summary>
/// The types of a module (spec 6.4.9 and 6.6.1): those that the text defines, in their groups, and behind them those that type uses imply.
/// </summary>
internal sealed class TypeSection(TextCursor cursor, TextModule module, TypeReader types)
{
    private readonly ModuleBuffer _section = new();
    private readonly Dictionary<FunctionType, uint> _plain = [];
    /// <summary>By index; null for types that are no functions.</summary>
    private readonly List<FunctionType?> _functions = [];

    /// <summary>Entries of the section: single types and groups.</summary>
    public int Groups { get; private set; }

    public ReadOnlySpan<byte> Bytes => _section.Bytes;

    /// <summary>A type field, from behind its keyword.</summary>
    public void ReadType()
    {
        if (ReadDefinition()) AddPlain();
        Groups++;
    }

    /// <summary>A rec field, from behind its keyword.</summary>
    public void ReadGroup()
    {
        var group = new ModuleBuffer();
        var (start, contents, plain) = (_functions.Count, _section.Length, false);
        while (cursor.TryOpen("type"u8)) plain = ReadDefinition();
        cursor.Close();
        var count = _functions.Count - start;
        // A group of one is the same type as one without a group.
        if (plain && count == 1) AddPlain();
        group.Raw(_section.Bytes[contents..]);
        _section.Truncate(contents);
        _section.Byte(0x4e);
        _section.Unsigned((ulong)count);
        _section.Raw(group.Bytes);
        Groups++;
    }

    /// <summary>
    /// A type use (spec 6.4.11): <c>(type x)</c>, parameters and results, or both, which must agree then. Without an index the first
    /// type that looks so is taken; there is a new one if none does.
    /// </summary>
    /// <param name="locals">Takes the parameters with their identifiers; null where they are not used.</param>
    /// <param name="allowIds">Whether parameters may have identifiers here.</param>
    public uint ReadUse(IndexSpace? locals, bool allowIds)
    {
        var position = cursor.Token.Start;
        uint? index = null;
        if (cursor.TryOpen("type"u8))
        {
            index = module.Types.Read(cursor);
            cursor.Close();
        }
        var isInline = cursor.AtOpenOf("param"u8) || cursor.AtOpenOf("result"u8);
        var inline = types.Function(locals, allowIds);
        if (index is not { } explicitIndex) return IndexOf(inline);
        var type = explicitIndex < _functions.Count ? _functions[(int)explicitIndex] : null;
        if (isInline && (type is null || !type.Equals(inline)))
            throw cursor.Error(explicitIndex >= _functions.Count
                ? $"Unknown type {explicitIndex}: the module has {_functions.Count} types"
                : $"Inline function type: {inline} is not what type {explicitIndex} is", position);
        if (!isInline && locals is not null) foreach (var _ in type?.Parameters ?? []) locals.Add();
        return explicitIndex;
    }

    /// <summary>The index of a function type, which is added if there is none like it.</summary>
    public uint IndexOf(FunctionType type)
    {
        if (_plain.TryGetValue(type, out var index)) return index;
        _section.FunctionType(type);
        _functions.Add(type);
        AddPlain();
        Groups++;
        return (uint)_functions.Count - 1;
    }

    /// <summary>The last type is one that a type use may mean: a final one without supertype, alone in its group.</summary>
    private void AddPlain()
    {
        if (_functions[^1] is { } type) _plain.TryAdd(type, (uint)_functions.Count - 1);
    }

    /// <summary>Returns whether it is a final type without supertypes.</summary>
    private bool ReadDefinition()
    {
        cursor.Binding();
        var sub = cursor.TryOpen("sub"u8);
        var final = !sub || cursor.TryTake("final"u8);
        var supertypes = new List<uint>();
        while (sub && cursor.AtIndex) supertypes.Add(module.Types.Read(cursor));
        var plain = final && supertypes.Count == 0;
        if (!plain)
        {
            _section.Byte(final ? (byte)0x4f : (byte)0x50);
            _section.Unsigned((ulong)supertypes.Count);
            foreach (var supertype in supertypes) _section.Unsigned(supertype);
        }
        ReadComposite();
        if (sub) cursor.Close();
        cursor.Close();
        return plain;
    }

    private void ReadComposite()
    {
        if (cursor.TryOpen("func"u8))
        {
            var type = types.Function(null, allowIds: true);
            _section.FunctionType(type);
            _functions.Add(type);
        }
        else if (cursor.TryOpen("struct"u8))
        {
            ReadStruct();
            _functions.Add(null);
        }
        else if (cursor.TryOpen("array"u8))
        {
            _section.Byte(0x5e);
            _section.FieldType(types.FieldType());
            _functions.Add(null);
        }
        else throw cursor.Unexpected("A func, struct or array type is expected");
        cursor.Close();
    }

    private void ReadStruct()
    {
        var names = new IndexSpace("field");
        var fields = new List<FieldType>();
        while (cursor.TryOpen("field"u8))
        {
            if (cursor.Token.Kind is TokenKind.Id or TokenKind.Annotation)
            {
                names.Add(cursor.Binding(), cursor);
                fields.Add(types.FieldType());
            }
            else
            {
                while (!cursor.AtClose)
                {
                    fields.Add(types.FieldType());
                    names.Add();
                }
            }
            cursor.Close();
        }
        if (names.Names.Count > 0) module.Fields.Add((uint)_functions.Count, names);
        _section.Byte(0x5f);
        _section.Unsigned((ulong)fields.Count);
        foreach (var field in fields) _section.FieldType(field);
    }
}

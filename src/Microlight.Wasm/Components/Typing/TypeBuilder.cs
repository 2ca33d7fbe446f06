using Microlight.Wasm.Binary;
using Microlight.Wasm.Components.Format;
using Microlight.Wasm.Components.Names;

namespace Microlight.Wasm.Components.Typing;

/// <summary>Makes types of values and functions from what the binary says, and checks them (Binary.md, notes on type definitions).</summary>
/// <param name="space">The type index space that their indices mean.</param>
internal readonly struct TypeBuilder(WitTypes types, IReadOnlyList<DefType> space)
{
    private const int MostFlags = 32;

    /// <param name="syntax">A type of a value or a function.</param>
    /// <param name="offset">Of the definition, for errors.</param>
    /// <exception cref="WasmInvalidException">It breaks a rule.</exception>
    public DefType Build(TypeSyntax syntax, int offset) => syntax switch
    {
        PrimitiveSyntax primitive => types.Of(primitive.Primitive),
        RecordSyntax record => types.Add(new WitRecord(Labelled(record.Fields, "A record type", "field", offset)), offset),
        VariantSyntax variant => types.Add(new WitVariant(Cases(variant, offset)), offset),
        ListSyntax { Length: 0 } => throw new WasmInvalidException("A list of fixed length must have at least one element", offset),
        ListSyntax list => types.Add(new WitList(Value(list.Element, offset), list.Length), offset),
        TupleSyntax tuple => types.Add(new WitTuple(Tuple(tuple, offset)), offset),
        FlagsSyntax flags => types.Add(new WitFlags(Flags(flags, offset)), offset),
        EnumSyntax cases => types.Add(new WitEnum(Labels(cases.Labels, "An enum type", "case", offset)), offset),
        OptionSyntax option => types.Add(new WitOption(Value(option.Type, offset)), offset),
        ResultSyntax result => types.Add(new WitResult(Value(result.Ok, offset), Value(result.Error, offset)), offset),
        MapSyntax map => types.Add(new WitMap(Key(map, offset), Value(map.Value, offset)), offset),
        HandleSyntax handle => types.Handle(Resource(handle.Resource, offset), handle.IsBorrow, offset),
        ChannelSyntax channel => types.Add(new WitChannel(Element(channel, offset), channel.IsStream), offset),
        FunctionSyntax function => types.Check(Function(function, offset), offset),
        _ => throw new InvalidOperationException(),
    };

    public DefType At(uint index, int offset) => index < (uint)space.Count ? space[(int)index] : throw new WasmInvalidException($"Type index {index} is out of bounds: there are {space.Count:#,0}", offset);

    public ResourceType Resource(uint index, int offset) => At(index, offset) as ResourceType ?? throw new WasmInvalidException($"Type index {index} is not a resource type", offset);

    public FuncType FunctionAt(uint index, int offset) => At(index, offset) as FuncType ?? throw new WasmInvalidException($"Type index {index} is not a function type", offset);

    public WitType Value(ValueTypeSyntax syntax, int offset)
    {
        if (syntax.IsPrimitive) return types.Of(syntax.Primitive);
        return At(syntax.Index, offset) as WitType ?? throw new WasmInvalidException($"Type index {syntax.Index} is not a defined type", offset);
    }

    private WitType? Value(ValueTypeSyntax? syntax, int offset) => syntax is { } type ? Value(type, offset) : null;

    private WitField[] Labelled((string Label, ValueTypeSyntax Type)[] syntax, string whole, string what, int offset)
    {
        Labels(Array.ConvertAll(syntax, s => s.Label), whole, what, offset);
        var result = new WitField[syntax.Length];
        for (var i = 0; i < result.Length; i++) result[i] = new WitField(syntax[i].Label, Value(syntax[i].Type, offset));
        return result;
    }

    private WitCase[] Cases(VariantSyntax variant, int offset)
    {
        Labels(Array.ConvertAll(variant.Cases, c => c.Label), "A variant type", "case", offset);
        var result = new WitCase[variant.Cases.Length];
        for (var i = 0; i < result.Length; i++) result[i] = new WitCase(variant.Cases[i].Label, Value(variant.Cases[i].Type, offset));
        return result;
    }

    private WitType[] Tuple(TupleSyntax tuple, int offset)
    {
        if (tuple.Types.Length == 0) throw new WasmInvalidException("A tuple type must have at least one type", offset);
        var result = new WitType[tuple.Types.Length];
        for (var i = 0; i < result.Length; i++) result[i] = Value(tuple.Types[i], offset);
        return result;
    }

    private static string[] Flags(FlagsSyntax flags, int offset)
    {
        if (flags.Labels.Length > MostFlags) throw new WasmInvalidException($"A type has {flags.Labels.Length:#,0} flags; it cannot have more than {MostFlags}", offset);
        return Labels(flags.Labels, "A flags type", "flag", offset);
    }

    private WitType Key(MapSyntax map, int offset)
    {
        var key = Value(map.Key, offset);
        return key is WitPrimitive { Kind: not (Primitive.F32 or Primitive.F64 or Primitive.ErrorContext) } ? key
            : throw new WasmInvalidException($"A map's keys cannot be of type {TypeText.Of(key)}", offset);
    }

    private WitType? Element(ChannelSyntax channel, int offset)
    {
        var element = Value(channel.Element, offset);
        if (element is { HasBorrow: true }) throw new WasmInvalidException("A stream or future cannot carry borrowed handles", offset);
        if (channel.IsStream && element is WitPrimitive { Kind: Primitive.Char }) throw new WasmInvalidException("A stream of char is not valid at this time", offset);
        return element;
    }

    private FuncType Function(FunctionSyntax syntax, int offset)
    {
        var parameters = syntax.Parameters.Length == 0 ? [] : Labelled(syntax.Parameters, "A function type", "parameter", offset);
        var result = Value(syntax.Result, offset);
        if (result is { HasBorrow: true }) throw new WasmInvalidException("A function's result cannot contain a borrow type", offset);
        return new FuncType(parameters, result, syntax.IsAsync);
    }

    /// <summary>Labels are in kebab case, and no two are the same but for upper and lower case.</summary>
    private static string[] Labels(string[] labels, string whole, string what, int offset)
    {
        if (labels.Length == 0) throw new WasmInvalidException($"{whole} must have at least one {what}", offset);
        var seen = new HashSet<string>(labels.Length, StringComparer.OrdinalIgnoreCase);
        foreach (var label in labels)
        {
            if (label.Length == 0) throw new WasmInvalidException($"A {what}'s name cannot be empty", offset);
            if (!Kebab.IsLabel(label)) throw new WasmInvalidException($"The {what} name {ModuleText.Quote(label)} is not in kebab case", offset);
            if (!seen.Add(label)) throw new WasmInvalidException($"The {what} name {ModuleText.Quote(label)} conflicts with a previous one", offset);
        }
        return labels;
    }
}

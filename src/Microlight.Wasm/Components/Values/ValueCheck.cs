namespace Microlight.Wasm.Components.Values;

/// <summary>Says why a value is none of a type, and where in it, before anything of it is passed.</summary>
internal static class ValueCheck
{
    /// <param name="what">What the value is: the parameter 'x', the result.</param>
    /// <exception cref="ArgumentException">It is not of the type.</exception>
    public static void Check(WitType type, WitValue? value, string what)
    {
        if (Find(type, value) is { } problem) throw new ArgumentException($"{what}{problem.Path} is {problem.Reason}.");
    }

    private sealed record Problem(string Reason)
    {
        public string Path { get; private set; } = "";

        public Problem In(string part)
        {
            Path = $", {part}{Path}";
            return this;
        }
    }

    /// <summary>Recurses on types, whose depth is limited.</summary>
    private static Problem? Find(WitType type, WitValue? value) => (type, value) switch
    {
        (_, null) => new Problem($"null, not of type {Text(type)}"),
        (WitPrimitive { Kind: Primitive.Bool }, WitValue.Bool) or (WitPrimitive { Kind: Primitive.S8 }, WitValue.S8) or (WitPrimitive { Kind: Primitive.U8 }, WitValue.U8)
            or (WitPrimitive { Kind: Primitive.S16 }, WitValue.S16) or (WitPrimitive { Kind: Primitive.U16 }, WitValue.U16) or (WitPrimitive { Kind: Primitive.S32 }, WitValue.S32)
            or (WitPrimitive { Kind: Primitive.U32 }, WitValue.U32) or (WitPrimitive { Kind: Primitive.S64 }, WitValue.S64) or (WitPrimitive { Kind: Primitive.U64 }, WitValue.U64)
            or (WitPrimitive { Kind: Primitive.F32 }, WitValue.F32) or (WitPrimitive { Kind: Primitive.F64 }, WitValue.F64) or (WitPrimitive { Kind: Primitive.Char }, WitValue.Char)
            or (WitPrimitive { Kind: Primitive.String }, WitValue.String) => null,
        (WitRecord record, WitValue.Record fields) => FindInRecord(record, fields),
        (WitTuple tuple, WitValue.Tuple items) => FindInTuple(tuple, items),
        (WitVariant variant, WitValue.Variant(var name, var payload)) => variant.Cases.FirstOrDefault(c => c.Name == name) is { Name: not null } chosen
            ? FindPayload(chosen.Type, payload, $"case '{name}'")
            : new Problem($"case '{name}', which {Text(type)} does not have"),
        (WitEnum cases, WitValue.Enum(var name)) => cases.Cases.Contains(name) ? null : new Problem($"case '{name}', which {Text(type)} does not have"),
        (WitFlags flags, WitValue.Flags names) => names.Names.FirstOrDefault(n => !flags.Names.Contains(n)) is { } other ? new Problem($"flag '{other}', which {Text(type)} does not have") : null,
        (WitOption option, WitValue.Option(var content)) => content is null ? null : Find(option.Type, content)?.In("its value"),
        (WitResult result, WitValue.Result(var isOk, var payload)) => isOk ? FindPayload(result.Ok, payload, "ok") : FindPayload(result.Error, payload, "err"),
        (WitList list, WitValue.List items) => list.Length is { } length && length != (uint)items.Count
            ? new Problem($"a list of {items.Count:#,0} elements, not of type {Text(type)}")
            : FindInList(list.Element, items),
        (WitMap map, WitValue.List pairs) => FindInMap(map, pairs),
        (WitHandle { Resource.Resource.IsHost: true }, WitValue.Resource) => null,
        (WitHandle { Resource.Resource: { IsHost: false, Path: var path } }, WitValue.Resource { Target: GuestResource resource }) when resource.Resource == path => null,
        _ => new Problem($"{Describe(value)}, not of type {Text(type)}"),
    };

    private static Problem? FindInRecord(WitRecord type, WitValue.Record value)
    {
        foreach (var (name, field) in type.Fields)
        {
            if (value.Find(name) is not { } content) return new Problem($"a record without the field '{name}'");
            if (Find(field, content) is { } problem) return problem.In($"field '{name}'");
        }
        return value.Fields.Length == type.Fields.Length ? null
            : new Problem($"a record with the field '{value.Fields.First(f => type.Fields.All(t => t.Name != f.Name)).Name}', which {Text(type)} does not have");
    }

    private static Problem? FindInTuple(WitTuple type, WitValue.Tuple value)
    {
        if (value.Items.Length != type.Types.Length) return new Problem($"a tuple of {value.Items.Length}, not of type {Text(type)}");
        for (var i = 0; i < type.Types.Length; i++)
        {
            if (Find(type.Types[i], value.Items[i]) is { } problem) return problem.In($"item {i}");
        }
        return null;
    }

    private static Problem? FindPayload(WitType? type, WitValue? payload, string name) => (type, payload) switch
    {
        (null, null) => null,
        (null, _) => new Problem("with a payload, which its type does not have").In(name),
        (_, null) => new Problem("without a payload, which its type has").In(name),
        _ => Find(type, payload)?.In(name),
    };

    private static Problem? FindInList(WitType element, WitValue.List value)
    {
        if (Numbers.TypeOf(element) is { } number) return value.AreNumbers(number) ? null : new Problem($"a list of {value[0].Noun}, not of {Text(element)}");
        for (var i = 0; i < value.Count; i++)
        {
            if (Find(element, value[i]) is { } problem) return problem.In($"element {i}");
        }
        return null;
    }

    private static Problem? FindInMap(WitMap type, WitValue.List value)
    {
        for (var i = 0; i < value.Count; i++)
        {
            if (value[i] is not WitValue.Tuple { Items: [var key, var content] }) return new Problem($"{Describe(value[i])}, not a tuple of key and value").In($"element {i}");
            if (Find(type.KeyType, key) is { } problem) return problem.In($"the key of element {i}");
            if (Find(type.Value, content) is { } other) return other.In($"the value of element {i}");
        }
        return null;
    }

    private static string Describe(WitValue? value) => value is WitValue.Resource { Target: GuestResource resource } ? $"a handle of {resource.Resource}" : $"of kind {value?.Noun}";

    private static string Text(WitType type) => Typing.TypeText.Of(type);
}

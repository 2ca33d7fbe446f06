using Microlight.Wit;

namespace Microlight.WitBindings.Model;

/// <summary>What types of WIT are in C#.</summary>
internal sealed class TypeTable(NameTable names)
{
    private readonly Dictionary<WitTypeDefinition, bool> _hasHandles = [], _isPlain = [];

    /// <summary>The type without aliases.</summary>
    public static WitType Resolve(WitType type)
    {
        while (type.Form == WitTypeForm.Named && type.Definition is { Kind: WitTypeKind.Alias } alias) type = alias.Target!;
        return type;
    }

    /// <summary>The resource of a handle.</summary>
    public static WitTypeDefinition Resource(WitType handle)
    {
        var definition = handle.Definition!;
        while (definition.Kind == WitTypeKind.Alias) definition = definition.Target!.Definition!;
        return definition;
    }

    public static bool IsHandle(WitType resolved) => resolved.Form == WitTypeForm.Borrow || resolved.Form == WitTypeForm.Named && resolved.Definition!.Kind == WitTypeKind.Resource;

    /// <summary>How numbers are called in C#; null for other types.</summary>
    public static string? Number(WitType resolved) => resolved.Form switch
    {
        WitTypeForm.S8 => "sbyte", WitTypeForm.U8 => "byte", WitTypeForm.S16 => "short", WitTypeForm.U16 => "ushort", WitTypeForm.S32 => "int", WitTypeForm.U32 => "uint",
        WitTypeForm.S64 => "long", WitTypeForm.U64 => "ulong", WitTypeForm.F32 => "float", WitTypeForm.F64 => "double", _ => null,
    };

    /// <summary>The C# type, to be written anywhere.</summary>
    public string CSharp(WitType unresolved)
    {
        var type = Resolve(unresolved);
        if (Number(type) is { } number) return number;
        return type.Form switch
        {
            WitTypeForm.Bool => "bool",
            WitTypeForm.Char => "global::System.Text.Rune",
            WitTypeForm.String => "string",
            WitTypeForm.Named => names.QualifiedType(type.Definition!),
            WitTypeForm.Borrow => names.QualifiedType(Resource(type)),
            WitTypeForm.List when type.Length is null && Resolve(type.Arguments[0]!).Form == WitTypeForm.U8 => "global::System.ReadOnlyMemory<byte>",
            WitTypeForm.List => $"global::System.Collections.Generic.IReadOnlyList<{CSharp(type.Arguments[0]!)}>",
            WitTypeForm.Map => $"global::System.Collections.Generic.IReadOnlyDictionary<{CSharp(type.Arguments[0]!)}, {CSharp(type.Arguments[1]!)}>",
            WitTypeForm.Option => IsNested(type) ? $"{Runtime.Namespace}.WitOption<{CSharp(type.Arguments[0]!)}>" : CSharp(type.Arguments[0]!) + "?",
            WitTypeForm.Result => $"{Runtime.Namespace}.WitResult<{Part(type, 0)}, {Part(type, 1)}>",
            WitTypeForm.Tuple when type.Arguments.Count == 1 => $"global::System.ValueTuple<{CSharp(type.Arguments[0]!)}>",
            WitTypeForm.Tuple => $"({string.Join(", ", type.Arguments.Select(a => CSharp(a!)))})",
            _ => throw new InvalidOperationException($"{type.Form} has no C# type"),
        };
    }

    /// <summary>The value type (0) or error type (1) of a result.</summary>
    public string Part(WitType result, int index) => index < result.Arguments.Count && result.Arguments[index] is { } part ? CSharp(part) : $"{Runtime.Namespace}.WitUnit";

    /// <summary>An option whose null would not tell which of the two is none.</summary>
    public static bool IsNested(WitType option) => Resolve(option.Arguments[0]!).Form == WitTypeForm.Option;

    /// <summary>Its values contain handles of resources.</summary>
    public bool HasHandles(WitType type) => Any(Resolve(type), _hasHandles, IsHandle);

    /// <summary>A record of it is small and without references: a struct.</summary>
    public bool IsPlain(WitTypeDefinition record) => !Any(new WitType(WitTypeForm.Named, [], record, null), _isPlain, part =>
        part.Form is WitTypeForm.String or WitTypeForm.List or WitTypeForm.Map or WitTypeForm.Result || IsHandle(part) || part.Definition is { Kind: WitTypeKind.Variant });

    private static bool Any(WitType resolved, Dictionary<WitTypeDefinition, bool> known, Func<WitType, bool> predicate)
    {
        if (predicate(resolved)) return true;
        if (resolved.Arguments.Any(a => a is not null && Any(Resolve(a), known, predicate))) return true;
        if (resolved.Definition is not { } definition || IsHandle(resolved)) return false;
        if (known.TryGetValue(definition, out var answer)) return answer;
        answer = definition.Members.Any(m => m.Type is not null && Any(Resolve(m.Type), known, predicate));
        known[definition] = answer;
        return answer;
    }
}

using Microlight.Wit;

namespace Microlight.WitBindings.Model;

/// <summary>Types as the text by which host and component compare them (docs/component-api.md, types as text).</summary>
internal sealed class SignatureText
{
    /// <summary>What components compare is no longer than this (TypeText.MostOfType of Microlight.Wasm).</summary>
    private const int Most = 64 << 10;

    private readonly Dictionary<WitTypeDefinition, string> _named = [];

    /// <exception cref="WitException">The type is too large to be compared.</exception>
    public string Of(BoundFunction function)
    {
        var text = $"func({string.Join(", ", function.Parameters.Select(p => $"{p.WitName}: {Of(p.Type)}"))}){(function.Result is null ? "" : $" -> {Of(function.Result)}")}";
        return text.Length <= Most ? text : throw new WitException($"'{function.WitName}' consists of too many types", function.Position);
    }

    public string Of(WitType unresolved)
    {
        var type = TypeTable.Resolve(unresolved);
        switch (type.Form)
        {
            case WitTypeForm.Borrow: return $"borrow<{TypeTable.Resource(type).Name}>";
            case WitTypeForm.Named:
                if (!_named.TryGetValue(type.Definition!, out var known)) _named[type.Definition!] = known = Named(type.Definition!);
                if (known.Length > Most) throw new WitException($"'{type.Definition!.Name}' consists of too many types", type.Definition.Position);
                return known;
            case WitTypeForm.Result:
                var (ok, error) = (type.Arguments.ElementAtOrDefault(0), type.Arguments.ElementAtOrDefault(1));
                return (ok, error) switch
                {
                    (null, null) => "result",
                    (not null, null) => $"result<{Of(ok)}>",
                    _ => $"result<{(ok is null ? "_" : Of(ok))}, {Of(error)}>",
                };
            case WitTypeForm.List or WitTypeForm.Option or WitTypeForm.Tuple or WitTypeForm.Map:
                return $"{type.Form.ToString().ToLowerInvariant()}<{string.Join(", ", type.Arguments.Select(a => Of(a!)))}{(type.Length is { } length ? $", {length}" : "")}>";
            default: return type.Form.ToString().ToLowerInvariant();
        }
    }

    private string Named(WitTypeDefinition definition) => definition.Kind switch
    {
        WitTypeKind.Resource => $"own<{definition.Name}>",
        WitTypeKind.Record => $"record {{ {Members(definition, m => $"{m.Name}: {Of(m.Type!)}")} }}",
        WitTypeKind.Variant => $"variant {{ {Members(definition, m => m.Type is null ? m.Name : $"{m.Name}: {Of(m.Type)}")} }}",
        WitTypeKind.Enum => $"enum {{ {Members(definition, m => m.Name)} }}",
        WitTypeKind.Flags => $"flags {{ {Members(definition, m => m.Name)} }}",
        _ => throw new InvalidOperationException($"{definition.Kind} is no type of its own"),
    };

    private static string Members(WitTypeDefinition definition, Func<WitMember, string> text) => string.Join(", ", definition.Members.Select(text));
}

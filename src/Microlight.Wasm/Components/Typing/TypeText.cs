using System.Text;
using Microlight.Wasm.Components.Format;

namespace Microlight.Wasm.Components.Typing;

/// <summary>Types of values in messages, as WIT writes them, cut after some hundred characters.</summary>
internal static class TypeText
{
    private const int MostCharacters = 200;

    public static string Of(WitType type)
    {
        var text = new StringBuilder();
        Append(text, type);
        return text.Length <= MostCharacters ? text.ToString() : text.ToString(0, MostCharacters) + "…";
    }

    public static string Of(Primitive primitive) => primitive == Primitive.ErrorContext ? "error-context" : primitive.ToString().ToLowerInvariant();

    /// <summary>Stops when the text is long enough, whatever the type's size.</summary>
    private static void Append(StringBuilder text, WitType type)
    {
        if (text.Length > MostCharacters) return;
        switch (type)
        {
            case WitPrimitive primitive: text.Append(Of(primitive.Kind)); break;
            case WitRecord record: Members(text, "record", record.Fields!); break;
            case WitVariant variant: Members(text, "variant", variant.Cases); break;
            case WitEnum cases: Members(text, "enum", [.. cases.Cases.Select(c => (c, (WitType?)null))]); break;
            case WitFlags flags: Members(text, "flags", [.. flags.Names.Select(n => (n, (WitType?)null))]); break;
            case WitTuple tuple: Arguments(text, "tuple", tuple.Types); break;
            case WitOption option: Arguments(text, "option", option.Type); break;
            case WitResult result when result.Ok is null && result.Error is null: text.Append("result"); break;
            case WitResult result: Arguments(text, "result", result.Error is null ? [result.Ok] : [result.Ok, result.Error]); break;
            case WitList { Length: { } length } list:
                text.Append("list<");
                Append(text, list.Element);
                text.Append($", {length}>");
                break;
            case WitList list: Arguments(text, "list", list.Element); break;
            case WitMap map: Arguments(text, "map", map.KeyType, map.Value); break;
            case WitHandle handle: text.Append($"{(handle.IsBorrow ? "borrow" : "own")}<{handle.Resource.Resource.Name ?? "resource"}>"); break;
            case WitChannel channel when channel.Element is null: text.Append(channel.IsStream ? "stream" : "future"); break;
            case WitChannel channel: Arguments(text, channel.IsStream ? "stream" : "future", channel.Element); break;
        }
    }

    private static void Members(StringBuilder text, string keyword, ReadOnlySpan<(string Name, WitType? Type)> members)
    {
        text.Append(keyword).Append(" { ");
        for (var i = 0; i < members.Length && text.Length <= MostCharacters; i++)
        {
            if (i > 0) text.Append(", ");
            text.Append(members[i].Name);
            if (members[i].Type is not { } type) continue;
            text.Append(": ");
            Append(text, type);
        }
        text.Append(" }");
    }

    private static void Arguments(StringBuilder text, string keyword, params ReadOnlySpan<WitType?> types)
    {
        text.Append(keyword).Append('<');
        for (var i = 0; i < types.Length && text.Length <= MostCharacters; i++)
        {
            if (i > 0) text.Append(", ");
            if (types[i] is { } type) Append(text, type);
            else text.Append('_');
        }
        text.Append('>');
    }
}

using System.Text;
using Microlight.Wasm.Components.Typing;

namespace Microlight.Wasm.Components.Wit;

/// <summary>Writes types as WIT: those that have a name by it, others in full.</summary>
internal sealed class WitTypeWriter
{
    private static readonly HashSet<string> Keywords = new(StringComparer.Ordinal)
    {
        "as", "async", "bool", "borrow", "char", "constructor", "enum", "export", "f32", "f64", "flags", "from", "func", "future", "import", "include", "interface", "list",
        "map", "option", "own", "package", "record", "resource", "result", "s16", "s32", "s64", "s8", "static", "stream", "string", "tuple", "type", "u16", "u32", "u64", "u8",
        "use", "variant", "with", "world",
    };

    private readonly Dictionary<DefType, (string Owner, string Name)> _names = new(ReferenceEqualityComparer.Instance);

    /// <summary>A label; with a percent sign in front if it is a keyword.</summary>
    public static string Identifier(string label) => Keywords.Contains(label) ? "%" + label : label;

    /// <summary>Notes that a type has a name in an interface.</summary>
    public void Name(DefType type, string owner, string name) => _names[type] = (owner, name);

    public (string Owner, string Name)? Find(DefType type) => _names.TryGetValue(type, out var name) ? name : null;

    public void Definition(StringBuilder text, string label, WitType type, string owner, string indent)
    {
        switch (type)
        {
            case WitRecord record: Block("record", [.. record.Fields.Select(f => new WitCase(f.Name, f.Type))], ": ", ""); break;
            case WitVariant variant: Block("variant", variant.Cases.AsSpan(), "(", ")"); break;
            case WitEnum cases: Block("enum", [.. cases.Cases.Select(c => new WitCase(c, null))], "", ""); break;
            case WitFlags flags: Block("flags", [.. flags.Names.Select(n => new WitCase(n, null))], "", ""); break;
            default:
                text.Append($"type {label} = ");
                Structure(text, type, owner);
                text.Append(";\n");
                break;
        }

        void Block(string keyword, ReadOnlySpan<WitCase> members, string before, string behind)
        {
            text.Append($"{keyword} {label} {{\n");
            foreach (var (name, part) in members)
            {
                text.Append($"{indent}  {Identifier(name)}");
                if (part is not null)
                {
                    text.Append(before);
                    Type(text, part, owner);
                    text.Append(behind);
                }
                text.Append(",\n");
            }
            text.Append($"{indent}}}\n");
        }
    }

    /// <param name="isMethod">The first parameter is what the method belongs to and is not written.</param>
    public void Function(StringBuilder text, FuncType function, string owner, bool isMethod = false)
    {
        text.Append(function.IsAsync ? "async func" : "func");
        Parameters(text, function.Parameters.AsSpan(isMethod ? 1 : 0), owner);
        if (function.Result is null) return;
        text.Append(" -> ");
        Type(text, function.Result, owner);
    }

    /// <summary>A constructor's result goes without saying, unless it can fail.</summary>
    public void Constructor(StringBuilder text, FuncType function, string owner)
    {
        text.Append("constructor");
        Parameters(text, function.Parameters, owner);
        if (function.Result is not WitResult result) return;
        text.Append(" -> ");
        Type(text, result, owner);
    }

    private void Parameters(StringBuilder text, ReadOnlySpan<WitField> parameters, string owner)
    {
        text.Append('(');
        for (var i = 0; i < parameters.Length; i++)
        {
            if (i > 0) text.Append(", ");
            text.Append($"{Identifier(parameters[i].Name)}: ");
            Type(text, parameters[i].Type, owner);
        }
        text.Append(')');
    }

    private void Type(StringBuilder text, WitType type, string owner)
    {
        if (_names.TryGetValue(type, out var name) && name.Owner == owner) text.Append(Identifier(name.Name));
        else Structure(text, type, owner);
    }

    /// <summary>Recurses on types within types, which are limited.</summary>
    private void Structure(StringBuilder text, WitType type, string owner)
    {
        switch (type)
        {
            case WitPrimitive primitive: text.Append(TypeText.Of(primitive.Kind)); break;
            case WitHandle handle:
                var resource = _names.TryGetValue(handle.Resource, out var name) ? name.Name : handle.Resource.Resource.Name ?? "resource";
                text.Append(handle.IsBorrow ? $"borrow<{Identifier(resource)}>" : Identifier(resource));
                break;
            case WitList { Length: { } length } list:
                text.Append("list<");
                Type(text, list.Element, owner);
                text.Append($", {length}>");
                break;
            case WitResult { Ok: null, Error: null }: text.Append("result"); break;
            case WitResult { Error: null } result: Arguments("result", result.Ok); break;
            case WitResult result: Arguments("result", result.Ok, result.Error); break;
            case WitChannel { Element: null } channel: text.Append(channel.IsStream ? "stream" : "future"); break;
            case WitChannel channel: Arguments(channel.IsStream ? "stream" : "future", channel.Element); break;
            case WitTuple: Arguments("tuple", type.Parts); break;
            case WitOption: Arguments("option", type.Parts); break;
            case WitList: Arguments("list", type.Parts); break;
            case WitMap: Arguments("map", type.Parts); break;
            // Records and their like always have a name where they can be seen from outside; here it is another interface's.
            default: text.Append(_names.TryGetValue(type, out var other) ? Identifier(other.Name) : TypeText.Of(type)); break;
        }

        void Arguments(string keyword, params ReadOnlySpan<WitType?> arguments)
        {
            text.Append(keyword).Append('<');
            for (var i = 0; i < arguments.Length; i++)
            {
                if (i > 0) text.Append(", ");
                if (arguments[i] is { } argument) Type(text, argument, owner);
                else text.Append('_');
            }
            text.Append('>');
        }
    }
}

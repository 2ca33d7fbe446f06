using System.Globalization;
using System.Text;

namespace Microlight.Tars.Idl;

/// <summary>What npm's @tars/stream has for the types and values of a .tars file.</summary>
internal static class JavaScriptTypes
{
    /// <summary>The type as a value: what lists, maps and packets of version 2 are told of it.</summary>
    public static string Prototype(IdlType type) => type switch
    {
        IdlPrimitiveType { Kind: IdlPrimitive.Bool } => "TarsStream.Boolean",
        IdlPrimitiveType primitive => $"TarsStream.{primitive.Kind}",
        IdlVectorType { IsBytes: true } => "TarsStream.BinBuffer",
        IdlVectorType vector => $"TarsStream.List({Prototype(vector.Element)})",
        IdlMapType map => $"TarsStream.Map({Prototype(map.Key)}, {Prototype(map.Value)})",
        IdlNamedType { Definition: IdlEnum } => "TarsStream.Enum",
        IdlNamedType named => Name(named.Definition),
        _ => throw new InvalidOperationException(type.ToString()),
    };

    /// <summary>What follows <c>read</c> and <c>write</c> in the names of a stream's methods.</summary>
    public static string Method(IdlType type) => type switch
    {
        IdlPrimitiveType { Kind: IdlPrimitive.Bool } => "Boolean",
        IdlPrimitiveType primitive => primitive.Kind.ToString(),
        IdlVectorType { IsBytes: true } => "Bytes",
        IdlVectorType => "List",
        IdlMapType => "Map",
        IdlNamedType { Definition: IdlEnum } => "Int32",
        _ => "Struct",
    };

    /// <summary>The value where none is set.</summary>
    public static string Default(IdlType type, IdlLiteral? value) => value is not null ? Literal(value) : type switch
    {
        IdlPrimitiveType { Kind: IdlPrimitive.String } => "\"\"",
        IdlPrimitiveType { Kind: IdlPrimitive.Bool } => "false",
        IdlPrimitiveType => "0",
        IdlNamedType { Definition: IdlEnum @enum } => @enum.Members[0].Value.ToString(CultureInfo.InvariantCulture),
        IdlVectorType { IsBytes: true } or IdlNamedType => $"new {Prototype(type)}()",
        _ => Prototype(type),
    };

    /// <summary>What a stream's read method gets as its last argument: the value where the field is absent, or the type where that is made of it.</summary>
    public static string Fallback(IdlType type, IdlLiteral? value) => Method(type) is "Struct" or "List" or "Map" or "Bytes" ? Prototype(type) : Default(type, value);

    /// <summary>Whether values have toObject and readFromObject.</summary>
    public static bool IsObject(IdlType type) => Method(type) is "Struct" or "List" or "Map" or "Bytes";

    public static string Literal(IdlLiteral literal) => literal.Value switch
    {
        IdlEnumMember member => member.Value.ToString(CultureInfo.InvariantCulture),
        bool boolean => boolean ? "true" : "false",
        long integer => integer.ToString(CultureInfo.InvariantCulture),
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        string text => Quote(text),
        _ => throw new InvalidOperationException(literal.ToString()),
    };

    public static string Name(IdlDefinition definition) => $"{definition.Module}.{definition.Name}";

    private static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var c in text)
        {
            if (c is '"' or '\\') quoted.Append('\\').Append(c);
            else if (c < ' ' || c is '\u2028' or '\u2029') quoted.AppendFormat(CultureInfo.InvariantCulture, "\\u{0:x4}", (int)c);
            else quoted.Append(c);
        }
        return quoted.Append('"').ToString();
    }
}

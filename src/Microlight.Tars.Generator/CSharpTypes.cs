using System.Globalization;
using Microlight.Tars.Idl;
using Microsoft.CodeAnalysis.CSharp;

namespace Microlight.Tars.Generator;

/// <summary>What C# has for the types and values of a .tars file.</summary>
internal static class CSharpTypes
{
    public const string Runtime = "global::Microlight.Tars", Collections = "global::System.Collections.Generic";

    public static string Name(IdlType type) => type switch
    {
        IdlPrimitiveType primitive => primitive.Kind switch
        {
            IdlPrimitive.Int8 => "sbyte", IdlPrimitive.UInt8 => "byte", IdlPrimitive.Int16 => "short", IdlPrimitive.UInt16 => "ushort", IdlPrimitive.Int32 => "int",
            IdlPrimitive.UInt32 => "uint", IdlPrimitive.Int64 => "long", _ => primitive.Kind.ToString().ToLowerInvariant(),
        },
        IdlVectorType { IsBytes: true } => "byte[]",
        IdlVectorType vector => $"{Collections}.List<{Name(vector.Element)}>",
        IdlMapType map => $"{Collections}.Dictionary<{Name(map.Key)}, {Name(map.Value)}>",
        IdlNamedType named => Name(named.Definition),
        _ => throw new InvalidOperationException(type.ToString()),
    };

    public static string Name(IdlDefinition definition) => $"global::{NameScope.Pascal(definition.Module)}.{NameScope.Pascal(definition.Name)}";

    public static string Codec(IdlType type) => type switch
    {
        IdlPrimitiveType primitive => $"{Runtime}.{primitive.Kind}Codec",
        IdlVectorType { IsBytes: true } => $"{Runtime}.BytesCodec",
        IdlVectorType vector => $"{Runtime}.ListCodec<{Name(vector.Element)}, {Codec(vector.Element)}>",
        IdlMapType map => $"{Runtime}.MapCodec<{Name(map.Key)}, {Codec(map.Key)}, {Name(map.Value)}, {Codec(map.Value)}>",
        IdlNamedType { Definition: IdlEnum } named => $"{Name(named.Definition)}Codec",
        IdlNamedType named => $"{Runtime}.StructCodec<{Name(named.Definition)}>",
        _ => throw new InvalidOperationException(type.ToString()),
    };

    /// <summary>Type and codec, as type arguments.</summary>
    public static string Arguments(IdlType type) => $"<{Name(type)}, {Codec(type)}>";

    /// <summary>A field's value where none is set; null where it is C#'s own.</summary>
    public static string? Default(IdlType type, IdlLiteral? value) => value is not null ? Literal(type, value) : type switch
    {
        IdlPrimitiveType { Kind: IdlPrimitive.String } => "\"\"",
        IdlPrimitiveType => null,
        IdlVectorType { IsBytes: true } => "global::System.Array.Empty<byte>()",
        IdlNamedType { Definition: IdlEnum @enum } => @enum.Members[0].Value == 0 ? null : Member(@enum, @enum.Members[0]),
        _ => $"new {Name(type)}()",
    };

    public static string Literal(IdlType type, IdlLiteral literal) => literal.Value switch
    {
        IdlEnumMember member => Member((IdlEnum)((IdlNamedType)type).Definition, member),
        bool boolean => boolean ? "true" : "false",
        string text => SymbolDisplay.FormatLiteral(text, quote: true),
        long.MinValue => "long.MinValue",
        long integer => integer.ToString(CultureInfo.InvariantCulture) + (type is IdlPrimitiveType { Kind: IdlPrimitive.Int64 } ? "L" : ""),
        double number => number.ToString("R", CultureInfo.InvariantCulture) + (type is IdlPrimitiveType { Kind: IdlPrimitive.Float } ? "f" : "d"),
        _ => throw new InvalidOperationException(literal.ToString()),
    };

    /// <summary>The C# names of an enumeration's members, in their order.</summary>
    public static IReadOnlyList<string> Members(IdlEnum @enum)
    {
        var names = new NameScope();
        return [.. @enum.Members.Select(member => names.Add(member.Name))];
    }

    private static string Member(IdlEnum @enum, IdlEnumMember member) => $"{Name(@enum)}.{Members(@enum)[((List<IdlEnumMember>)[.. @enum.Members]).IndexOf(member)]}";
}

using Microsoft.CodeAnalysis;

namespace Microlight.Guest.Generator;

/// <summary>How a value crosses: the letter of the signature, the suffix of the Read and Write methods, and the C# type.</summary>
internal sealed record WireType(char Letter, string Method, string TypeName, WireKind Kind)
{
    /// <summary>The type of a parameter or result, or null if it cannot cross.</summary>
    public static WireType? Of(ITypeSymbol type)
    {
        var name = type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat.WithMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.UseSpecialTypes));
        if (type.TypeKind == TypeKind.Enum) return Of(((INamedTypeSymbol)type).EnumUnderlyingType!) is { } number ? number with { TypeName = name, Kind = WireKind.Enum } : null;
        switch (type.SpecialType)
        {
            case SpecialType.System_SByte: return Number('c', "SByte");
            case SpecialType.System_Byte: return Number('C', "Byte");
            case SpecialType.System_Int16: return Number('h', "Int16");
            case SpecialType.System_UInt16: return Number('H', "UInt16");
            case SpecialType.System_Int32: return Number('i', "Int32");
            case SpecialType.System_UInt32: return Number('u', "UInt32");
            case SpecialType.System_Int64: return Number('I', "Int64");
            case SpecialType.System_UInt64: return Number('U', "UInt64");
            case SpecialType.System_Single: return Number('f', "Single");
            case SpecialType.System_Double: return Number('d', "Double");
            case SpecialType.System_Boolean: return Number('b', "Boolean");
            case SpecialType.System_String: return new WireType('s', "String", name, WireKind.Payload);
            // Numbers of other widths on either side, and characters, which are no numbers.
            case SpecialType.System_IntPtr or SpecialType.System_UIntPtr or SpecialType.System_Char or SpecialType.System_Void: return null;
        }
        if (type is IArrayTypeSymbol { Rank: 1, ElementType.SpecialType: SpecialType.System_Byte }) return new WireType('y', "Bytes", name, WireKind.Payload);
        if (type is not INamedTypeSymbol named) return null;
        if (named is { Name: "Span" or "ReadOnlySpan", Arity: 1, ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } })
            return named.TypeArguments[0].SpecialType == SpecialType.System_Byte ? new WireType('y', "Span", name, WireKind.Span) : null;
        return type is { IsUnmanagedType: true, IsValueType: true, IsRefLikeType: false, IsTupleType: false } && !IsNullable(type) ? new WireType('y', "Struct", name, WireKind.Payload) : null;

        WireType Number(char letter, string method) => new(letter, method, name, WireKind.Number);
    }

    private static bool IsNullable(ITypeSymbol type) => type.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T;
}

/// <summary>What a value needs besides a slot.</summary>
internal enum WireKind { Number, Enum, Payload, Span }

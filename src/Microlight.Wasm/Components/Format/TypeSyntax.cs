using Microlight.Wasm.Binary;

namespace Microlight.Wasm.Components.Format;

/// <summary>A type definition as the bytes say it (Binary.md, type definitions).</summary>
internal abstract record TypeSyntax;

/// <summary>Where a type of a value is wanted: a primitive type, or else a type index.</summary>
internal readonly record struct ValueTypeSyntax(Primitive Primitive, uint Index)
{
    public bool IsPrimitive => Primitive != 0;
}

internal sealed record PrimitiveSyntax(Primitive Primitive) : TypeSyntax;
internal sealed record RecordSyntax((string Label, ValueTypeSyntax Type)[] Fields) : TypeSyntax;
internal sealed record VariantSyntax((string Label, ValueTypeSyntax? Type)[] Cases) : TypeSyntax;
/// <summary>Length is null for a list of any length.</summary>
internal sealed record ListSyntax(ValueTypeSyntax Element, uint? Length) : TypeSyntax;
internal sealed record TupleSyntax(ValueTypeSyntax[] Types) : TypeSyntax;
internal sealed record FlagsSyntax(string[] Labels) : TypeSyntax;
internal sealed record EnumSyntax(string[] Labels) : TypeSyntax;
internal sealed record OptionSyntax(ValueTypeSyntax Type) : TypeSyntax;
internal sealed record ResultSyntax(ValueTypeSyntax? Ok, ValueTypeSyntax? Error) : TypeSyntax;
internal sealed record MapSyntax(ValueTypeSyntax Key, ValueTypeSyntax Value) : TypeSyntax;
internal sealed record HandleSyntax(uint Resource, bool IsBorrow) : TypeSyntax;
/// <summary>A stream or a future.</summary>
internal sealed record ChannelSyntax(ValueTypeSyntax? Element, bool IsStream) : TypeSyntax;
internal sealed record ResourceSyntax(WasmType Representation, uint? Destructor) : TypeSyntax;
internal sealed record FunctionSyntax((string Label, ValueTypeSyntax Type)[] Parameters, ValueTypeSyntax? Result, bool IsAsync) : TypeSyntax;
internal sealed record ComponentSyntax(Definition[] Declarators) : TypeSyntax;
internal sealed record InstanceSyntax(Definition[] Declarators) : TypeSyntax;

/// <summary>
/// What an import or export is. Index: the type of a module, function, component or instance, or the type that a type is equal to; Bound says
/// which of the two a type is.
/// </summary>
internal readonly record struct ExternTypeSyntax(Sort Sort, uint Index, TypeBound Bound = TypeBound.None);

internal enum TypeBound : byte { None, Equal, SubResource }

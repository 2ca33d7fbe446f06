using Microlight.Wasm.Binary;
using Microlight.Wasm.Types;

namespace Microlight.Wasm.Validation;

/// <summary>Validates declared subtyping (spec 3.2.8 and 3.3.7): a supertype is open and what is declared below it matches it.</summary>
internal static class TypeValidator
{
    /// <param name="definitions">Of the module.</param>
    /// <param name="types">They have been added to it.</param>
    /// <param name="ids">Their ids in it.</param>
    public static void Validate(ReadOnlySpan<TypeDefinition> definitions, TypeTable types, int[] ids) => Validate(definitions, 0, types, ids);

    /// <param name="start">Type index of the first definition.</param>
    public static void Validate(ReadOnlySpan<TypeDefinition> definitions, int start, TypeTable types, int[] ids)
    {
        for (var n = 0; n < definitions.Length; n++)
        {
            if (definitions[n].Supertype is var super && super < 0) continue;
            var (i, offset) = (start + n, definitions[n].Offset);
            var (type, above) = (types[ids[i] - 1], types[ids[super] - 1]);
            if (above.IsFinal) throw new WasmInvalidException($"Type {i} is declared below type {super}, which is final", offset);
            if (type.Depth > ModuleLimits.SubtypingDepth)
                throw new WasmLimitException($"Type {i} has {type.Depth:#,0} supertypes above it; the most is {ModuleLimits.SubtypingDepth}", offset);
            if (!Matches(types, type.Composite, above.Composite))
                throw new WasmInvalidException($"Type mismatch: type {i}, {definitions[n].Composite}, is declared below type {super} and does not match it: {above.Composite}", offset);
        }
    }

    /// <summary>Matching of composite types (spec 3.3.7): functions by contravariant parameters, structs by width and depth, arrays by their element.</summary>
    private static bool Matches(TypeTable types, CompositeType sub, CompositeType super) => (sub, super) switch
    {
        (FunctionType a, FunctionType b) => Matches(types, b.Parameters, a.Parameters) && Matches(types, a.Results, b.Results),
        (StructType a, StructType b) => Matches(types, a.Fields, b.Fields),
        (ArrayType a, ArrayType b) => Matches(types, a.Element, b.Element),
        _ => false,
    };

    private static bool Matches(TypeTable types, WasmType[] sub, WasmType[] super)
    {
        if (sub.Length != super.Length) return false;
        for (var i = 0; i < sub.Length; i++)
        {
            if (!types.IsSubtype(sub[i], super[i])) return false;
        }
        return true;
    }

    private static bool Matches(TypeTable types, FieldType[] sub, FieldType[] super)
    {
        if (sub.Length < super.Length) return false;
        for (var i = 0; i < super.Length; i++)
        {
            if (!Matches(types, sub[i], super[i])) return false;
        }
        return true;
    }

    /// <summary>A field that can be written has the same type in both.</summary>
    public static bool Matches(TypeTable types, FieldType sub, FieldType super) =>
        sub.Packing == super.Packing && sub.Mutable == super.Mutable && (sub.Mutable ? sub.Type == super.Type : types.IsSubtype(sub.Type, super.Type));
}

namespace Microlight.Wasm.Binary;

/// <summary>
/// One type that a module defines (spec 2.3.8): its structure, whether it is final, and its place in its group of recursive types. Types
/// that are not declared in a <c>rec</c> are groups of one. Supertype is a type index, −1 if there is none.
/// </summary>
internal sealed record TypeDefinition(CompositeType Composite, bool IsFinal, int Supertype, int GroupStart, int GroupSize)
{
    /// <summary>Where it begins in the module's bytes, −1 if it was not read from any.</summary>
    public int Offset { get; init; } = -1;

    /// <summary>Types that stand alone, one after the other from index 0.</summary>
    public static TypeDefinition[] Plain(params ReadOnlySpan<CompositeType> types)
    {
        var result = new TypeDefinition[types.Length];
        for (var i = 0; i < types.Length; i++) result[i] = new TypeDefinition(types[i], true, -1, i, 1);
        return result;
    }
}

/// <summary>A function, struct or array type.</summary>
internal abstract class CompositeType;

internal sealed class FunctionType(WasmType[] parameters, WasmType[] results) : CompositeType, IEquatable<FunctionType>
{
    public WasmType[] Parameters { get; } = parameters;
    public WasmType[] Results { get; } = results;
    public bool Equals(FunctionType? other) => other is not null && Parameters.AsSpan().SequenceEqual(other.Parameters) && Results.AsSpan().SequenceEqual(other.Results);
    public override bool Equals(object? obj) => Equals(obj as FunctionType);
    public override int GetHashCode() { var h = new HashCode(); foreach (var t in Parameters) h.Add(t); h.Add(-1); foreach (var t in Results) h.Add(t); return h.ToHashCode(); }
    public override string ToString() => $"[{string.Join(' ', Parameters)}] -> [{string.Join(' ', Results)}]";
}

internal sealed class StructType(FieldType[] fields) : CompositeType
{
    public FieldType[] Fields { get; } = fields;
    public override string ToString() => $"(struct {string.Join(' ', Fields)})";
}

internal sealed class ArrayType(FieldType element) : CompositeType
{
    public FieldType Element { get; } = element;
    public override string ToString() => $"(array {Element})";
}

/// <summary>How a field is stored: as its value type, or packed in one or two bytes (its value type is i32 then).</summary>
internal enum Packing : byte { None, I8, I16 }

/// <summary>A field of a struct or the elements of an array. Type is the unpacked value type.</summary>
internal readonly record struct FieldType(WasmType Type, Packing Packing, bool Mutable)
{
    public override string ToString()
    {
        var storage = Packing == Packing.None ? Type.ToString() : Packing.ToString().ToLowerInvariant();
        return Mutable ? $"(mut {storage})" : storage;
    }
}

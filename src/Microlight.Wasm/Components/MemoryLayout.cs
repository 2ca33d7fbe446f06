using Microlight.Wasm.Components.Format;

namespace Microlight.Wasm.Components;

/// <summary>How many bytes a value takes in linear memory and at which multiples it lies (CanonicalABI.md, alignment and element size).</summary>
/// <param name="Size">Bytes, a multiple of <paramref name="Alignment"/>; for every type of a component less than 2³¹.</param>
/// <param name="Alignment">1, 2, 4 or 8.</param>
public readonly record struct MemoryLayout(long Size, int Alignment)
{
    internal static MemoryLayout PointerAndLength(int pointer) => new(2 * pointer, pointer);

    internal static MemoryLayout Of(Primitive primitive, int pointer) => primitive switch
    {
        Primitive.Bool or Primitive.S8 or Primitive.U8 => new(1, 1),
        Primitive.S16 or Primitive.U16 => new(2, 2),
        Primitive.S64 or Primitive.U64 or Primitive.F64 => new(8, 8),
        Primitive.String => PointerAndLength(pointer),
        _ => new(4, 4),
    };

    internal static MemoryLayout Record(ReadOnlySpan<WitType> fields, bool is64)
    {
        var (size, alignment) = (0L, 1);
        foreach (var field in fields)
        {
            var layout = is64 ? field.Layout64 : field.Layout;
            size = Saturate(Align(size, layout.Alignment) + layout.Size);
            alignment = Math.Max(alignment, layout.Alignment);
        }
        return new MemoryLayout(Align(size, alignment), alignment);
    }

    /// <param name="cases">How many there are, with and without payload.</param>
    internal static MemoryLayout Variant(int cases, ReadOnlySpan<WitType> payloads, bool is64)
    {
        var discriminant = DiscriminantSize(cases);
        var (size, alignment) = (0L, 1);
        foreach (var payload in payloads)
        {
            var layout = is64 ? payload.Layout64 : payload.Layout;
            size = Math.Max(size, layout.Size);
            alignment = Math.Max(alignment, layout.Alignment);
        }
        var whole = Math.Max(alignment, discriminant);
        return new MemoryLayout(Align(Saturate(Align(discriminant, alignment) + size), whole), whole);
    }

    /// <summary>Where the payload of a variant lies in it.</summary>
    internal static int PayloadOffset(int cases, ReadOnlySpan<WitType> payloads)
    {
        var alignment = 1;
        foreach (var payload in payloads) alignment = Math.Max(alignment, payload.Layout.Alignment);
        return (int)Align(DiscriminantSize(cases), alignment);
    }

    /// <summary>Bytes of the number that says which case a variant is: 1, 2 or 4.</summary>
    internal static int DiscriminantSize(int cases) => cases <= 0x100 ? 1 : cases <= 0x10000 ? 2 : 4;

    internal static MemoryLayout Flags(int count)
    {
        var size = count <= 8 ? 1 : count <= 16 ? 2 : 4;
        return new MemoryLayout(size, size);
    }

    internal MemoryLayout Repeat(uint count) => this with { Size = Saturate(Size * count) };

    internal static long Align(long offset, int alignment) => (offset + alignment - 1) & -alignment;

    /// <summary>The first multiple of the alignment from an offset on: where a field of this type lies in a record, behind those that end there.</summary>
    public int Place(int offset) => (int)Align(offset, Alignment);

    /// <summary>Sizes saturate above <see cref="ComponentLimits.ValueSize"/>, which no valid type reaches.</summary>
    private static long Saturate(long size) => Math.Min(size, 2 * ComponentLimits.ValueSize);
}

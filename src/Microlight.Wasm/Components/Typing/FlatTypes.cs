using Microlight.Wasm.Components.Format;

namespace Microlight.Wasm.Components.Typing;

/// <summary>A core value that (part of) a value is passed as; Pointer is i32 or i64 as the memory's addresses are.</summary>
internal enum FlatType : byte { I32, I64, F32, F64, Pointer }

/// <summary>Flattening of value types (CanonicalABI.md, flattening). What has more than <see cref="Most"/> core values is null: it goes through memory.</summary>
internal static class FlatTypes
{
    /// <summary>MAX_FLAT_PARAMS, the largest of the limits.</summary>
    public const int Most = 16;

    public static FlatType[] Of(Primitive primitive) => primitive switch
    {
        Primitive.S64 or Primitive.U64 => [FlatType.I64],
        Primitive.F32 => [FlatType.F32],
        Primitive.F64 => [FlatType.F64],
        Primitive.String => [FlatType.Pointer, FlatType.Pointer],
        _ => [FlatType.I32],
    };

    public static FlatType[]? Record(ReadOnlySpan<WitType> fields)
    {
        var flat = new List<FlatType>(Most);
        foreach (var field in fields)
        {
            if (field.Flat is null || flat.Count + field.Flat.Length > Most) return null;
            flat.AddRange(field.Flat);
        }
        return [.. flat];
    }

    public static FlatType[]? Repeat(WitType element, uint count)
    {
        if (element.Flat is null || (ulong)element.Flat.Length * count > Most) return null;
        var flat = new List<FlatType>(Most);
        for (var i = 0; i < count; i++) flat.AddRange(element.Flat);
        return [.. flat];
    }

    public static FlatType[]? Variant(ReadOnlySpan<WitType> payloads)
    {
        var flat = new List<FlatType>(Most) { FlatType.I32 };
        foreach (var payload in payloads)
        {
            if (payload.Flat is null || payload.Flat.Length >= Most) return null;
            for (var i = 0; i < payload.Flat.Length; i++)
            {
                if (i + 1 < flat.Count) flat[i + 1] = Join(flat[i + 1], payload.Flat[i]);
                else flat.Add(payload.Flat[i]);
            }
        }
        return [.. flat];
    }

    /// <summary>A core type that holds either; a pointer joined with 32 bits stays one, because of either size it holds them.</summary>
    private static FlatType Join(FlatType a, FlatType b)
    {
        if (a == b) return a;
        if (a is FlatType.I64 or FlatType.F64 || b is FlatType.I64 or FlatType.F64) return FlatType.I64;
        return a == FlatType.Pointer || b == FlatType.Pointer ? FlatType.Pointer : FlatType.I32;
    }
}

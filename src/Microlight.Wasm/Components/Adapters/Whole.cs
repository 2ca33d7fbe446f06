using Microlight.Wasm.Components.Format;
using Microlight.Wasm.Components.Typing;

namespace Microlight.Wasm.Components.Adapters;

/// <summary>Which values may be copied from memory to memory as they are, without looking at their parts.</summary>
internal static class Whole
{
    /// <summary>
    /// To the host, which checks what it reads: what has no addresses and no handles. Else what has neither padding, which would carry over what
    /// its place held before, nor bits that lifting judges or changes; what the host wrote is as it should be.
    /// </summary>
    public static bool IsWhole(WitType type, AdapterContext from, AdapterContext to) =>
        !type.HasPointer && !type.HasResources && (to is { IsHost: true, IsRelay: false } || IsDense(type, from.IsHost));

    private static bool IsDense(WitType type, bool isTrusted) => type switch
    {
        WitPrimitive { Kind: Primitive.Bool or Primitive.Char } or WitEnum => isTrusted,
        WitPrimitive => true,
        WitFlags flags => isTrusted || flags.Names.Length == 8 * flags.Layout.Size,
        WitRecord or WitTuple => SumOfSizes(type) == type.Layout.Size && Array.TrueForAll(type.Parts, p => IsDense(p, isTrusted)),
        WitList list => IsDense(list.Element, isTrusted),
        _ => false,
    };

    private static long SumOfSizes(WitType type)
    {
        var size = 0L;
        foreach (var part in type.Parts) size += part.Layout.Size;
        return size;
    }
}

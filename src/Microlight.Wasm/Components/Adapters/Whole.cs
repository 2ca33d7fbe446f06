namespace Microlight.Wasm.Components.Adapters;

/// <summary>Which values may be copied from memory to memory as they are, without looking at their parts. Remembers what it found.</summary>
internal sealed class Whole
{
    private readonly Dictionary<(WitType Type, bool IsTrusted), bool> _isDense = [];

    /// <summary>
    /// To the host, which checks what it reads: what has no addresses and no handles. Else what has neither padding, which would carry over what
    /// its place held before, nor bits that lifting judges or changes; what the host wrote is as it should be.
    /// </summary>
    public bool IsWhole(WitType type, AdapterContext from, AdapterContext to) =>
        !type.HasPointer && !type.HasResources && (to is { IsHost: true, IsRelay: false } || IsDense(type, from.IsHost));

    private bool IsDense(WitType type, bool isTrusted)
    {
        if (!_isDense.TryGetValue((type, isTrusted), out var isDense)) _isDense.Add((type, isTrusted), isDense = Find(type, isTrusted));
        return isDense;
    }

    private bool Find(WitType type, bool isTrusted) => type switch
    {
        WitPrimitive { Kind: Primitive.Bool or Primitive.Char } or WitEnum => isTrusted,
        WitPrimitive => true,
        WitFlags flags => isTrusted || flags.Names.Length == 8 * flags.Layout.Size,
        WitRecord or WitTuple => type.Parts.Sum(p => p.Layout.Size) == type.Layout.Size && Array.TrueForAll(type.Parts, p => IsDense(p, isTrusted)),
        WitList list => IsDense(list.Element, isTrusted),
        _ => false,
    };
}

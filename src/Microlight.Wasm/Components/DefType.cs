using Microlight.Wasm.Components.Format;

namespace Microlight.Wasm.Components;

/// <summary>
/// A component-level type: what stands in a type index space. Two types are the same *name* if they are the same object; importing or exporting
/// a type makes another object of the same structure (Explainer.md, external visibility of types), see <see cref="Named"/>.
/// </summary>
public abstract class DefType
{
    private protected DefType() { }

    /// <summary>How many types it consists of, each counted as often as it occurs; at most <see cref="ComponentLimits.TypeSize"/>.</summary>
    internal int Size { get; private protected init; } = 1;

    /// <summary>How deep types lie within one another in it; at most <see cref="ComponentLimits.Nesting"/>, which bounds all recursion on types.</summary>
    internal int Depth { get; private protected init; } = 1;

    /// <summary>Some resource type occurs in it, free or bound.</summary>
    internal bool HasResources { get; private protected init; }

    /// <summary>The noun in messages.</summary>
    internal abstract string Noun { get; }

    /// <summary>The same type under a name of its own.</summary>
    internal DefType Named() => (DefType)MemberwiseClone();

    /// <summary>Sum of sizes, which stays below an overflow.</summary>
    private protected static int Add(int size, int more) => Math.Min(size + more, ComponentLimits.TypeSize + 1);
}

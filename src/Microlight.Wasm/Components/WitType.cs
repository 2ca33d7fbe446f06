using Microlight.Wasm.Components.Format;
using Microlight.Wasm.Components.Typing;

namespace Microlight.Wasm.Components;

/// <summary>
/// The type of a value between components (Explainer.md, type definitions); the subclass says which. Immutable.
/// </summary>
/// <remarks>Made by <see cref="WitTypes"/>, which gives equal types the same <see cref="Id"/>.</remarks>
public abstract class WitType : DefType
{
    /// <param name="parts">The types that it consists of directly, in order.</param>
    private protected WitType(params ReadOnlySpan<WitType> parts)
    {
        Parts = parts.ToArray();
        foreach (var part in parts)
        {
            Size = Add(Size, part.Size);
            Depth = Math.Max(Depth, part.Depth + 1);
            HasResources |= part.HasResources;
            HasBorrow |= part.HasBorrow;
            HasPointer |= part.HasPointer;
            Feature ??= part.Feature;
        }
    }

    /// <summary>The types that it consists of directly, in order.</summary>
    internal WitType[] Parts { get; }

    /// <summary>The same for equal types (of one <see cref="WitTypes"/>), whatever their names.</summary>
    internal int Id { get; set; }

    /// <summary>A borrowed handle occurs in it.</summary>
    internal bool HasBorrow { get; private protected init; }

    /// <summary>A list or string of any length occurs in it: passing it takes a memory (CanonicalABI.md, canonopt validation).</summary>
    internal bool HasPointer { get; private protected init; }

    /// <summary>What occurs in it that cannot be passed yet, as <see cref="ComponentFeature"/> names it.</summary>
    internal string? Feature { get; private protected init; }

    /// <summary>Its place in a memory with addresses of 32 bits, such as the transfer memory.</summary>
    public MemoryLayout Layout { get; private protected init; }

    /// <summary>Its place in a memory with addresses of 64 bits.</summary>
    internal MemoryLayout Layout64 { get; private protected init; }

    /// <summary>The core values it is passed as; null if there are more than <see cref="FlatTypes.Most"/>.</summary>
    internal FlatType[]? Flat { get; private protected init; }

    internal override string Noun => "defined type";

    /// <summary>Its structure with the <see cref="Id"/>s of its parts: equal for equal types.</summary>
    internal abstract string Key { get; }

    /// <summary>The same type with other parts, which <paramref name="replace"/> gives for each.</summary>
    internal abstract WitType Replace(Func<WitType, WitType> replace);

    /// <summary>The type as text (docs/component-api.md, types as text), cut where it is longer than some thousand characters.</summary>
    public sealed override string ToString() => TypeText.Of(this, TypeText.MostOfType);
}

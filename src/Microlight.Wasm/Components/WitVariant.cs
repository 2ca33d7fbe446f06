using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Microlight.Wasm.Components.Typing;

namespace Microlight.Wasm.Components;

/// <summary>A variant: one of several cases, with or without a payload. Enums, options and results are laid out as variants and are types of their own.</summary>
public sealed class WitVariant : WitType
{
    internal WitVariant(WitCase[] cases) : base([.. cases.Where(c => c.Type is not null).Select(c => c.Type!)])
    {
        Cases = ImmutableCollectionsMarshal.AsImmutableArray(cases);
        (Layout, Layout64, Flat) = (MemoryLayout.Variant(cases.Length, Parts, false), MemoryLayout.Variant(cases.Length, Parts, true), FlatTypes.Variant(Parts));
    }

    /// <summary>At least one.</summary>
    public ImmutableArray<WitCase> Cases { get; }
    internal override string Key => "v" + string.Concat(Cases.Select(c => $" {c.Name}:{c.Type?.Id ?? -1}"));
    internal override WitType Replace(Func<WitType, WitType> replace) => new WitVariant([.. Cases.Select(c => new WitCase(c.Name, c.Type is null ? null : replace(c.Type)))]);
}

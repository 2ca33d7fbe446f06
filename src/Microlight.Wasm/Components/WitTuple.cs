using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Microlight.Wasm.Components.Typing;

namespace Microlight.Wasm.Components;

/// <summary>A tuple: values by position.</summary>
public sealed class WitTuple : WitType
{
    internal WitTuple(WitType[] types) : base(types)
    {
        Types = ImmutableCollectionsMarshal.AsImmutableArray(types);
        (Layout, Layout64, Flat) = (MemoryLayout.Record(types, false), MemoryLayout.Record(types, true), FlatTypes.Record(types));
    }

    /// <summary>At least one.</summary>
    public ImmutableArray<WitType> Types { get; }
    internal override string Key => "t" + string.Concat(Types.Select(t => $" {t.Id}"));
    internal override WitType Replace(Func<WitType, WitType> replace) => new WitTuple([.. Types.Select(replace)]);
}

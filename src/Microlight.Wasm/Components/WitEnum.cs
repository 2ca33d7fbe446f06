using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Microlight.Wasm.Components.Typing;

namespace Microlight.Wasm.Components;

/// <summary>An enum: one of several names.</summary>
public sealed class WitEnum : WitType
{
    internal WitEnum(string[] cases)
    {
        Cases = ImmutableCollectionsMarshal.AsImmutableArray(cases);
        (Layout, Layout64, Flat) = (MemoryLayout.Variant(cases.Length, [], false), MemoryLayout.Variant(cases.Length, [], true), FlatTypes.Variant([]));
    }

    /// <summary>At least one.</summary>
    public ImmutableArray<string> Cases { get; }
    internal override string Key => $"e {string.Join(' ', Cases)}";
    internal override WitType Replace(Func<WitType, WitType> replace) => this;
}

using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Microlight.Wasm.Components.Typing;

namespace Microlight.Wasm.Components;

/// <summary>Flags: any of several names.</summary>
public sealed class WitFlags : WitType
{
    internal WitFlags(string[] names)
    {
        Names = ImmutableCollectionsMarshal.AsImmutableArray(names);
        Layout = Layout64 = MemoryLayout.Flags(names.Length);
        Flat = [FlatType.I32];
    }

    /// <summary>1 to 32; the first is bit 0.</summary>
    public ImmutableArray<string> Names { get; }
    internal override string Key => $"f {string.Join(' ', Names)}";
    internal override WitType Replace(Func<WitType, WitType> replace) => this;
}

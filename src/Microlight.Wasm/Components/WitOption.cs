using Microlight.Wasm.Components.Typing;

namespace Microlight.Wasm.Components;

/// <summary>A value or none.</summary>
public sealed class WitOption : WitType
{
    internal WitOption(WitType type) : base(type)
    {
        Type = type;
        (Layout, Layout64, Flat) = (MemoryLayout.Variant(2, [type], false), MemoryLayout.Variant(2, [type], true), FlatTypes.Variant([type]));
    }

    /// <summary>The type of the value.</summary>
    public WitType Type { get; }
    internal override string Key => $"o {Type.Id}";
    internal override WitType Replace(Func<WitType, WitType> replace) => new WitOption(replace(Type));
}

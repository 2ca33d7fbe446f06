using Microlight.Wasm.Components.Typing;

namespace Microlight.Wasm.Components;

/// <summary>A map: passed as a list of pairs.</summary>
public sealed class WitMap : WitType
{
    internal WitMap(WitType key, WitType value) : base(key, value)
    {
        (KeyType, Value) = (key, value);
        HasPointer = true;
        (Layout, Layout64, Flat) = (MemoryLayout.PointerAndLength(4), MemoryLayout.PointerAndLength(8), [FlatType.Pointer, FlatType.Pointer]);
    }

    /// <summary>The type of the keys: a string, character, boolean or whole number.</summary>
    public WitType KeyType { get; }
    /// <summary>The type of the values.</summary>
    public WitType Value { get; }
    internal override string Key => $"m {KeyType.Id} {Value.Id}";
    internal override WitType Replace(Func<WitType, WitType> replace) => new WitMap(replace(KeyType), replace(Value));
}

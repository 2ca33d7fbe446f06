using Microlight.Wasm.Components.Format;
using Microlight.Wasm.Components.Typing;

namespace Microlight.Wasm.Components;

/// <summary><c>bool</c>, <c>u8</c>, <c>string</c> and their like.</summary>
public sealed class WitPrimitive : WitType
{
    internal WitPrimitive(Primitive kind)
    {
        Kind = kind;
        HasPointer = kind == Primitive.String;
        Feature = kind == Primitive.ErrorContext ? ComponentFeature.ErrorContext : null;
        Layout = MemoryLayout.Of(kind, pointer: 4);
        Layout64 = MemoryLayout.Of(kind, pointer: 8);
        Flat = FlatTypes.Of(kind);
    }

    /// <summary>Which of them it is.</summary>
    public Primitive Kind { get; }
    internal override string Key => $"p{(int)Kind}";
    internal override WitType Replace(Func<WitType, WitType> replace) => this;
}

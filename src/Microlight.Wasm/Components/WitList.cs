using Microlight.Wasm.Components.Typing;

namespace Microlight.Wasm.Components;

/// <summary>A list: of any length, or of <see cref="Length"/> elements, which are laid out and passed as a tuple's.</summary>
public sealed class WitList : WitType
{
    internal WitList(WitType element, uint? length) : base(element)
    {
        (Element, Length) = (element, length);
        HasPointer |= length is null;
        Layout = length is { } n ? element.Layout.Repeat(n) : MemoryLayout.PointerAndLength(4);
        Layout64 = length is { } n64 ? element.Layout64.Repeat(n64) : MemoryLayout.PointerAndLength(8);
        Flat = length is { } count ? FlatTypes.Repeat(element, count) : [FlatType.Pointer, FlatType.Pointer];
    }

    /// <summary>The type of every element.</summary>
    public WitType Element { get; }
    /// <summary>How many elements there always are; null for any number.</summary>
    public uint? Length { get; }
    internal override string Key => $"l {Element.Id} {Length}";
    internal override WitType Replace(Func<WitType, WitType> replace) => new WitList(replace(Element), Length);
}

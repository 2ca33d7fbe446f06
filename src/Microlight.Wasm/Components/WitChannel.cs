using Microlight.Wasm.Components.Format;
using Microlight.Wasm.Components.Typing;

namespace Microlight.Wasm.Components;

/// <summary>A stream or a future of WASI 0.3; values of it cannot be passed yet.</summary>
public sealed class WitChannel : WitType
{
    internal WitChannel(WitType? element, bool isStream) : base(element is null ? [] : [element])
    {
        (Element, IsStream) = (element, isStream);
        // What is in it goes through memory that the reads and writes name, not through that of the call.
        HasPointer = false;
        Feature = ComponentFeature.Async;
        (Layout, Layout64, Flat) = (new MemoryLayout(4, 4), new MemoryLayout(4, 4), [FlatType.I32]);
    }

    /// <summary>The type of what goes through it; null for nothing.</summary>
    public WitType? Element { get; }
    /// <summary>A stream, not a future.</summary>
    public bool IsStream { get; }
    internal override string Key => $"{(IsStream ? 's' : 'u')} {Element?.Id ?? -1}";
    internal override WitType Replace(Func<WitType, WitType> replace) => new WitChannel(Element is null ? null : replace(Element), IsStream);
}

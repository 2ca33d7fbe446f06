using Microlight.Wasm.Components.Typing;

namespace Microlight.Wasm.Components;

/// <summary>Success or failure, each with or without a payload.</summary>
public sealed class WitResult : WitType
{
    internal WitResult(WitType? ok, WitType? error) : base(Payloads(ok, error))
    {
        (Ok, Error) = (ok, error);
        (Layout, Layout64, Flat) = (MemoryLayout.Variant(2, Parts, false), MemoryLayout.Variant(2, Parts, true), FlatTypes.Variant(Parts));
    }

    /// <summary>The type of the payload of a success; null if there is none.</summary>
    public WitType? Ok { get; }
    /// <summary>The type of the payload of a failure; null if there is none.</summary>
    public WitType? Error { get; }
    internal override string Key => $"x {Ok?.Id ?? -1} {Error?.Id ?? -1}";
    internal override WitType Replace(Func<WitType, WitType> replace) => new WitResult(Ok is null ? null : replace(Ok), Error is null ? null : replace(Error));

    private static WitType[] Payloads(WitType? ok, WitType? error) => (ok, error) switch
    {
        (null, null) => [],
        (null, not null) => [error],
        (not null, null) => [ok],
        _ => [ok, error],
    };
}

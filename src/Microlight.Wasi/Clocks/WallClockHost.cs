using Wasi.Clocks;

namespace Microlight.Wasi.Clocks;

/// <summary>wasi:clocks/wall-clock.</summary>
internal sealed class WallClockHost(WasiClocks clocks) : IWallClock
{
    public ValueTask<Datetime> NowAsync(CancellationToken cancellationToken = default) => new(FromNanoseconds(clocks.RealTime));

    public ValueTask<Datetime> ResolutionAsync(CancellationToken cancellationToken = default) => new(FromNanoseconds(WasiClocks.RealTimeResolution));

    /// <summary>Nanoseconds since 1970 as seconds and the rest.</summary>
    public static Datetime FromNanoseconds(ulong nanoseconds) => new(nanoseconds / 1_000_000_000, (uint)(nanoseconds % 1_000_000_000));
}

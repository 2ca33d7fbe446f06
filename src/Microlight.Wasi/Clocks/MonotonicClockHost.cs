using Microlight.Wasi.Io;
using Wasi.Clocks;
using Wasi.Io;

namespace Microlight.Wasi.Clocks;

/// <summary>wasi:clocks/monotonic-clock.</summary>
internal sealed class MonotonicClockHost(WasiClocks clocks) : IMonotonicClock
{
    /// <summary>Timers take at most about 49 days; a longer wait is several.</summary>
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(1);

    public ValueTask<ulong> NowAsync(CancellationToken cancellationToken = default) => new(clocks.Monotonic);

    public ValueTask<ulong> ResolutionAsync(CancellationToken cancellationToken = default) => new(clocks.MonotonicResolution);

    public ValueTask<Pollable> SubscribeInstantAsync(ulong when, CancellationToken cancellationToken = default) => new(At(when));

    public ValueTask<Pollable> SubscribeDurationAsync(ulong when, CancellationToken cancellationToken = default)
    {
        var now = clocks.Monotonic;
        return new(At(when > ulong.MaxValue - now ? ulong.MaxValue : now + when));
    }

    private HostPollable At(ulong deadline) => new(() => clocks.Monotonic >= deadline, token => WaitUntilAsync(deadline, token));

    private async ValueTask WaitUntilAsync(ulong deadline, CancellationToken cancellationToken)
    {
        var now = clocks.Monotonic;
        if (now >= deadline) return;
        // Timers count in milliseconds, cut off: rounded up, or the last one would be a loop that waits for nothing.
        var milliseconds = (deadline - now - 1) / 1_000_000 + 1;
        var time = milliseconds >= (ulong)LongestTimer.TotalMilliseconds ? LongestTimer : TimeSpan.FromMilliseconds(milliseconds);
        await Task.Delay(time, clocks.Provider, cancellationToken).ConfigureAwait(false);
    }
}

using Microlight.Wasi.Clocks;

namespace Microlight.Wasi.Preview1;

/// <summary>The moment a clock subscription waits for.</summary>
/// <param name="IsRealTime">On the real-time clock, which may be set meanwhile; otherwise the monotonic one.</param>
/// <param name="Nanoseconds">The clock's reading at that moment.</param>
internal sealed record Deadline(bool IsRealTime, ulong Nanoseconds)
{
    /// <summary>Null, and an event that says so, for a clock that nobody can wait on.</summary>
    public static Deadline? Create(in PollSubscription subscription, WasiClocks clocks, out PollEvent? failure)
    {
        failure = null;
        switch (subscription.Subject)
        {
            case ClockFunctions.RealTime when subscription.IsAbsolute:
                return new Deadline(true, subscription.Timeout);
            case ClockFunctions.Monotonic when subscription.IsAbsolute:
                return new Deadline(false, subscription.Timeout);
            case ClockFunctions.RealTime or ClockFunctions.Monotonic: // a span of time is the same on both
                var now = clocks.Monotonic;
                return new Deadline(false, subscription.Timeout > ulong.MaxValue - now ? ulong.MaxValue : now + subscription.Timeout);
            case ClockFunctions.ProcessCpuTime or ClockFunctions.ThreadCpuTime:
                failure = new PollEvent(Errno.NotSupported);
                return null;
            default:
                failure = new PollEvent(Errno.Invalid);
                return null;
        }
    }

    /// <summary>Nanoseconds to go, 0 when it has come.</summary>
    public ulong Remaining(WasiClocks clocks)
    {
        var now = IsRealTime ? clocks.RealTime : clocks.Monotonic;
        return Nanoseconds > now ? Nanoseconds - now : 0;
    }
}

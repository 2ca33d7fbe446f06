using Microlight.Wasi.Filesystem.Linux;

namespace Microlight.Wasi.Clocks;

/// <summary>The clocks of one guest, in nanoseconds.</summary>
internal sealed class WasiClocks(TimeProvider provider)
{
    private int _cpuThread = -1;
    private ulong _cpuLast;
    private ulong _cpuTotal;

    public TimeProvider Provider { get; } = provider;

    /// <summary>Nanoseconds since 1970-01-01 UTC; 0 for anything earlier.</summary>
    public ulong RealTime
    {
        get
        {
            var ticks = (Provider.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks;
            return ticks < 0 ? 0 : (ulong)ticks * TimeSpan.NanosecondsPerTick;
        }
    }

    /// <summary>A DateTimeOffset counts in ticks of 100 ns.</summary>
    public static ulong RealTimeResolution => TimeSpan.NanosecondsPerTick;

    /// <summary>Nanoseconds since some moment; never goes back.</summary>
    public ulong Monotonic => (ulong)((UInt128)(ulong)Provider.GetTimestamp() * 1_000_000_000 / (ulong)Provider.TimestampFrequency);

    public ulong MonotonicResolution => Math.Max(1, 1_000_000_000 / (ulong)Provider.TimestampFrequency);

    /// <summary>
    /// CPU time of the thread that runs the guest, counted from the first question on. It says nothing of the rest of the host. Where
    /// the guest moved to another thread since the last question, that stretch is not counted.
    /// </summary>
    public ulong CpuTime
    {
        get
        {
            Syscalls.GetClock(LinuxConstants.ClockThreadCpuTime, out var time);
            var now = (ulong)time.Seconds * 1_000_000_000 + (ulong)time.Nanoseconds;
            var thread = Environment.CurrentManagedThreadId;
            if (thread == _cpuThread) _cpuTotal += now - _cpuLast;
            _cpuThread = thread;
            _cpuLast = now;
            return _cpuTotal;
        }
    }

    /// <summary>CLOCK_THREAD_CPUTIME_ID counts nanoseconds.</summary>
    public static ulong CpuTimeResolution => 1;
}

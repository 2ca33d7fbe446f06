namespace Microlight.Machine;

/// <summary>CPU time that the guest uses in one call, whichever threads run it. Guarded by its owner.</summary>
internal sealed class CpuMeter
{
    private long _budget = long.MaxValue;
    /// <summary>Used in the runs that are over.</summary>
    private long _used;
    /// <summary>The clock of the run under way and what it showed at its start; 0 outside the guest.</summary>
    private int _clock;
    private long _start;

    /// <summary>Whether there is a budget at all.</summary>
    public bool IsLimited => _budget != long.MaxValue;

    public bool IsInGuest => _clock != 0;

    public TimeSpan Budget => TimeSpan.FromMicroseconds(_budget / 1000.0);

    /// <summary>Nanoseconds of the budget that are left, at least 0; reads the clock if the guest runs.</summary>
    public long Left => IsLimited ? Math.Max(0, _budget - _used - (IsInGuest ? UsedInRun : 0)) : long.MaxValue;

    public void Begin(TimeSpan? budget)
    {
        _budget = budget is { } time && time.TotalNanoseconds < long.MaxValue ? (long)time.TotalNanoseconds : long.MaxValue;
        _used = 0;
        _clock = 0;
    }

    public void EnterGuest(int clock)
    {
        _clock = clock;
        _start = CpuClock.Read(clock) ?? 0;
    }

    public void LeaveGuest()
    {
        _used += UsedInRun;
        _clock = 0;
    }

    /// <summary>What has no clock any more has ended, and with it the call: what it used last does not matter.</summary>
    private long UsedInRun => CpuClock.Read(_clock) is { } now ? now - _start : 0;
}

using System.Diagnostics;

namespace Microlight.Machine;

/// <summary>
/// Stops one sandbox's call from other threads: when its time is up, when its token is cancelled, when the sandbox is disposed of. A
/// stop counts for the call that runs while the gate is held and for no other, so a late one cannot hit the next call.
/// </summary>
internal sealed class CallStop(IVirtualMachine machine, GuestImage image)
{
    private readonly Lock _gate = new();
    private IVirtualMachine _machine = machine;
    private bool _running;
    private StopReason _reason;
    private long _deadline = long.MaxValue;
    private CancellationTokenRegistration _registration;
    private CancellationTokenSource? _source;

    /// <summary>What the sandbox runs.</summary>
    public GuestImage Image => image;

    /// <summary>Why the call under way is to end.</summary>
    public StopReason Reason
    {
        get { lock (_gate) return _reason; }
    }

    /// <summary>Stopwatch ticks at which the call under way times out; long.MaxValue for never.</summary>
    public long Deadline => Volatile.Read(ref _deadline);

    /// <summary>The watchdog's own: whether it has this call in its list.</summary>
    internal bool IsWatched { get; set; }

    /// <summary>A token that is cancelled when the call is stopped; made when it is first asked for.</summary>
    public CancellationToken Token
    {
        get
        {
            lock (_gate)
            {
                if (_reason != StopReason.None) return new CancellationToken(canceled: true);
                return (_source ??= new CancellationTokenSource()).Token;
            }
        }
    }

    public void Begin(TimeSpan? timeout, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _running = true;
            _reason = StopReason.None;
            _source = null;
        }
        if (timeout is { } budget)
        {
            var ticks = budget.TotalSeconds * Stopwatch.Frequency;
            var now = Stopwatch.GetTimestamp();
            Volatile.Write(ref _deadline, ticks < long.MaxValue - now ? now + (long)ticks : long.MaxValue);
            Watchdog.Watch(this);
        }
        if (cancellationToken.CanBeCanceled)
            _registration = cancellationToken.UnsafeRegister(static call => ((CallStop)call!).Stop(StopReason.Cancelled), this);
    }

    public void End()
    {
        // Waits for a callback that runs on another thread.
        _registration.Dispose();
        _registration = default;
        lock (_gate)
        {
            _running = false;
            Volatile.Write(ref _deadline, long.MaxValue);
            if (_reason != StopReason.None) _machine.ClearExitRequest();
        }
    }

    public void Stop(StopReason reason)
    {
        CancellationTokenSource? source;
        lock (_gate)
        {
            if (!_running || _reason != StopReason.None) return;
            _reason = reason;
            _machine.RequestExit();
            source = _source;
        }
        // Outside the gate: what hangs on the token is the host functions' code. Nor must that hold up or end the watchdog's thread.
        if (reason == StopReason.TimedOut) source?.CancelAsync();
        else source?.Cancel();
    }

    /// <summary>From the watchdog: stops the call if its time is up now.</summary>
    public void Expire(long now)
    {
        lock (_gate)
            if (now < _deadline) return;
            else _deadline = long.MaxValue;
        Stop(StopReason.TimedOut);
    }

    /// <summary>Between calls: another machine takes the place of one that cannot go on.</summary>
    public void Attach(IVirtualMachine machine)
    {
        lock (_gate) _machine = machine;
    }
}

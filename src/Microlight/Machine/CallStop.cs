using System.Diagnostics;
using Microlight.Diagnostics;

namespace Microlight.Machine;

/// <summary>
/// Stops one sandbox's call from other threads: when its time is up, when its token is cancelled, when the sandbox is disposed of. A
/// stop is decided while the gate is held, about the call that is under way then: a late one cannot hit the next call
/// (docs/stopping.md has the argument). The call may move between threads and be on none.
/// </summary>
internal sealed class CallStop(IStoppable machine, GuestImage image)
{
    private const long Never = long.MaxValue;

    private readonly Lock _gate = new();
    private readonly CpuMeter _cpu = new();
    private IStoppable _machine = machine;
    private bool _running;
    private StopReason _reason;
    private bool _interrupts;
    private TimeSpan _timeout;
    private CancellationToken _token;
    /// <summary>Stopwatch ticks at which the call times out, and at which its CPU time is to be looked at.</summary>
    private long _end = Never, _look = Never;
    private long _deadline = Never;
    private CancellationTokenRegistration _registration;
    private CancellationTokenSource? _source;

    /// <summary>Stopwatch ticks at which the watchdog is to call <see cref="Expire"/>; long.MaxValue for never.</summary>
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

    /// <summary>A call begins. A token that is cancelled already stops it here.</summary>
    public void Begin(TimeSpan? timeout, TimeSpan? cpuBudget, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _running = true;
            _reason = StopReason.None;
            _source = null;
            _token = cancellationToken;
            _timeout = timeout.GetValueOrDefault();
            _cpu.Begin(cpuBudget);
            _look = Never;
            _end = timeout is { } budget ? After(Stopwatch.GetTimestamp(), budget.TotalSeconds) : Never;
            Volatile.Write(ref _deadline, _end);
        }
        if (timeout is not null) Watchdog.Watch(this);
        if (cancellationToken.CanBeCanceled)
            _registration = cancellationToken.UnsafeRegister(static call => ((CallStop)call!).Stop(StopReason.Cancelled), this);
    }

    /// <summary>The call has ended; nothing stops it any more.</summary>
    public void End()
    {
        // Waits for a callback that runs on another thread: it means this call.
        _registration.Dispose();
        _registration = default;
        lock (_gate)
        {
            _running = false;
            _token = default;
            Volatile.Write(ref _deadline, Never);
            if (_reason != StopReason.None || _interrupts) _machine.ClearExitRequest();
            _interrupts = false;
        }
    }

    /// <summary>The thread goes into the guest. No system call unless there is a CPU budget.</summary>
    public void EnterGuest()
    {
        if (!_cpu.IsLimited) return;
        bool spent;
        lock (_gate)
        {
            spent = _cpu.Left == 0;
            _cpu.EnterGuest(_machine.CpuClock);
            if (!spent && _look != Never) return;
            if (!spent) Look(Stopwatch.GetTimestamp());
        }
        if (spent) Stop(StopReason.CpuBudget);
        else Watchdog.Watch(this);
    }

    /// <summary>The thread is back from the guest.</summary>
    public void LeaveGuest()
    {
        if (!_cpu.IsLimited) return;
        lock (_gate) _cpu.LeaveGuest();
    }

    public void Stop(StopReason reason)
    {
        CancellationTokenSource? source;
        lock (_gate)
        {
            if (!RequestStop(reason)) return;
            source = _source;
        }
        // Outside the gate: what hangs on the token is the host functions' code. What it throws goes to who cancelled the call's token,
        // and must neither end the guest's own thread nor make a disposal fail.
        if (reason == StopReason.Cancelled) source?.Cancel();
        else source?.CancelAsync();
    }

    /// <summary>From the watchdog: stops the call under way if its time is up now, whichever call that is.</summary>
    public void Expire(long now)
    {
        CancellationTokenSource? source = null;
        lock (_gate)
        {
            if (!_running || now < _deadline) return;
            var reason = now >= _end ? StopReason.TimedOut : _cpu.Left == 0 ? StopReason.CpuBudget : StopReason.None;
            if (reason != StopReason.None)
            {
                if (RequestStop(reason)) source = _source;
                _end = _look = Never;
                Volatile.Write(ref _deadline, Never);
            }
            else if (_cpu.IsInGuest)
            {
                Look(now);
            }
            else
            {
                // Nothing to count until it enters the guest again.
                _look = Never;
                Volatile.Write(ref _deadline, _end);
            }
        }
        // The host functions' code must not hold up or end the watchdog's thread.
        source?.CancelAsync();
        if (Deadline != Never) Watchdog.Watch(this);
    }

    /// <summary>For a debugger or a profile: brings the guest back to the host, once it runs, without ending the call.</summary>
    public void Interrupt()
    {
        lock (_gate)
        {
            if (!_running) return;
            _interrupts = true;
            _machine.RequestInterruption();
        }
    }

    /// <summary>The guest has come back; it can run again unless the call is to end.</summary>
    public void EndInterruption()
    {
        lock (_gate)
        {
            if (_interrupts && _reason == StopReason.None) _machine.ClearExitRequest();
            _interrupts = false;
        }
    }

    /// <summary>Ends the call if it was stopped.</summary>
    /// <exception cref="SandboxTimeoutException">Its wall-clock budget is spent.</exception>
    /// <exception cref="SandboxCpuBudgetException">Its CPU budget is spent.</exception>
    /// <exception cref="OperationCanceledException">Its token was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The sandbox is being disposed of.</exception>
    public void ThrowIfStopped()
    {
        StopReason reason;
        lock (_gate) reason = _reason;
        if (reason == StopReason.None) return;
        Kills.Count(image, reason);
        throw reason switch
        {
            StopReason.TimedOut => new SandboxTimeoutException(_timeout),
            StopReason.CpuBudget => new SandboxCpuBudgetException(_cpu.Budget),
            StopReason.Cancelled => new OperationCanceledException("The guest call was cancelled.", _token),
            _ => new ObjectDisposedException(nameof(Sandbox), "The sandbox was disposed of while it ran."),
        };
    }

    /// <summary>Between calls: another machine takes the place of one that cannot go on.</summary>
    public void Attach(IStoppable machine)
    {
        lock (_gate) _machine = machine;
    }

    /// <summary>With the gate held. False if no call is under way or it is stopped already.</summary>
    private bool RequestStop(StopReason reason)
    {
        if (!_running || _reason != StopReason.None) return false;
        _reason = reason;
        _machine.RequestExit();
        return true;
    }

    /// <summary>With the gate held: the CPU budget cannot be spent before as much time has passed as is left of it.</summary>
    private void Look(long now)
    {
        _look = After(now, _cpu.Left / 1e9);
        Volatile.Write(ref _deadline, Math.Min(_end, _look));
    }

    private static long After(long now, double seconds)
    {
        var ticks = seconds * Stopwatch.Frequency;
        return ticks < Never - now ? now + (long)ticks : Never;
    }
}

using Microlight.Diagnostics;
using Microlight.Pooling;

namespace Microlight;

/// <content>From a lease back to the next renter, to the idle list, or to the end.</content>
public sealed partial class SandboxPool
{
    internal void Return(PoolPlace place)
    {
        try
        {
            // A call was left running: it is stopped, and the sandbox ends with it.
            if (place.Sandbox!.IsBusy) Empty(place);
            else Reset(place);
        }
        finally
        {
            PutBack(place);
        }
    }

    private void Reset(PoolPlace place)
    {
        switch (_options.Reset)
        {
            case SandboxResetPolicy.RestoreOnReturn:
            case SandboxResetPolicy.Reuse when place.Sandbox!.IsPoisoned:
                Restore(place);
                break;
            case SandboxResetPolicy.NewPerRent:
                Empty(place);
                if (WantsPrewarmed()) TryFill(place);
                break;
        }
        // Disposed of by its renter: a restore would have seen it.
        if (place.Sandbox is { IsDisposed: true }) Empty(place);
    }

    /// <summary>Hands a place to whoever waits longest; else its sandbox becomes idle, and an empty place goes.</summary>
    private void PutBack(PoolPlace place)
    {
        PoolWaiter? next = null;
        var disposed = false;
        lock (_gate)
        {
            disposed = _disposed;
            if (_waiters.First is { } first)
            {
                _waiters.RemoveFirst();
                next = first.Value;
            }
            else if (disposed || place.Sandbox is null)
            {
                _places--;
            }
            else
            {
                place.Processor = Thread.GetCurrentProcessorId();
                place.IdleSince = _options.TimeProvider.GetTimestamp();
                _idle.Add(place);
                ScheduleTrim();
            }
        }
        if (next is not null) next.Grant(place);
        else if (disposed) Empty(place);
    }

    /// <summary>Brings the sandbox back to its first state, or ends it if that cannot be done: the next renter then gets a new one.</summary>
    private void Restore(PoolPlace place)
    {
        try
        {
            place.Sandbox!.Restore();
            place.IsUsed = false;
            if (DiagnosticsSwitch.IsOn) PoolMetrics.Restored(this);
        }
        catch (Exception)
        {
            // Whatever the reason, it concerns this sandbox alone; it is counted, and if machines cannot be had any more, the next
            // renter hears it from Create.
            Empty(place);
            if (DiagnosticsSwitch.IsOn) PoolMetrics.Failed(this);
        }
    }

    private bool WantsPrewarmed()
    {
        lock (_gate) return !_disposed && _waiters.Count == 0 && _idle.Count < _options.Prewarm;
    }

    /// <summary>A sandbox for later renters; if it cannot be had now, the next one makes its own and hears why.</summary>
    private void TryFill(PoolPlace place)
    {
        try
        {
            Fill(place);
        }
        catch (Exception)
        {
            if (DiagnosticsSwitch.IsOn) PoolMetrics.Failed(this);
        }
    }

    private static void Empty(PoolPlace place)
    {
        var sandbox = place.Sandbox;
        place.Sandbox = null;
        place.Tenant = null;
        place.IsUsed = false;
        sandbox?.Dispose();
    }

    /// <summary>Under the gate: has the timer look at the idle list when its oldest entry has been there for long enough.</summary>
    private void ScheduleTrim()
    {
        if (_trimIsDue || _options.IdleTimeout is not { } timeout || _idle.Count == 0 || _places <= _options.Minimum) return;
        var left = timeout - _options.TimeProvider.GetElapsedTime(_idle[0].IdleSince);
        _trimIsDue = _trimTimer!.Change(left > TimeSpan.Zero ? left : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    private void Trim()
    {
        var trimmed = new List<PoolPlace>();
        lock (_gate)
        {
            _trimIsDue = false;
            while (!_disposed && _idle.Count > 0 && _places > _options.Minimum
                && _options.TimeProvider.GetElapsedTime(_idle[0].IdleSince) >= _options.IdleTimeout)
            {
                trimmed.Add(TakeIdleAt(0));
                _places--;
            }
            if (!_disposed) ScheduleTrim();
        }
        foreach (var place in trimmed) Empty(place);
        if (DiagnosticsSwitch.IsOn && trimmed.Count > 0) PoolMetrics.Trimmed(this, trimmed.Count);
    }
}

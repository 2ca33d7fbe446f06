using System.Diagnostics;
using Microlight.Diagnostics;
using Microlight.Pooling;

namespace Microlight;

/// <content>From a request to a lease.</content>
public sealed partial class SandboxPool
{
    /// <summary>Takes a sandbox, creates one where there is room, or waits on this thread until one is returned.</summary>
    /// <param name="cancellationToken">Ends the wait, also if it is cancelled already.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="SandboxPoolExhaustedException">None came free within <see cref="SandboxPoolOptions.RentTimeout"/>, or <see cref="SandboxPoolOptions.MaximumWaiting"/> others wait already.</exception>
    /// <exception cref="ObjectDisposedException">The pool was disposed of.</exception>
    /// <exception cref="SandboxException">There was room for a further sandbox, but none could be created.</exception>
    public PooledSandbox Rent(CancellationToken cancellationToken = default) => RentNow(null, cancellationToken);

    /// <summary>As <see cref="Rent(CancellationToken)"/>, for a tenant.</summary>
    /// <param name="tenant">Who it is for, where <see cref="SandboxPoolOptions.FreshMachinePerTenant"/> keeps tenants apart. Compared ordinally.</param>
    /// <param name="cancellationToken">Ends the wait, also if it is cancelled already.</param>
    /// <exception cref="InvalidOperationException">The pool does not keep tenants apart.</exception>
    public PooledSandbox Rent(string tenant, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(tenant);
        return RentNow(tenant, cancellationToken);
    }

    /// <summary>As <see cref="Rent(CancellationToken)"/>; waits without a thread.</summary>
    public ValueTask<PooledSandbox> RentAsync(CancellationToken cancellationToken = default) => RentLater(null, cancellationToken);

    /// <summary>As <see cref="Rent(string, CancellationToken)"/>; waits without a thread.</summary>
    public ValueTask<PooledSandbox> RentAsync(string tenant, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(tenant);
        return RentLater(tenant, cancellationToken);
    }

    private PooledSandbox RentNow(string? tenant, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        var place = TakeOrQueue(tenant, cancellationToken, out var waiter);
        if (place is null)
            using (waiter)
                place = Watch(waiter!, cancellationToken).GetAwaiter().GetResult();
        return Lend(place, tenant, start);
    }

    private async ValueTask<PooledSandbox> RentLater(string? tenant, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        var place = TakeOrQueue(tenant, cancellationToken, out var waiter);
        if (place is null)
            using (waiter)
                place = await Watch(waiter!, cancellationToken).ConfigureAwait(false);
        return Lend(place, tenant, start);
    }

    /// <summary>A place that the caller now has, or its waiter in the queue.</summary>
    private PoolPlace? TakeOrQueue(string? tenant, CancellationToken cancellationToken, out PoolWaiter? waiter)
    {
        if (_options.FreshMachinePerTenant != tenant is not null)
            throw new InvalidOperationException(tenant is null
                ? $"The pool '{Name}' has a machine for each tenant; name the tenant when you rent."
                : $"The pool '{Name}' does not keep tenants apart; set {nameof(SandboxPoolOptions)}.{nameof(SandboxPoolOptions.FreshMachinePerTenant)} or rent without one.");
        cancellationToken.ThrowIfCancellationRequested();
        waiter = null;
        lock (_gate)
        {
            if (_disposed) throw Disposed();
            // Nobody overtakes those who wait; while they do, there is nothing to take anyway.
            if (_waiters.Count == 0)
            {
                if (TakeIdle(tenant) is { } idle) return idle;
                if (_places < _options.Maximum)
                {
                    _places++;
                    return new PoolPlace();
                }
                // All idle ones are other tenants': the one unused for longest makes room.
                if (_idle.Count > 0) return TakeIdleAt(0);
            }
            if (_waiters.Count >= _options.MaximumWaiting) throw new SandboxPoolExhaustedException(Name, _options.Maximum, _waiters.Count);
            waiter = new PoolWaiter();
            _waiters.AddLast(waiter.Node);
            return null;
        }
    }

    /// <summary>
    /// The idle sandbox used last, whose memory is most likely still in the caches: this tenant's, else nobody's; rather one that was used on
    /// this processor, as a machine takes long to move to another.
    /// </summary>
    private PoolPlace? TakeIdle(string? tenant)
    {
        var (processor, owned, unowned) = (Thread.GetCurrentProcessorId(), -1, -1);
        for (var i = _idle.Count - 1; i >= 0; i--)
        {
            if (_idle[i].Tenant == tenant)
            {
                if (_idle[i].Processor == processor) return TakeIdleAt(i);
                if (owned < 0) owned = i;
            }
            else if (unowned < 0 && _idle[i].Tenant is null) unowned = i;
        }
        var found = owned >= 0 ? owned : unowned;
        return found < 0 ? null : TakeIdleAt(found);
    }

    private PoolPlace TakeIdleAt(int index)
    {
        var place = _idle[index];
        _idle.RemoveAt(index);
        return place;
    }

    private Task<PoolPlace> Watch(PoolWaiter waiter, CancellationToken cancellationToken)
    {
        waiter.Watch(
            leaving => { if (Leave(leaving)) leaving.Cancel(cancellationToken); }, cancellationToken,
            leaving => { if (Leave(leaving)) leaving.Fail(new SandboxPoolExhaustedException(Name, _options.Maximum, _options.RentTimeout.GetValueOrDefault())); },
            _options.RentTimeout, _options.TimeProvider);
        return waiter.Task;
    }

    /// <summary>Takes a waiter out of the queue; false if it has its place, or its refusal, already.</summary>
    private bool Leave(PoolWaiter waiter)
    {
        lock (_gate)
        {
            if (waiter.Node.List is null) return false;
            _waiters.Remove(waiter.Node);
            return true;
        }
    }

    /// <summary>Makes the sandbox in a place ready for a renter; where that fails, the place is given on.</summary>
    private PooledSandbox Lend(PoolPlace place, string? tenant, long start)
    {
        var lent = false;
        try
        {
            if (place.Tenant is not null && place.Tenant != tenant) Empty(place);
            if (place is { Sandbox: not null, IsUsed: true } && _options.Reset is SandboxResetPolicy.RestoreOnRent) Restore(place);
            if (place.Sandbox is null) Fill(place);
            place.Tenant = tenant;
            place.IsUsed = true;
            if (DiagnosticsSwitch.IsOn) PoolMetrics.Rented(this, start);
            lent = true;
            return new PooledSandbox(this, place);
        }
        finally
        {
            if (!lent) PutBack(place);
        }
    }

    private void Fill(PoolPlace place)
    {
        place.Sandbox = _create();
        if (DiagnosticsSwitch.IsOn) PoolMetrics.Created(this);
    }
}

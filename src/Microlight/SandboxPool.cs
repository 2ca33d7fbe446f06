using Microlight.Diagnostics;
using Microlight.Pooling;

namespace Microlight;

/// <summary>
/// Sandboxes of one image, kept ready and lent out one renter at a time. Thread-safe. Who finds none free waits, first come, first
/// served. Machines are recycled: a rent costs no more than a restore, and nothing at all where the last return did that.
/// </summary>
/// <remarks>
/// Lock order: <see cref="_gate"/> is taken last and held for bookkeeping alone; sandboxes are created, restored and ended outside it.
/// While anybody waits, nothing is idle and every place is taken.
/// </remarks>
public sealed partial class SandboxPool : IDisposable, IAsyncDisposable
{
    private readonly Func<Sandbox> _create;
    private readonly SandboxPoolOptions _options;
    private readonly Lock _gate = new();
    /// <summary>Places with a sandbox that nobody uses, in the order of their return.</summary>
    private readonly List<PoolPlace> _idle = [];
    private readonly LinkedList<PoolWaiter> _waiters = [];
    private readonly ITimer? _trimTimer;
    private bool _trimIsDue;
    /// <summary>Places that exist: idle, lent or on the way from one to the other.</summary>
    private int _places;
    private bool _disposed;

    private SandboxPool(string name, Func<Sandbox> create, SandboxPoolOptions options)
    {
        Name = options.Name ?? name;
        _create = create;
        _options = options;
        if (options.IdleTimeout is not null)
            _trimTimer = options.TimeProvider.CreateTimer(static pool => ((SandboxPool)pool!).Trim(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Makes a pool and creates <see cref="SandboxPoolOptions.Prewarm"/> sandboxes. The image must outlive the pool.</summary>
    /// <param name="image">What the sandboxes run.</param>
    /// <param name="sandboxOptions">Options of each sandbox; host functions are shared by all and so called from several threads at once.</param>
    /// <param name="options">Size and rules of the pool.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    /// <exception cref="SandboxException">A sandbox could not be created, as <see cref="Sandbox.Create(GuestImage, SandboxOptions?)"/> says.</exception>
    public static SandboxPool Create(GuestImage image, SandboxOptions? sandboxOptions = null, SandboxPoolOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        sandboxOptions ??= new SandboxOptions();
        sandboxOptions.Validate();
        return Create(image.Name, () => Sandbox.Create(image, sandboxOptions), options ?? new SandboxPoolOptions());
    }

    /// <summary>
    /// As <see cref="Create(GuestImage, SandboxOptions?, SandboxPoolOptions?)"/>, of sandboxes that start where a snapshot was taken and
    /// come back there: what a guest does once, it did before. The snapshot must outlive the pool.
    /// </summary>
    /// <param name="snapshot">The first state.</param>
    /// <param name="sandboxOptions">As for <see cref="Sandbox.Create(Snapshot, SandboxOptions?)"/>.</param>
    /// <param name="options">Size and rules of the pool.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    /// <exception cref="SandboxException">A sandbox could not be created, as <see cref="Sandbox.Create(Snapshot, SandboxOptions?)"/> says.</exception>
    public static SandboxPool Create(Snapshot snapshot, SandboxOptions? sandboxOptions = null, SandboxPoolOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        sandboxOptions?.Validate();
        return Create(snapshot.Image.Name, () => Sandbox.Create(snapshot, sandboxOptions), options ?? new SandboxPoolOptions());
    }

    internal static SandboxPool Create(string name, Func<Sandbox> create, SandboxPoolOptions options)
    {
        options.Validate();
        var pool = new SandboxPool(name, create, options);
        try
        {
            pool.Prewarm();
            if (DiagnosticsSwitch.IsOn) PoolMetrics.Add(pool);
            return pool;
        }
        catch
        {
            pool.Dispose();
            throw;
        }
    }

    /// <summary>What the pool is called in metrics and messages.</summary>
    public string Name { get; }

    /// <summary>Whether each rent must name its tenant (<see cref="SandboxPoolOptions.FreshMachinePerTenant"/>).</summary>
    public bool KeepsTenantsApart => _options.FreshMachinePerTenant;

    /// <summary>Sandboxes of this pool: lent, idle, or being made ready for a renter.</summary>
    public int Count
    {
        get { lock (_gate) return _places; }
    }

    /// <summary>Sandboxes that wait for a renter.</summary>
    public int IdleCount
    {
        get { lock (_gate) return _idle.Count; }
    }

    /// <summary>Renters that wait for a sandbox.</summary>
    public int WaitingCount
    {
        get { lock (_gate) return _waiters.Count; }
    }

    /// <summary>
    /// Ends the idle sandboxes and refuses whoever waits or comes later. Sandboxes that are lent stay their renters' and end with
    /// their leases; nobody waits for them.
    /// </summary>
    public void Dispose()
    {
        PoolPlace[] idle;
        PoolWaiter[] waiters;
        lock (_gate)
        {
            if (_disposed) return;
            _disposed = true;
            idle = [.. _idle];
            waiters = [.. _waiters];
            _idle.Clear();
            _waiters.Clear();
            _places -= idle.Length;
        }
        if (DiagnosticsSwitch.IsOn) PoolMetrics.Remove(this);
        _trimTimer?.Dispose();
        foreach (var waiter in waiters) waiter.Fail(Disposed());
        foreach (var place in idle) Empty(place);
    }

    /// <summary>As <see cref="Dispose"/>, without holding up the caller: a machine takes a fraction of a millisecond to end.</summary>
    public ValueTask DisposeAsync() => new(Task.Run(Dispose));

    private ObjectDisposedException Disposed() => new(nameof(SandboxPool), $"The sandbox pool '{Name}' was disposed of.");

    private void Prewarm()
    {
        for (var i = 0; i < _options.Prewarm; i++)
        {
            var place = new PoolPlace();
            lock (_gate) _places++;
            try
            {
                Fill(place);
            }
            finally
            {
                PutBack(place);
            }
        }
    }
}

namespace Microlight.Wasm.Components;

/// <summary>
/// Instances of one component, kept ready and lent out one renter at a time: a <see cref="SandboxPool"/> whose sandboxes start after the
/// component's initialisation and come back there. Thread-safe.
/// </summary>
public sealed class WasmComponentPool : IDisposable, IAsyncDisposable
{
    private readonly SandboxPool _pool;
    private readonly Snapshot _snapshot;

    private WasmComponentPool(SandboxPool pool, Snapshot snapshot) => (_pool, _snapshot) = (pool, snapshot);

    /// <summary>The sandboxes: how many there are, and who waits.</summary>
    public SandboxPool Sandboxes => _pool;

    /// <summary>Initialises one instance, and makes a pool of its state. The component must outlive the pool.</summary>
    /// <param name="component">What the instances are of.</param>
    /// <param name="imports">What the host provides, to all instances; null for nothing.</param>
    /// <param name="sandboxOptions">Options of each sandbox.</param>
    /// <param name="options">Size and rules of the pool.</param>
    /// <param name="limits">What one crossing may make of the host; null for the usual.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    /// <exception cref="InvalidOperationException">The component takes handles of the host's objects while it is initialised, which its copies would not have.</exception>
    /// <inheritdoc cref="WasmComponent.Instantiate(ComponentImports?, SandboxOptions?, TransferLimits?, CancellationToken)"/>
    public static WasmComponentPool Create(WasmComponent component, ComponentImports? imports = null, SandboxOptions? sandboxOptions = null, SandboxPoolOptions? options = null, TransferLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(component);
        Snapshot snapshot;
        using (var first = component.Instantiate(imports, sandboxOptions, limits)) snapshot = first.TakeSnapshot();
        try
        {
            var pool = SandboxPool.Create(component.Image.Name, () => component.Instantiate(snapshot, imports, sandboxOptions, limits).Sandbox, options ?? new SandboxPoolOptions());
            return new WasmComponentPool(pool, snapshot);
        }
        catch
        {
            snapshot.Dispose();
            throw;
        }
    }

    /// <summary>Lends an instance; waits for one on this thread.</summary>
    /// <inheritdoc cref="SandboxPool.Rent(CancellationToken)"/>
    public PooledComponent Rent(CancellationToken cancellationToken = default) => new(_pool.Rent(cancellationToken));

    /// <summary>Lends an instance that served this tenant or nobody.</summary>
    /// <inheritdoc cref="SandboxPool.Rent(string, CancellationToken)"/>
    public PooledComponent Rent(string tenant, CancellationToken cancellationToken = default) => new(_pool.Rent(tenant, cancellationToken));

    /// <summary>As <see cref="Rent(CancellationToken)"/>, asynchronously.</summary>
    /// <inheritdoc cref="SandboxPool.RentAsync(CancellationToken)"/>
    public async ValueTask<PooledComponent> RentAsync(CancellationToken cancellationToken = default) => new(await _pool.RentAsync(cancellationToken).ConfigureAwait(false));

    /// <summary>As <see cref="Rent(string, CancellationToken)"/>, asynchronously.</summary>
    /// <inheritdoc cref="SandboxPool.RentAsync(string, CancellationToken)"/>
    public async ValueTask<PooledComponent> RentAsync(string tenant, CancellationToken cancellationToken = default) => new(await _pool.RentAsync(tenant, cancellationToken).ConfigureAwait(false));

    /// <inheritdoc cref="SandboxPool.Dispose"/>
    public void Dispose()
    {
        _pool.Dispose();
        _snapshot.Dispose();
    }

    /// <inheritdoc cref="SandboxPool.DisposeAsync"/>
    public ValueTask DisposeAsync() => new(Task.Run(Dispose));
}

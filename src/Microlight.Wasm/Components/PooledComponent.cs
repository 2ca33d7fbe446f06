namespace Microlight.Wasm.Components;

/// <summary>
/// An instance on loan from a <see cref="WasmComponentPool"/>: the renter's alone until <see cref="Dispose"/>. Nothing of it may be used
/// afterwards: it is somebody else's then.
/// </summary>
public sealed class PooledComponent : IDisposable
{
    private readonly PooledSandbox _sandbox;
    private WasmComponentInstance? _instance;

    internal PooledComponent(PooledSandbox sandbox) => (_sandbox, _instance) = (sandbox, (WasmComponentInstance)sandbox.Sandbox.Owner!);

    /// <exception cref="ObjectDisposedException">It was returned.</exception>
    public WasmComponentInstance Instance => Volatile.Read(ref _instance) ?? throw new ObjectDisposedException(nameof(PooledComponent), "The instance was returned to its pool.");

    /// <summary>
    /// Returns the instance, once; more often does nothing. Also with a call under way, which is then stopped and its sandbox ended.
    /// What the host keeps for it is disposed of where the pool restores it.
    /// </summary>
    public void Dispose()
    {
        Interlocked.Exchange(ref _instance, null)?.Abandon();
        _sandbox.Dispose();
    }
}

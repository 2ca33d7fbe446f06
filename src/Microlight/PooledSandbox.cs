using Microlight.Pooling;

namespace Microlight;

/// <summary>
/// A sandbox on loan from a <see cref="SandboxPool"/>: the renter's alone until <see cref="Dispose"/>. Nothing of it (the sandbox, its
/// memory views) may be used afterwards: it is somebody else's then.
/// </summary>
public sealed class PooledSandbox : IDisposable
{
    private readonly SandboxPool _pool;
    private PoolPlace? _place;

    internal PooledSandbox(SandboxPool pool, PoolPlace place)
    {
        _pool = pool;
        _place = place;
    }

    /// <exception cref="ObjectDisposedException">It was returned.</exception>
    public Sandbox Sandbox => Volatile.Read(ref _place)?.Sandbox ?? throw new ObjectDisposedException(nameof(PooledSandbox), "The sandbox was returned to its pool.");

    /// <summary>
    /// Returns the sandbox, once; more often does nothing. Also with a call under way, which is then stopped and its sandbox ended.
    /// Throws nothing: a sandbox that cannot be brought back is ended and its place in the pool free again.
    /// </summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _place, null) is { } place) _pool.Return(place);
    }
}

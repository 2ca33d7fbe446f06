namespace Microlight.Wasi;

/// <summary>
/// What one guest has of WASI: its descriptors and what they are granted to reach. One context serves one sandbox; it is used from
/// the thread that runs the guest and outlives every call. Disposing it closes the descriptors.
/// </summary>
public sealed class WasiContext : IDisposable
{
    /// <summary>Opens what <paramref name="options"/> grant.</summary>
    /// <exception cref="ArgumentException">An argument, a variable or a guest path that cannot be passed to a guest.</exception>
    /// <exception cref="Filesystem.DirectoryGrantException">A directory that cannot be granted.</exception>
    public WasiContext(WasiOptions options) => throw new NotImplementedException();

    /// <summary>
    /// Closes what the guest opened and grants everything anew, as at creation: to be called when the sandbox is restored.
    /// </summary>
    public void Reset() => throw new NotImplementedException();

    public void Dispose() => throw new NotImplementedException();
}

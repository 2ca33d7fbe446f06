namespace Microlight.Wasi.Io;

/// <summary>Where the bytes of a guest's input come from. Reading never waits; waiting holds no thread. Used by one call at a time.</summary>
internal abstract class ByteSource : IDisposable
{
    /// <summary>Whether a read would give something at once: bytes, the end or a failure. Does not throw.</summary>
    public abstract bool IsReady { get; }

    /// <summary>Reads at least one byte; 0 at the end, −1 if nothing is there yet. <paramref name="destination"/> is not empty.</summary>
    /// <exception cref="IOException">The source failed.</exception>
    public abstract int Read(Span<byte> destination);

    /// <summary>Completes when <see cref="IsReady"/> may have become true.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public abstract ValueTask WaitAsync(CancellationToken cancellationToken);

    public virtual void Dispose()
    {
    }
}

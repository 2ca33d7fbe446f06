namespace Microlight.Wasi.Io;

/// <summary>Where the bytes of a guest's output go. Writing never waits; waiting holds no thread. Used by one call at a time.</summary>
internal abstract class ByteSink : IDisposable
{
    /// <summary>Bytes that it takes now; 0 while it is busy, null when nobody takes any more.</summary>
    /// <exception cref="IOException">An earlier write failed.</exception>
    public abstract int? Budget { get; }

    /// <summary>Whether <see cref="Budget"/> has something to say other than 0: room, the end or a failure. Does not throw.</summary>
    public abstract bool IsReady { get; }

    /// <summary>Takes all of it, at most <see cref="Budget"/> bytes. A copy is made of what is not written at once.</summary>
    /// <exception cref="IOException">The sink failed.</exception>
    public abstract void Write(ReadOnlySpan<byte> bytes);

    /// <summary>Completes when <see cref="IsReady"/> may have become true.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public abstract ValueTask WaitAsync(CancellationToken cancellationToken);

    public virtual void Dispose()
    {
    }
}

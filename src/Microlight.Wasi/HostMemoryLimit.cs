namespace Microlight.Wasi;

/// <summary>Counts the bytes that a guest makes the host keep for it in things without a limit of their own, such as header fields.</summary>
internal sealed class HostMemoryLimit(long maximum)
{
    private long _used;

    /// <exception cref="ProtocolViolationException">It would be too much: the guest's call ends.</exception>
    public void Take(long bytes)
    {
        if (Interlocked.Add(ref _used, bytes) <= maximum) return;
        Interlocked.Add(ref _used, -bytes);
        throw new ProtocolViolationException($"The guest keeps more than {maximum:#,0} bytes in the host.");
    }

    public void Return(long bytes) => Interlocked.Add(ref _used, -bytes);
}

namespace Microlight.Wasi;

/// <summary>Counts what a guest has open of the host's files and sockets, up to the most that it may have.</summary>
internal sealed class OpenLimit(int maximum)
{
    private int _open;

    /// <summary>Counts one more; false if that would be too many.</summary>
    public bool TryOpen()
    {
        if (Interlocked.Increment(ref _open) <= maximum) return true;
        Interlocked.Decrement(ref _open);
        return false;
    }

    /// <summary>One less.</summary>
    public void Close() => Interlocked.Decrement(ref _open);
}

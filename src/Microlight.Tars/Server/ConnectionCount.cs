namespace Microlight.Tars.Server;

/// <summary>Counts the connections of all endpoints of a server.</summary>
internal sealed class ConnectionCount(int most)
{
    private int _count;

    public bool TryAdd()
    {
        if (Interlocked.Increment(ref _count) <= most) return true;
        Interlocked.Decrement(ref _count);
        return false;
    }

    public void Remove() => Interlocked.Decrement(ref _count);
}

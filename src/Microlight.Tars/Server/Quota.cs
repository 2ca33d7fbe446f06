namespace Microlight.Tars.Server;

/// <summary>Counts what all clients of a server have together, connections or bytes of requests, up to the most that they may have.</summary>
internal sealed class Quota(long most)
{
    private long _used;

    /// <summary>Takes some; false, and nothing is taken, if that would be too many.</summary>
    public bool TryTake(int number)
    {
        if (Interlocked.Add(ref _used, number) <= most) return true;
        Interlocked.Add(ref _used, -number);
        return false;
    }

    public void Give(int number) => Interlocked.Add(ref _used, -number);

    public long Used => Interlocked.Read(ref _used);
}

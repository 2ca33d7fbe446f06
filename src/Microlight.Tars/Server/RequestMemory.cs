namespace Microlight.Tars.Server;

/// <summary>Counts the bytes of requests that a server holds, so that clients together cannot make it hold too much.</summary>
internal sealed class RequestMemory(long most)
{
    private long _used;

    public bool TryTake(int bytes)
    {
        if (Interlocked.Add(ref _used, bytes) <= most) return true;
        Interlocked.Add(ref _used, -bytes);
        return false;
    }

    public void Give(int bytes) => Interlocked.Add(ref _used, -bytes);

    public long Used => Interlocked.Read(ref _used);
}

namespace Microlight.AspNetCore;

/// <summary>Lets so many requests in at once and so many wait; first come, first served.</summary>
internal sealed class RequestGate(int maximumConcurrency, int maximumQueue) : IDisposable
{
    private readonly SemaphoreSlim _room = new(maximumConcurrency);
    private int _waiting;

    public int Waiting => Volatile.Read(ref _waiting);

    public int Active => maximumConcurrency - _room.CurrentCount;

    /// <summary>True if it may go on, and then has to leave; false if there is no room to wait either.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public ValueTask<bool> EnterAsync(CancellationToken cancellationToken)
    {
        return _room.Wait(0, CancellationToken.None) ? new(true) : WaitAsync(cancellationToken);
    }

    public void Leave() => _room.Release();

    public void Dispose() => _room.Dispose();

    private async ValueTask<bool> WaitAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Increment(ref _waiting) > maximumQueue)
        {
            Interlocked.Decrement(ref _waiting);
            return false;
        }
        try
        {
            await _room.WaitAsync(cancellationToken).ConfigureAwait(false);
            return true;
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }
}

namespace Microlight.Pooling;

/// <summary>
/// One rent that waits for a place. Who takes it out of the queue, under the pool's lock, is the one who completes it: with a place,
/// or with the reason why there is none. So no place is given to a waiter that has left.
/// </summary>
internal sealed class PoolWaiter : IDisposable
{
    private readonly TaskCompletionSource<PoolPlace> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CancellationTokenRegistration _registration;
    private ITimer? _timer;

    public PoolWaiter() => Node = new LinkedListNode<PoolWaiter>(this);

    public LinkedListNode<PoolWaiter> Node { get; }
    public Task<PoolPlace> Task => _completion.Task;

    /// <summary>After it was queued: what may end the wait early, each by a function that takes it out of the queue first.</summary>
    public void Watch(Action<PoolWaiter> cancel, CancellationToken cancellationToken, Action<PoolWaiter> expire, TimeSpan? timeout, TimeProvider time)
    {
        if (timeout is { } limit) _timer = time.CreateTimer(_ => expire(this), null, limit, Timeout.InfiniteTimeSpan);
        if (cancellationToken.CanBeCanceled) _registration = cancellationToken.UnsafeRegister(_ => cancel(this), null);
    }

    public void Grant(PoolPlace place) => _completion.SetResult(place);
    public void Cancel(CancellationToken cancellationToken) => _completion.SetCanceled(cancellationToken);
    public void Fail(Exception reason) => _completion.SetException(reason);

    public void Dispose()
    {
        _registration.Dispose();
        _timer?.Dispose();
    }
}

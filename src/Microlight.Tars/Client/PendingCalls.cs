using System.Collections.Concurrent;

namespace Microlight.Tars.Client;

/// <summary>The calls of a connection that have no reply yet.</summary>
internal sealed class PendingCalls
{
    private readonly ConcurrentDictionary<int, TaskCompletionSource<TarsReply>> _calls = new();
    private TarsCallException? _lost;

    /// <summary>Adds a call and sends it; waits for its reply.</summary>
    /// <exception cref="TarsCallException">The connection was lost.</exception>
    public Task<TarsReply> CallAsync(int id, ReadOnlyMemory<byte> frame, IClientConnection connection, CancellationToken cancellationToken)
    {
        var call = new TaskCompletionSource<TarsReply>(TaskCreationOptions.RunContinuationsAsynchronously);
        _calls[id] = call;
        // Either it is in the table before the connection is lost, or that is seen here.
        if (Volatile.Read(ref _lost) is { } lost) call.TrySetException(Copy(lost));
        else
        {
            try
            {
                connection.Send(frame.Span);
            }
            catch (TarsCallException exception)
            {
                call.TrySetException(exception);
            }
        }
        return WaitAsync(id, call, cancellationToken);
    }

    public void Complete(TarsReply reply)
    {
        // None: its time is over, or the server made it up.
        if (_calls.TryGetValue(reply.RequestId, out var call)) call.TrySetResult(reply);
    }

    public void Fail(TarsCallException exception)
    {
        Interlocked.CompareExchange(ref _lost, exception, null);
        foreach (var call in _calls.Values) call.TrySetException(Copy(exception));
    }

    /// <summary>Each caller has an exception of its own: it is thrown where they are.</summary>
    private static TarsCallException Copy(TarsCallException exception) => new(exception.Code, exception.Message, exception.InnerException);

    private async Task<TarsReply> WaitAsync(int id, TaskCompletionSource<TarsReply> call, CancellationToken cancellationToken)
    {
        try
        {
            using var registration = cancellationToken.UnsafeRegister(static (state, token) => ((TaskCompletionSource<TarsReply>)state!).TrySetCanceled(token), call);
            return await call.Task.ConfigureAwait(false);
        }
        finally
        {
            _calls.TryRemove(id, out _);
        }
    }
}

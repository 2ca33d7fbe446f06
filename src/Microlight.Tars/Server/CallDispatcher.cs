using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Diagnostics;
using Microlight.Tars.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Microlight.Tars.Server;

/// <summary>Takes the calls of all connections, lets so many run at once, and sees that each has its reply in time.</summary>
internal sealed class CallDispatcher(TarsServerOptions options, FrozenDictionary<string, TarsServant> servants, Quota memory, ILogger logger) : IThreadPoolWorkItem
{
    private const string Ping = "tars_ping";

    private readonly ConcurrentQueue<TarsCall> _queue = new();
    private readonly CancellationTokenSource _stopping = new();
    private int _accepted, _running, _active;

    /// <summary>Calls that have no reply yet.</summary>
    public int Active => Volatile.Read(ref _active);

    /// <summary>Ends when calls are not let finish any longer.</summary>
    public CancellationToken Stopping => _stopping.Token;

    /// <summary>Takes a call; its bytes are the memory's already, unless <paramref name="isTooMuch"/>.</summary>
    public void Take(TarsCall call, bool isTooMuch)
    {
        Interlocked.Increment(ref _active);
        if (isTooMuch) End(call, TarsReturnCode.Overload, "The server holds as many requests as it can.");
        else if (call.Request.Version is not (TarsVersion.Tars or TarsVersion.TupComplex or TarsVersion.TupSimple)) End(call, TarsReturnCode.DecodeError, $"There is no version {(short)call.Request.Version} here; possible are 1, 2 and 3.");
        else if (!servants.TryGetValue(call.Request.ServantName, out var servant)) End(call, TarsReturnCode.NoServant, $"There is no servant '{PeerText.Show(call.Request.ServantName)}' here.");
        else if (call.FunctionName == Ping) Answer(call, servant);
        else Enqueue(call, servant);
    }

    /// <summary>Lets no call finish any longer.</summary>
    public void Stop() => _stopping.Cancel();

    void IThreadPoolWorkItem.Execute() => _ = RunAsync();

    private static void WritePing(TarsCall call)
    {
        var results = call.WriteResults(1);
        results.Write<int, Int32Codec>(0, "", 0);
    }

    private void Answer(TarsCall call, TarsServant servant)
    {
        call.Servant = servant;
        WritePing(call);
        Finish(call);
    }

    private void Enqueue(TarsCall call, TarsServant servant)
    {
        (call.Servant, call.Limit) = (servant, options.InvokeTimeout);
        if (call.Request.Timeout > 0 && call.Request.Timeout < call.Limit.TotalMilliseconds) call.Limit = TimeSpan.FromMilliseconds(call.Request.Timeout);
        // Those that run have a place of their own: the queue is for the others.
        if (Interlocked.Increment(ref _accepted) > (long)options.MaxQueuedCalls + options.MaxConcurrentCalls)
        {
            Interlocked.Decrement(ref _accepted);
            End(call, TarsReturnCode.Overload, "The server has more calls waiting than it takes.");
            return;
        }
        TarsMetrics.QueuedCalls.Add(1);
        _queue.Enqueue(call);
        if (TryBeginRunning()) ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    private bool TryBeginRunning()
    {
        while (true)
        {
            var running = Volatile.Read(ref _running);
            if (running >= options.MaxConcurrentCalls) return false;
            if (Interlocked.CompareExchange(ref _running, running + 1, running) == running) return true;
        }
    }

    private async Task RunAsync()
    {
        do
        {
            while (_queue.TryDequeue(out var call))
            {
                TarsMetrics.QueuedCalls.Add(-1);
                try
                {
                    await RunAsync(call).ConfigureAwait(false);
                }
                catch (Exception exception)
                {
                    // A fault of this library: of that call, not of those that follow.
                    logger.LogCritical(exception, "{Servant}.{Function} could not be answered.", call.Request.ServantName, PeerText.Show(call.FunctionName));
                }
                Interlocked.Decrement(ref _accepted);
            }
            Interlocked.Decrement(ref _running);
            // A call may have come in between and found all places taken.
        }
        while (!_queue.IsEmpty && TryBeginRunning());
    }

    private async ValueTask RunAsync(TarsCall call)
    {
        if (Stopwatch.GetElapsedTime(call.Arrived) > options.QueueTimeout || call.Left <= TimeSpan.Zero)
        {
            End(call, TarsReturnCode.QueueTimeout, "The call waited too long for its turn.");
            return;
        }
        TarsMetrics.ActiveCalls.Add(1);
        Task? running = null;
        try
        {
            var task = call.Servant!.InvokeAsync(call);
            if (task.IsCompletedSuccessfully) task.GetAwaiter().GetResult();
            else running = task.AsTask();
        }
        catch (Exception exception)
        {
            Fail(call, exception);
        }
        if (running is null) Finish(call);
        else await WaitAsync(call, running).ConfigureAwait(false);
        TarsMetrics.ActiveCalls.Add(-1);
    }

    private async Task WaitAsync(TarsCall call, Task task)
    {
        var left = call.Left;
        var isInTime = left > TimeSpan.Zero && await EndsAsync(task, left).ConfigureAwait(false);
        if (!isInTime)
        {
            WarnOfTimeout(call);
            call.ReplyEarly(TarsReturnCode.InvokeTimeout, "The function took too long.");
            call.Channel.CallEnded();
            call.Cancel();
        }
        try
        {
            // Its place is taken until it ends: a servant that does not heed the token must not pile up calls.
            await task.ConfigureAwait(false);
        }
        catch (Exception exception) when (isInTime)
        {
            Fail(call, exception);
        }
        catch (Exception exception)
        {
            logger.LogDebug(exception, "{Servant}.{Function} ended after its time was over.", call.Request.ServantName, PeerText.Show(call.FunctionName));
        }
        if (isInTime) Finish(call);
        else Release(call);
    }

    private static async Task<bool> EndsAsync(Task task, TimeSpan time)
    {
        if (time == TimeSpan.MaxValue) time = Timeout.InfiniteTimeSpan;
        using var stop = new CancellationTokenSource();
        var ended = await Task.WhenAny(task, Task.Delay(time, stop.Token)).ConfigureAwait(false) == task;
        stop.Cancel();
        return ended;
    }

    private void Fail(TarsCall call, Exception exception)
    {
        switch (exception)
        {
            case TarsCallException:
                // What another server said is not what this one says.
                logger.LogWarning(exception, "{Servant}.{Function} could not make a call of its own.", call.Request.ServantName, PeerText.Show(call.FunctionName));
                call.Fail(TarsReturnCode.Unknown, "The servant could not make a call of its own.");
                break;
            case TarsException known:
                call.Fail(known.Code, known.Message);
                break;
            case OperationCanceledException when Stopping.IsCancellationRequested:
                call.Fail(TarsReturnCode.Unknown, "The server is stopping.");
                break;
            case OperationCanceledException when call.CancellationToken.IsCancellationRequested:
                WarnOfTimeout(call);
                call.Fail(TarsReturnCode.InvokeTimeout, "The function took too long.");
                break;
            default:
                logger.LogError(exception, "{Servant}.{Function} failed.", call.Request.ServantName, PeerText.Show(call.FunctionName));
                call.Fail(TarsReturnCode.Unknown, "The servant failed.");
                break;
        }
    }

    private void WarnOfTimeout(TarsCall call) => logger.LogWarning("{Servant}.{Function} took too long.", call.Request.ServantName, PeerText.Show(call.FunctionName));

    private void End(TarsCall call, TarsReturnCode code, string description)
    {
        call.Fail(code, description);
        Finish(call);
    }

    private void Finish(TarsCall call)
    {
        call.Reply(isLast: _queue.IsEmpty);
        call.Channel.CallEnded();
        Release(call);
    }

    private void Release(TarsCall call)
    {
        TarsMetrics.Record(call, Stopwatch.GetElapsedTime(call.Arrived));
        if (call.HoldsMemory) memory.Give(call.PacketLength);
        call.Release();
        Interlocked.Decrement(ref _active);
    }
}

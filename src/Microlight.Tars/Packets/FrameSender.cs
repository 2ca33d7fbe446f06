using System.Diagnostics;
using System.Net.Sockets;

namespace Microlight.Tars;

/// <summary>Sends packets through a connection in the order they came, many at once where they come faster than they go. Nobody waits for it.</summary>
internal sealed class FrameSender(Socket socket, int most, Action<Exception> failed) : IThreadPoolWorkItem
{
    private readonly Lock _gate = new();
    private PooledBuffer _waiting = new(), _going = new();
    private TaskCompletionSource? _drained;
    private long _since;
    private bool _isSending, _isClosed;

    /// <summary>Bytes that have not gone.</summary>
    public int Unsent { get; private set; }

    /// <summary>How long the bytes that are going have not moved.</summary>
    public TimeSpan Stalled
    {
        get
        {
            lock (_gate) return _isSending ? Stopwatch.GetElapsedTime(_since) : TimeSpan.Zero;
        }
    }

    /// <summary>Sends a packet, its length included.</summary>
    /// <param name="frame">The packet.</param>
    /// <param name="isLast">Whether no other is expected just now: then it goes at once, otherwise with those that come until a thread is free.</param>
    /// <returns>False where too much waits, or the connection is closed: it is not sent.</returns>
    public bool Send(ReadOnlySpan<byte> frame, bool isLast = false)
    {
        lock (_gate)
        {
            if (_isClosed || Unsent + frame.Length > most) return false;
            frame.CopyTo(_waiting.GetSpan(frame.Length));
            _waiting.Advance(frame.Length);
            Unsent += frame.Length;
            if (_isSending) return true;
            (_isSending, _since) = (true, Stopwatch.GetTimestamp());
        }
        if (isLast) _ = SendAllAsync();
        else ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        return true;
    }

    /// <summary>Waits until no more than that many bytes wait.</summary>
    public async ValueTask WaitAsync(int unsent)
    {
        while (true)
        {
            Task drained;
            lock (_gate)
            {
                if (_isClosed || Unsent <= unsent) return;
                drained = (_drained ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            }
            await drained.ConfigureAwait(false);
        }
    }

    /// <summary>Nothing more is sent.</summary>
    public void Close()
    {
        lock (_gate)
        {
            if (_isClosed) return;
            _isClosed = true;
            _waiting.Dispose();
            Unsent = 0;
            _drained?.TrySetResult();
        }
    }

    void IThreadPoolWorkItem.Execute() => _ = SendAllAsync();

    private async Task SendAllAsync()
    {
        try
        {
            while (Next())
            {
                for (var rest = _going.WrittenMemory; rest.Length > 0;)
                {
                    var sent = await socket.SendAsync(rest, SocketFlags.None).ConfigureAwait(false);
                    rest = rest[sent..];
                    lock (_gate)
                    {
                        _since = Stopwatch.GetTimestamp();
                        if (!_isClosed) Unsent -= sent;
                    }
                }
            }
        }
        catch (Exception exception)
        {
            lock (_gate)
            {
                _isSending = false;
                _going.Dispose();
            }
            failed(exception);
        }
    }

    private bool Next()
    {
        lock (_gate)
        {
            _going.Clear();
            if (!_isClosed && _waiting.Length > 0)
            {
                (_going, _waiting) = (_waiting, _going);
                return true;
            }
            // An idle connection holds no memory.
            _going.Dispose();
            _waiting.Dispose();
            _isSending = false;
            _drained?.TrySetResult();
            _drained = null;
            return false;
        }
    }
}

namespace Microlight.Wasi.Io;

/// <summary>
/// Reads a .NET stream for a guest: never blocks past a cancellation, knows whether a read would block, and keeps what arrives after a
/// cancelled read for the next one. At most one read of the stream is under way.
/// </summary>
internal sealed class StreamSource(Stream stream, HostWait wait)
{
    private const int BufferSize = 64 << 10;
    private byte[]? _buffer;
    private ReadOnlyMemory<byte> _unread;
    private Task<int>? _pending;

    /// <summary>Whether a read would return at once; starts to read ahead where that is not known yet.</summary>
    public bool IsReady
    {
        get
        {
            Start();
            return !_unread.IsEmpty || _pending is { IsCompleted: true };
        }
    }

    /// <summary>Bytes that are here already.</summary>
    public int Available
    {
        get
        {
            if (_unread.IsEmpty && _pending is { IsCompletedSuccessfully: true } pending) return pending.Result;
            return _unread.Length;
        }
    }

    /// <summary>Reads at least one byte, or 0 at the end; returns −1 if that would block and must not.</summary>
    /// <exception cref="IOException">The stream failed.</exception>
    public int Read(Span<byte> destination, bool nonBlocking, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (destination.IsEmpty) return 0;
        Start();
        if (_unread.IsEmpty)
        {
            var pending = _pending!;
            if (!pending.IsCompleted)
            {
                if (nonBlocking) return -1;
                // WaitAsync leaves the read itself running: its bytes belong to the next call.
                ((Task)pending).WaitAsync(cancellationToken).GetAwaiter().GetResult();
            }
            _pending = null;
            _unread = _buffer.AsMemory(0, pending.GetAwaiter().GetResult());
        }
        var count = Math.Min(destination.Length, _unread.Length);
        _unread.Span[..count].CopyTo(destination);
        _unread = _unread[count..];
        return count;
    }

    private void Start()
    {
        if (_pending is not null || !_unread.IsEmpty) return;
        _buffer ??= new byte[BufferSize];
        _pending = stream.ReadAsync(_buffer, CancellationToken.None).AsTask();
        if (!_pending.IsCompleted)
            _pending.ContinueWith(static (_, state) => ((HostWait)state!).Wake(), wait, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }
}

namespace Microlight.Wasi.Io;

/// <summary>
/// Reads a .NET stream ahead of the guest. What arrives after a cancelled wait is kept for the next read. At most one read of the stream is
/// under way. The stream stays its owner's.
/// </summary>
/// <param name="stream">Read asynchronously.</param>
/// <param name="arrived">Called on any thread when a read that was under way has ended.</param>
internal sealed class StreamSource(Stream stream, Action? arrived = null) : ByteSource
{
    private const int BufferSize = 64 << 10;
    private byte[]? _buffer;
    private ReadOnlyMemory<byte> _unread;
    private Task<int>? _pending;
    private bool _isClosed;

    /// <summary>Starts to read ahead where it is not known yet.</summary>
    public override bool IsReady
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

    public override int Read(Span<byte> destination)
    {
        Start();
        if (_unread.IsEmpty)
        {
            var pending = _pending!;
            if (!pending.IsCompleted) return -1;
            if (_isClosed) return 0;
            _pending = null;
            _unread = _buffer.AsMemory(0, pending.GetAwaiter().GetResult());
        }
        var count = Math.Min(destination.Length, _unread.Length);
        _unread.Span[..count].CopyTo(destination);
        _unread = _unread[count..];
        return count;
    }

    /// <summary>A cancelled wait leaves the read itself running: its bytes belong to the next call.</summary>
    public override ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        Start();
        return _unread.IsEmpty && _pending is { IsCompleted: false } pending ? new ValueTask(Wait.ForEndOf(pending, cancellationToken)) : default;
    }

    /// <summary>From now on it is at its end; what has arrived is discarded.</summary>
    public void Close()
    {
        _unread = default;
        _pending = Task.FromResult(0);
        _isClosed = true;
    }

    private void Start()
    {
        if (_pending is not null || !_unread.IsEmpty) return;
        _buffer ??= new byte[BufferSize];
        _pending = ReadAheadAsync();
        if (!_pending.IsCompleted && arrived is not null)
            _pending.ContinueWith(static (_, state) => ((Action)state!)(), arrived, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private async Task<int> ReadAheadAsync()
    {
        try
        {
            return await stream.ReadAsync(_buffer, CancellationToken.None).ConfigureAwait(false);
        }
        catch (ObjectDisposedException)
        {
            return 0; // its owner has closed it
        }
        catch (Exception exception) when (exception is not IOException)
        {
            throw new IOException(exception.Message, exception);
        }
    }
}

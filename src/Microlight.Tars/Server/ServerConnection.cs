using System.Buffers;
using System.Diagnostics;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using Microlight.Tars.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Microlight.Tars.Server;

/// <summary>A client's TCP connection: packets in, replies out, and the times that a client has for both.</summary>
internal sealed class ServerConnection : IReplyChannel
{
    private readonly Socket _socket;
    private readonly TarsServerOptions _options;
    private readonly PacketReceiver _receiver;
    private readonly Quota _memory;
    private readonly ILogger _logger;
    private readonly FrameSender _sender;
    private readonly PipeReader _reader;
    private readonly TimeSpan _idleTimeout;
    private readonly CancellationTokenSource _stop = new();
    private long _since = Stopwatch.GetTimestamp();
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _partial, _isClosed;

    // One for reading, and one for each call that has no reply yet.
    private int _uses = 1;

    public ServerConnection(Socket socket, TimeSpan idleTimeout, TarsServerOptions options, PacketReceiver receiver, Quota memory, ILogger logger)
    {
        (_socket, _idleTimeout, _options, _receiver, _memory, _logger) = (socket, idleTimeout, options, receiver, memory, logger);
        Remote = socket.RemoteEndPoint ?? new IPEndPoint(IPAddress.None, 0);
        _sender = new FrameSender(socket, options.MaxUnsentBytes, _ => Close());
        _reader = PipeReader.Create(new NetworkStream(socket), new StreamPipeReaderOptions(bufferSize: 16 << 10, useZeroByteReads: true));
    }

    public EndPoint Remote { get; }

    public int MaxPacketLength => _options.Limits.MaxPacketLength;

    /// <summary>Bytes of replies that the client has not taken.</summary>
    public int Unsent => _sender.Unsent;

    /// <summary>Whether <see cref="StopReading"/> was asked for.</summary>
    public bool IsStopping => _stop.IsCancellationRequested;

    /// <summary>Done when no packet is read any longer and each call has its reply.</summary>
    public Task Done => _done.Task;

    /// <summary>Reads packets until the client closes, breaks the protocol or is too slow, or the server stops.</summary>
    public async Task RunAsync()
    {
        try
        {
            while (true)
            {
                var read = await _reader.ReadAsync(_stop.Token).ConfigureAwait(false);
                var buffer = read.Buffer;
                while (TryTake(ref buffer, out var packet, out var holdsMemory))
                {
                    Interlocked.Increment(ref _uses);
                    _receiver.Receive(packet, this, holdsMemory);
                }
                _reader.AdvanceTo(buffer.Start, buffer.End);
                if (read.IsCompleted) break;
                // Who does not read replies is not asked for requests.
                var drained = _sender.WaitAsync(_options.MaxUnsentBytes / 16);
                if (!drained.IsCompleted) await drained.AsTask().WaitAsync(_stop.Token).ConfigureAwait(false);
            }
        }
        catch (TarsDecodeException exception)
        {
            TarsMetrics.ProtocolErrors.Add(1);
            _logger.LogDebug("The connection of {Remote} is closed: {Message}", Remote, exception.Message);
            Close();
        }
        catch (Exception exception)
        {
            if (exception is not (IOException or SocketException or ObjectDisposedException or OperationCanceledException)) _logger.LogError(exception, "The connection of {Remote} is closed.", Remote);
            if (!IsStopping) Close();
        }
        if (_partial > 0) _memory.Give(_partial);
        CallEnded();
        await _reader.CompleteAsync().ConfigureAwait(false);
    }

    public void Send(ReadOnlySpan<byte> frame, bool isLast)
    {
        if (_sender.Send(frame, isLast) || Volatile.Read(ref _isClosed) == 1) return;
        _logger.LogDebug("The connection of {Remote} is closed: it does not read its replies.", Remote);
        Close(isReset: true);
    }

    public void CallEnded()
    {
        var left = Interlocked.Decrement(ref _uses);
        if (left == 1) Volatile.Write(ref _since, Stopwatch.GetTimestamp());
        else if (left == 0) _done.TrySetResult();
    }

    /// <summary>Reads no more packets; replies still go out.</summary>
    public void StopReading() => _stop.Cancel();

    /// <summary>Waits until all replies are with the operating system.</summary>
    public ValueTask FlushAsync() => _sender.WaitAsync(0);

    /// <summary>Closes at once.</summary>
    /// <param name="isReset">Whether the operating system, too, forgets what it has not sent.</param>
    public void Close(bool isReset = false)
    {
        if (Interlocked.Exchange(ref _isClosed, 1) == 1) return;
        _sender.Close();
        try
        {
            if (isReset) _socket.LingerState = new LingerOption(enable: true, seconds: 0);
        }
        catch (SocketException)
        {
            // It is gone already.
        }
        _socket.Dispose();
    }

    /// <summary>Closes where the client took too long: asked every second.</summary>
    public void CheckTimes()
    {
        var since = Stopwatch.GetElapsedTime(Volatile.Read(ref _since));
        var isStalled = _sender.Stalled > _options.SendTimeout;
        var reason = isStalled ? "it does not read its replies"
            : Volatile.Read(ref _partial) > 0 ? since > _options.PacketTimeout ? "its packet takes too long" : null
            : Volatile.Read(ref _uses) == 1 && since > _idleTimeout ? "it is idle" : null;
        if (reason is null) return;
        _logger.LogDebug("The connection of {Remote} is closed: {Reason}.", Remote, reason);
        Close(isReset: isStalled);
    }

    /// <summary>The next packet, if it is there whole; otherwise the memory that it will need is taken, and its time begins.</summary>
    private bool TryTake(ref ReadOnlySequence<byte> buffer, out ReadOnlySequence<byte> packet, out bool holdsMemory)
    {
        holdsMemory = false;
        var start = buffer;
        if (TarsFrame.TryRead(ref buffer, _options.Limits, out packet))
        {
            // What was taken while it was partial is the packet's now.
            var length = (int)packet.Length;
            if (_partial > 0) _memory.Give(_partial);
            holdsMemory = _memory.TryTake(length);
            _partial = 0;
            Volatile.Write(ref _since, Stopwatch.GetTimestamp());
            return true;
        }
        if (start.IsEmpty || _partial > TarsFrame.HeaderLength) return false;
        var expected = TarsFrame.ReadLength(start, _options.Limits) ?? 1;
        if (!_memory.TryTake(expected - _partial)) throw new TarsDecodeException("The server holds as many requests as it can.");
        if (_partial == 0) Volatile.Write(ref _since, Stopwatch.GetTimestamp());
        _partial = expected;
        return false;
    }
}

using System.Buffers;
using System.Net.Sockets;

namespace Microlight.Tars.Client;

/// <summary>Datagrams to and from a server. What gets lost is noticed by the time that passes.</summary>
internal sealed class UdpClientConnection : IClientConnection
{
    private readonly Socket _socket;
    private readonly string _name;
    private readonly TarsLimits _limits;
    private readonly PendingCalls _calls = new();
    private int _isClosed;

    public UdpClientConnection(Socket socket, string name, TarsClientOptions options)
    {
        (_socket, _name, _limits) = (socket, name, options.Limits);
        _ = ReceiveAsync();
    }

    public bool IsOpen => Volatile.Read(ref _isClosed) == 0;

    public Task<TarsReply> CallAsync(int id, ReadOnlyMemory<byte> frame, CancellationToken cancellationToken) => _calls.CallAsync(id, frame, this, cancellationToken);

    public void Send(ReadOnlySpan<byte> frame)
    {
        try
        {
            _socket.Send(frame);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            throw new TarsCallException(TarsReturnCode.ConnectError, $"A datagram of {frame.Length} bytes cannot be sent to {_name}: {exception.Message}", exception);
        }
    }

    public void Close()
    {
        if (Interlocked.Exchange(ref _isClosed, 1) == 1) return;
        _socket.Dispose();
        _calls.Fail(new TarsCallException(TarsReturnCode.ConnectError, $"There is no answer of {_name}: the client was closed."));
    }

    private async Task ReceiveAsync()
    {
        var buffer = new byte[ushort.MaxValue];
        while (IsOpen)
        {
            try
            {
                var length = await _socket.ReceiveAsync(buffer, SocketFlags.None).ConfigureAwait(false);
                var datagram = new ReadOnlySequence<byte>(buffer.AsMemory(0, length));
                if (TarsFrame.TryRead(ref datagram, _limits, out var packet)) _calls.Complete(TarsReply.Read(packet.ToArray(), _limits));
            }
            catch (ObjectDisposedException)
            {
                return;
            }
            catch (Exception exception) when (exception is TarsDecodeException or SocketException)
            {
                // Anybody can send a datagram, and an answer that nobody listens says no more than a lost one.
            }
        }
    }
}

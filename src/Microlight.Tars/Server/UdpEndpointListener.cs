using System.Buffers;
using System.Net;
using System.Net.Sockets;
using Microlight.Tars.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Microlight.Tars.Server;

/// <summary>Takes the datagrams of an endpoint, each of which is a packet, and sends replies as datagrams.</summary>
internal sealed class UdpEndpointListener : IEndpointListener
{
    /// <summary>What a datagram holds at most.</summary>
    public const int MaxDatagramLength = 65_507;

    private readonly Socket _socket;
    private readonly TarsServerOptions _options;
    private readonly PacketReceiver _receiver;
    private readonly Quota _memory;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _receiving;

    public UdpEndpointListener(IPEndPoint address, TarsServerOptions options, PacketReceiver receiver, Quota memory, ILogger logger)
    {
        (_options, _receiver, _memory, _logger) = (options, receiver, memory, logger);
        _socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            // Datagrams come in bursts, and what does not fit is lost.
            _socket.ReceiveBufferSize = 4 << 20;
            _socket.Bind(address);
        }
        catch
        {
            _socket.Dispose();
            throw;
        }
        _receiving = ReceiveAsync();
    }

    public IPEndPoint Address => (IPEndPoint)_socket.LocalEndPoint!;

    public Task StopReadingAsync()
    {
        _stop.Cancel();
        return _receiving;
    }

    public Task FlushAsync() => Task.CompletedTask;

    public void Close()
    {
        _stop.Cancel();
        _socket.Dispose();
    }

    private async Task ReceiveAsync()
    {
        var buffer = new byte[MaxDatagramLength + 1];
        var anyone = new IPEndPoint(_socket.AddressFamily == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any, 0);
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var datagram = await _socket.ReceiveFromAsync(buffer, SocketFlags.None, anyone, _stop.Token).ConfigureAwait(false);
                Take(buffer.AsMemory(0, datagram.ReceivedBytes), datagram.RemoteEndPoint);
            }
            catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException exception)
            {
                // For instance that an earlier reply's port was closed.
                _logger.LogDebug(exception, "A datagram could not be received.");
            }
        }
    }

    private void Take(ReadOnlyMemory<byte> datagram, EndPoint remote)
    {
        try
        {
            var rest = new ReadOnlySequence<byte>(datagram);
            if (!TarsFrame.TryRead(ref rest, _options.Limits, out var packet)) throw new TarsDecodeException("A datagram is shorter than its packet.");
            _receiver.Receive(packet, new Channel(this, remote), _memory.TryTake((int)packet.Length));
        }
        catch (TarsDecodeException exception)
        {
            TarsMetrics.ProtocolErrors.Add(1);
            _logger.LogDebug("A datagram of {Remote} is dropped: {Message}", remote, exception.Message);
        }
    }

    private sealed class Channel(UdpEndpointListener listener, EndPoint remote) : IReplyChannel
    {
        public EndPoint Remote => remote;

        public int MaxPacketLength => Math.Min(listener._options.Limits.MaxPacketLength, MaxDatagramLength);

        public void Send(ReadOnlySpan<byte> frame, bool isLast)
        {
            try
            {
                listener._socket.SendTo(frame, SocketFlags.None, remote);
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                listener._logger.LogDebug(exception, "A reply to {Remote} could not be sent.", remote);
            }
        }

        public void CallEnded()
        {
        }
    }
}

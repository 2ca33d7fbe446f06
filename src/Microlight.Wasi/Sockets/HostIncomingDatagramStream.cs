using System.Net;
using System.Net.Sockets;
using Microlight.Wasi.Io;
using Microlight.Wasm.Bindings;
using Wasi.Io;
using Wasi.Sockets;

namespace Microlight.Wasi.Sockets;

/// <summary>The datagrams that arrive at a UDP socket; those of senders that the guest may not hear are dropped unseen.</summary>
internal sealed class HostIncomingDatagramStream(UdpChannel channel) : IncomingDatagramStream
{
    /// <summary>The largest payload that a datagram can have is a little less.</summary>
    private const int MostBytes = 64 << 10;
    /// <summary>The most that one call gives, and the most that it drops.</summary>
    private const int MostDatagrams = 64;
    private readonly IPEndPoint _any = new(channel.Socket.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, 0);
    private readonly CancellationTokenSource _closed = new();
    private byte[]? _buffer;
    private Task<SocketReceiveFromResult>? _pending;
    private bool _isDisposed;

    public override ValueTask<WitResult<IReadOnlyList<IncomingDatagram>, ErrorCode>> ReceiveAsync(ulong maxResults, CancellationToken cancellationToken = default)
    {
        var datagrams = new List<IncomingDatagram>();
        for (var i = 0; i < MostDatagrams && (ulong)datagrams.Count < maxResults; i++)
        {
            var pending = Receive();
            if (!pending.IsCompleted) break;
            _pending = null;
            if (!pending.IsCompletedSuccessfully)
            {
                if (datagrams.Count > 0) break;
                return new((WitResult<IReadOnlyList<IncomingDatagram>, ErrorCode>)Wit.Error(pending.Exception?.InnerException?.ToErrorCode() ?? ErrorCode.InvalidState));
            }
            var received = pending.Result;
            var sender = (IPEndPoint)received.RemoteEndPoint;
            if (channel.Accepts(sender)) datagrams.Add(new IncomingDatagram(_buffer.AsSpan(0, received.ReceivedBytes).ToArray(), sender.ToSocketAddress()));
        }
        return new((WitResult<IReadOnlyList<IncomingDatagram>, ErrorCode>)Wit.Ok<IReadOnlyList<IncomingDatagram>>(datagrams));
    }

    /// <summary>May be ready for a datagram that is then dropped, as the kernel's own may.</summary>
    public override ValueTask<Pollable> SubscribeAsync(CancellationToken cancellationToken = default) =>
        new(new HostPollable(() => _isDisposed || Receive().IsCompleted, token => new ValueTask(Wait.ForEndOf(Receive(), token))));

    public override void Dispose()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        _closed.Cancel();
        channel.Dispose();
    }

    private Task<SocketReceiveFromResult> Receive() =>
        _pending ??= channel.Socket.ReceiveFromAsync(_buffer ??= new byte[MostBytes], SocketFlags.None, _any, _closed.Token).AsTask();
}

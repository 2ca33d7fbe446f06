using System.Net.Sockets;
using Microlight.Wasi.Io;
using Microlight.Wasm.Bindings;
using Wasi.Io;
using Wasi.Sockets;

namespace Microlight.Wasi.Sockets;

/// <summary>The datagrams that a UDP socket sends: each to an address that the policy allows.</summary>
internal sealed class HostOutgoingDatagramStream(UdpChannel channel) : OutgoingDatagramStream
{
    private const ulong MostDatagrams = 16;
    private ulong _permitted;
    private Task? _pending;
    private bool _isDisposed;

    private bool IsReady => _pending is not { IsCompleted: false };

    public override ValueTask<WitResult<ulong, ErrorCode>> CheckSendAsync(CancellationToken cancellationToken = default)
    {
        _permitted = IsReady ? MostDatagrams : 0;
        return new((WitResult<ulong, ErrorCode>)Wit.Ok(_permitted));
    }

    public override ValueTask<WitResult<ulong, ErrorCode>> SendAsync(IReadOnlyList<OutgoingDatagram> datagrams, CancellationToken cancellationToken = default)
    {
        if ((ulong)datagrams.Count > _permitted) throw new ProtocolViolationException($"The guest sent {datagrams.Count} datagrams where {_permitted} were permitted.");
        _permitted = 0;
        var sent = 0UL;
        foreach (var datagram in datagrams)
        {
            if (!IsReady) break;
            if (Send(datagram) is { } error) return new(sent > 0 ? Wit.Ok(sent) : (WitResult<ulong, ErrorCode>)Wit.Error(error));
            sent++;
        }
        return new((WitResult<ulong, ErrorCode>)Wit.Ok(sent));
    }

    public override ValueTask<Pollable> SubscribeAsync(CancellationToken cancellationToken = default) =>
        new(new HostPollable(() => IsReady, token => _pending is { } pending ? new ValueTask(Wait.ForEndOf(pending, token)) : default));

    public override void Dispose()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        channel.Dispose();
    }

    private ErrorCode? Send(OutgoingDatagram datagram)
    {
        var remote = datagram.RemoteAddress?.ToEndPoint();
        if (remote is null ? channel.Remote is null : channel.Remote is not null && !remote.Equals(channel.Remote)) return ErrorCode.InvalidArgument;
        remote ??= channel.Remote!;
        if (channel.Check(remote) is { } refused)
        {
            if (refused == ErrorCode.AccessDenied) channel.Context.Denials.Report(HostUdpSocket.Interface, "send", remote.ToString());
            return refused;
        }
        try
        {
            var sending = channel.Socket.SendToAsync(datagram.Data, SocketFlags.None, remote);
            if (sending.IsCompleted) sending.GetAwaiter().GetResult();
            else _pending = sending.AsTask();
            return null;
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            return exception.ToErrorCode();
        }
    }
}

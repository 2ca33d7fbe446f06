using System.Net;
using System.Net.Sockets;
using Microlight.Wasi.Io;
using Microlight.Wasm.Bindings;
using Wasi.Io;
using Wasi.Sockets;

namespace Microlight.Wasi.Sockets;

/// <summary>
/// A UDP socket of a guest. Who may listen where it is bound receives from everybody; otherwise it may be bound to whatever port is free, and
/// receives from those only that the guest may send to.
/// </summary>
internal sealed class HostUdpSocket : UdpSocket
{
    public const string Interface = "wasi:sockets/udp";
    private readonly WasiContext _context;
    private readonly IpAddressFamily _family;
    private readonly SocketOptions _options;
    private readonly UdpChannel _channel;
    private IPEndPoint? _bindTo;
    private bool _isBound, _isDisposed;

    /// <summary>A new socket, counted as open.</summary>
    /// <exception cref="SocketException">The host cannot give one.</exception>
    public HostUdpSocket(WasiContext context, IpAddressFamily family)
    {
        (_context, _family) = (context, family);
        var socket = new Socket(family.ToAddressFamily(), SocketType.Dgram, ProtocolType.Udp);
        if (family == IpAddressFamily.Ipv6) socket.DualMode = false;
        _options = new SocketOptions(socket);
        _channel = new UdpChannel(context, family, socket);
    }

    public override ValueTask<WitResult<WitUnit, ErrorCode>> StartBindAsync(Network network, IpSocketAddress localAddress, CancellationToken cancellationToken = default)
    {
        if (_isBound || _bindTo is not null) return Failed<WitUnit>(ErrorCode.InvalidState);
        var endPoint = localAddress.ToEndPoint();
        if (!endPoint.Address.IsOf(_family)) return Failed<WitUnit>(ErrorCode.InvalidArgument);
        _channel.ReceivesFromAnybody = _context.Options.Network.AllowsListening(endPoint.Address, endPoint.Port);
        if (!_channel.ReceivesFromAnybody && !(endPoint.Address.IsUnspecified() && endPoint.Port == 0 && _context.Options.Network.GrantsAny))
        {
            _context.Denials.Report(Interface, "bind", endPoint.ToString());
            return Failed<WitUnit>(ErrorCode.AccessDenied);
        }
        _bindTo = endPoint;
        return Ok(default(WitUnit));
    }

    public override ValueTask<WitResult<WitUnit, ErrorCode>> FinishBindAsync(CancellationToken cancellationToken = default)
    {
        if (_bindTo is not { } endPoint) return Failed<WitUnit>(ErrorCode.NotInProgress);
        _bindTo = null;
        try
        {
            _channel.Socket.Bind(endPoint);
        }
        catch (SocketException exception)
        {
            return Failed<WitUnit>(exception.ToErrorCode());
        }
        _isBound = true;
        return Ok(default(WitUnit));
    }

    public override ValueTask<WitResult<(IncomingDatagramStream, OutgoingDatagramStream), ErrorCode>> StreamAsync(
        IpSocketAddress? remoteAddress, CancellationToken cancellationToken = default)
    {
        if (!_isBound) return Failed<(IncomingDatagramStream, OutgoingDatagramStream)>(ErrorCode.InvalidState);
        var remote = remoteAddress?.ToEndPoint();
        if (remote is not null && _channel.Check(remote) is { } error)
        {
            if (error == ErrorCode.AccessDenied) _context.Denials.Report(Interface, "stream", remote.ToString());
            return Failed<(IncomingDatagramStream, OutgoingDatagramStream)>(error);
        }
        _channel.Remote = remote;
        return Ok<(IncomingDatagramStream, OutgoingDatagramStream)>((new HostIncomingDatagramStream(_channel.Share()), new HostOutgoingDatagramStream(_channel.Share())));
    }

    public override ValueTask<WitResult<IpSocketAddress, ErrorCode>> LocalAddressAsync(CancellationToken cancellationToken = default) =>
        _isBound && _channel.Socket.LocalEndPoint is IPEndPoint local ? Ok(local.ToSocketAddress()) : Failed<IpSocketAddress>(ErrorCode.InvalidState);

    public override ValueTask<WitResult<IpSocketAddress, ErrorCode>> RemoteAddressAsync(CancellationToken cancellationToken = default) =>
        _channel.Remote is { } remote ? Ok(remote.ToSocketAddress()) : Failed<IpSocketAddress>(ErrorCode.InvalidState);

    public override ValueTask<IpAddressFamily> AddressFamilyAsync(CancellationToken cancellationToken = default) => new(_family);

    public override ValueTask<WitResult<byte, ErrorCode>> UnicastHopLimitAsync(CancellationToken cancellationToken = default) => new(_options.HopLimit);

    public override ValueTask<WitResult<WitUnit, ErrorCode>> SetUnicastHopLimitAsync(byte value, CancellationToken cancellationToken = default) => new(_options.SetHopLimit(value));

    public override ValueTask<WitResult<ulong, ErrorCode>> ReceiveBufferSizeAsync(CancellationToken cancellationToken = default) => new(_options.ReceiveBufferSize);

    public override ValueTask<WitResult<WitUnit, ErrorCode>> SetReceiveBufferSizeAsync(ulong value, CancellationToken cancellationToken = default) => new(_options.SetReceiveBufferSize(value));

    public override ValueTask<WitResult<ulong, ErrorCode>> SendBufferSizeAsync(CancellationToken cancellationToken = default) => new(_options.SendBufferSize);

    public override ValueTask<WitResult<WitUnit, ErrorCode>> SetSendBufferSizeAsync(ulong value, CancellationToken cancellationToken = default) => new(_options.SetSendBufferSize(value));

    /// <summary>Binding is all that the socket itself does, and it is never under way.</summary>
    public override ValueTask<Pollable> SubscribeAsync(CancellationToken cancellationToken = default) => new(HostPollable.Ready());

    public override void Dispose()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        _channel.Dispose();
    }

    private static ValueTask<WitResult<T, ErrorCode>> Failed<T>(ErrorCode error) => new((WitResult<T, ErrorCode>)Wit.Error(error));

    private static ValueTask<WitResult<T, ErrorCode>> Ok<T>(T value) => new((WitResult<T, ErrorCode>)Wit.Ok(value));
}

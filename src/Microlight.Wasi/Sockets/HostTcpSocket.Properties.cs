using System.Net;
using System.Net.Sockets;
using Microlight.Wasm.Bindings;
using Wasi.Sockets;

namespace Microlight.Wasi.Sockets;

/// <summary>What a TCP socket is asked and told about itself.</summary>
internal sealed partial class HostTcpSocket
{
    private static readonly ValueTask<WitResult<WitUnit, ErrorCode>> Succeeded = new((WitResult<WitUnit, ErrorCode>)Wit.Ok());

    public override ValueTask<WitResult<IpSocketAddress, ErrorCode>> LocalAddressAsync(CancellationToken cancellationToken = default) =>
        _state is State.Unbound or State.BindStarted or State.Closed || _socket.LocalEndPoint is not IPEndPoint local
            ? Failed<IpSocketAddress>(ErrorCode.InvalidState)
            : Ok(local.ToSocketAddress());

    public override ValueTask<WitResult<IpSocketAddress, ErrorCode>> RemoteAddressAsync(CancellationToken cancellationToken = default) =>
        _state != State.Connected || _socket.RemoteEndPoint is not IPEndPoint remote ? Failed<IpSocketAddress>(ErrorCode.InvalidState) : Ok(remote.ToSocketAddress());

    public override ValueTask<bool> IsListeningAsync(CancellationToken cancellationToken = default) => new(_state == State.Listening);

    public override ValueTask<IpAddressFamily> AddressFamilyAsync(CancellationToken cancellationToken = default) => new(_family);

    public override ValueTask<WitResult<WitUnit, ErrorCode>> SetListenBacklogSizeAsync(ulong value, CancellationToken cancellationToken = default)
    {
        if (value == 0) return Failed(ErrorCode.InvalidArgument);
        if (_state is State.Connecting or State.Connected or State.Closed) return Failed(ErrorCode.InvalidState);
        if (_state == State.Listening) return Failed(ErrorCode.NotSupported);
        _backlog = (int)Math.Min(value, 4096);
        return Succeeded;
    }

    public override ValueTask<WitResult<bool, ErrorCode>> KeepAliveEnabledAsync(CancellationToken cancellationToken = default) => new(_options.KeepAlive);

    public override ValueTask<WitResult<WitUnit, ErrorCode>> SetKeepAliveEnabledAsync(bool value, CancellationToken cancellationToken = default) => new(_options.SetKeepAlive(value));

    public override ValueTask<WitResult<ulong, ErrorCode>> KeepAliveIdleTimeAsync(CancellationToken cancellationToken = default) => new(_options.GetTime(SocketOptionName.TcpKeepAliveTime));

    public override ValueTask<WitResult<WitUnit, ErrorCode>> SetKeepAliveIdleTimeAsync(ulong value, CancellationToken cancellationToken = default) =>
        new(_options.SetTime(SocketOptionName.TcpKeepAliveTime, value));

    public override ValueTask<WitResult<ulong, ErrorCode>> KeepAliveIntervalAsync(CancellationToken cancellationToken = default) => new(_options.GetTime(SocketOptionName.TcpKeepAliveInterval));

    public override ValueTask<WitResult<WitUnit, ErrorCode>> SetKeepAliveIntervalAsync(ulong value, CancellationToken cancellationToken = default) =>
        new(_options.SetTime(SocketOptionName.TcpKeepAliveInterval, value));

    public override ValueTask<WitResult<uint, ErrorCode>> KeepAliveCountAsync(CancellationToken cancellationToken = default) => new(_options.KeepAliveCount);

    public override ValueTask<WitResult<WitUnit, ErrorCode>> SetKeepAliveCountAsync(uint value, CancellationToken cancellationToken = default) => new(_options.SetKeepAliveCount(value));

    public override ValueTask<WitResult<byte, ErrorCode>> HopLimitAsync(CancellationToken cancellationToken = default) => new(_options.HopLimit);

    public override ValueTask<WitResult<WitUnit, ErrorCode>> SetHopLimitAsync(byte value, CancellationToken cancellationToken = default) => new(_options.SetHopLimit(value));

    public override ValueTask<WitResult<ulong, ErrorCode>> ReceiveBufferSizeAsync(CancellationToken cancellationToken = default) => new(_options.ReceiveBufferSize);

    public override ValueTask<WitResult<WitUnit, ErrorCode>> SetReceiveBufferSizeAsync(ulong value, CancellationToken cancellationToken = default) => new(_options.SetReceiveBufferSize(value));

    public override ValueTask<WitResult<ulong, ErrorCode>> SendBufferSizeAsync(CancellationToken cancellationToken = default) => new(_options.SendBufferSize);

    public override ValueTask<WitResult<WitUnit, ErrorCode>> SetSendBufferSizeAsync(ulong value, CancellationToken cancellationToken = default) => new(_options.SetSendBufferSize(value));

    private ValueTask<WitResult<WitUnit, ErrorCode>> Try(Action action, State next)
    {
        try
        {
            action();
            _state = next;
            return Succeeded;
        }
        catch (SocketException exception)
        {
            return Failed(exception.ToErrorCode());
        }
    }

    private ValueTask<WitResult<WitUnit, ErrorCode>> Denied(string operation, IPEndPoint endPoint)
    {
        _context.Denials.Report(Interface, operation, endPoint.ToString());
        return Failed(ErrorCode.AccessDenied);
    }

    private static ValueTask<WitResult<WitUnit, ErrorCode>> Failed(ErrorCode error) => Failed<WitUnit>(error);

    private static ValueTask<WitResult<T, ErrorCode>> Failed<T>(ErrorCode error) => new((WitResult<T, ErrorCode>)Wit.Error(error));

    private static ValueTask<WitResult<T, ErrorCode>> Ok<T>(T value) => new((WitResult<T, ErrorCode>)Wit.Ok(value));
}

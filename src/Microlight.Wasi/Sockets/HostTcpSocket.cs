using System.Net;
using System.Net.Sockets;
using Microlight.Wasi.Io;
using Microlight.Wasm.Bindings;
using Wasi.Io;
using Wasi.Sockets;

namespace Microlight.Wasi.Sockets;

/// <summary>A TCP socket of a guest: its states and transitions are those of WASI's TcpSocketOperationalSemantics.md. This part is what it does.</summary>
internal sealed partial class HostTcpSocket : TcpSocket
{
    private enum State { Unbound, BindStarted, Bound, ListenStarted, Listening, Connecting, Connected, Closed }

    private const string Interface = "wasi:sockets/tcp";
    private readonly WasiContext _context;
    private readonly IpAddressFamily _family;
    private readonly Socket _socket;
    private readonly SocketOptions _options;
    private readonly CancellationTokenSource _closed = new();
    private State _state;
    private IPEndPoint? _bindTo;
    private int _backlog = 128;
    private Task? _connecting;
    private Task<Socket>? _accepting;
    private TcpConnection? _connection;
    private bool _isDisposed;

    /// <summary>A new socket, counted as open.</summary>
    /// <exception cref="SocketException">The host cannot give one.</exception>
    public HostTcpSocket(WasiContext context, IpAddressFamily family)
        : this(context, family, new Socket(family.ToAddressFamily(), SocketType.Stream, ProtocolType.Tcp))
    {
        if (family == IpAddressFamily.Ipv6) _socket.DualMode = false;
    }

    private HostTcpSocket(WasiContext context, IpAddressFamily family, Socket socket)
    {
        (_context, _family, _socket) = (context, family, socket);
        _options = new SocketOptions(socket);
    }

    /// <summary>A guest gets datagrams and connections only on what the policy lets it listen on, so binding is what is checked.</summary>
    public override ValueTask<WitResult<WitUnit, ErrorCode>> StartBindAsync(Network network, IpSocketAddress localAddress, CancellationToken cancellationToken = default)
    {
        if (_state != State.Unbound) return Failed(ErrorCode.InvalidState);
        var endPoint = localAddress.ToEndPoint();
        if (!endPoint.Address.IsOf(_family) || !endPoint.Address.IsUnicast()) return Failed(ErrorCode.InvalidArgument);
        if (!_context.Options.Network.AllowsListening(endPoint.Address, endPoint.Port)) return Denied("bind", endPoint);
        _bindTo = endPoint;
        _state = State.BindStarted;
        return Succeeded;
    }

    public override ValueTask<WitResult<WitUnit, ErrorCode>> FinishBindAsync(CancellationToken cancellationToken = default)
    {
        if (_state != State.BindStarted) return Failed(ErrorCode.NotInProgress);
        _state = State.Unbound;
        return Try(() => _socket.Bind(_bindTo!), State.Bound);
    }

    public override ValueTask<WitResult<WitUnit, ErrorCode>> StartConnectAsync(Network network, IpSocketAddress remoteAddress, CancellationToken cancellationToken = default)
    {
        if (_state is not (State.Unbound or State.Bound)) return Failed(ErrorCode.InvalidState);
        var endPoint = remoteAddress.ToEndPoint();
        if (!endPoint.Address.IsOf(_family) || endPoint.Address.IsUnspecified() || !endPoint.Address.IsUnicast() || endPoint.Port == 0)
            return Failed(ErrorCode.InvalidArgument);
        if (!_context.AllowsConnecting(endPoint)) return Denied("connect", endPoint);
        _state = State.Connecting;
        _connecting = ConnectAsync(endPoint);
        return Succeeded;
    }

    public override ValueTask<WitResult<(InputStream, OutputStream), ErrorCode>> FinishConnectAsync(CancellationToken cancellationToken = default)
    {
        if (_state != State.Connecting) return Failed<(InputStream, OutputStream)>(ErrorCode.NotInProgress);
        if (!_connecting!.IsCompleted) return Failed<(InputStream, OutputStream)>(ErrorCode.WouldBlock);
        if (!_connecting.IsCompletedSuccessfully)
        {
            _state = State.Closed;
            return Failed<(InputStream, OutputStream)>(_connecting.Exception?.InnerException?.ToErrorCode() ?? ErrorCode.ConnectionAborted);
        }
        return Ok<(InputStream, OutputStream)>(Connected());
    }

    public override ValueTask<WitResult<WitUnit, ErrorCode>> StartListenAsync(CancellationToken cancellationToken = default)
    {
        if (_state != State.Bound) return Failed(ErrorCode.InvalidState);
        _state = State.ListenStarted;
        return Succeeded;
    }

    public override ValueTask<WitResult<WitUnit, ErrorCode>> FinishListenAsync(CancellationToken cancellationToken = default)
    {
        if (_state != State.ListenStarted) return Failed(ErrorCode.NotInProgress);
        _state = State.Closed;
        return Try(() => _socket.Listen(_backlog), State.Listening);
    }

    public override ValueTask<WitResult<(TcpSocket, InputStream, OutputStream), ErrorCode>> AcceptAsync(CancellationToken cancellationToken = default)
    {
        if (_state != State.Listening) return Failed<(TcpSocket, InputStream, OutputStream)>(ErrorCode.InvalidState);
        var accepting = Accept();
        if (!accepting.IsCompleted) return Failed<(TcpSocket, InputStream, OutputStream)>(ErrorCode.WouldBlock);
        if (!accepting.IsCompletedSuccessfully)
        {
            _accepting = null;
            return Failed<(TcpSocket, InputStream, OutputStream)>(accepting.Exception?.InnerException?.ToErrorCode() ?? ErrorCode.ConnectionAborted);
        }
        // The connection stays accepted and waits until the guest has closed something.
        if (!_context.Open.TryOpen()) return Failed<(TcpSocket, InputStream, OutputStream)>(ErrorCode.NewSocketLimit);
        _accepting = null;
        var accepted = new HostTcpSocket(_context, _family, accepting.Result);
        var (input, output) = accepted.Connected();
        return Ok<(TcpSocket, InputStream, OutputStream)>((accepted, input, output));
    }

    public override ValueTask<WitResult<WitUnit, ErrorCode>> ShutdownAsync(ShutdownType shutdownType, CancellationToken cancellationToken = default)
    {
        if (_state != State.Connected) return Failed(ErrorCode.InvalidState);
        if (shutdownType is ShutdownType.Receive or ShutdownType.Both) _connection!.CloseInput();
        if (shutdownType is ShutdownType.Send or ShutdownType.Both) _connection!.CloseOutput();
        return Succeeded;
    }

    public override ValueTask<Pollable> SubscribeAsync(CancellationToken cancellationToken = default) =>
        new(new HostPollable(() => Pending is not { IsCompleted: false }, token => Pending is { } pending ? new ValueTask(Wait.ForEndOf(pending, token)) : default));

    public override void Dispose()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        _closed.Cancel();
        if (_connection is { } connection)
        {
            connection.Release();
            return;
        }
        _state = State.Closed;
        if (_accepting is { IsCompletedSuccessfully: true } accepted) accepted.Result.Dispose();
        _socket.Dispose();
        _context.Open.Close();
    }

    /// <summary>What the guest waits for in this state, if anything.</summary>
    private Task? Pending => _state switch
    {
        State.Connecting => _connecting,
        State.Listening => Accept(),
        _ => null,
    };

    private Task<Socket> Accept() => _accepting ??= _socket.AcceptAsync(_closed.Token).AsTask();

    private async Task ConnectAsync(IPEndPoint endPoint) => await _socket.ConnectAsync(endPoint, _closed.Token).ConfigureAwait(false);

    private (InputStream, OutputStream) Connected()
    {
        _state = State.Connected;
        try
        {
            _socket.NoDelay = true;
        }
        catch (SocketException)
        {
            // The peer is gone already, which the streams will tell.
        }
        _connection = new TcpConnection(_socket, _context.Open);
        return (_connection.Input, _connection.Output);
    }
}

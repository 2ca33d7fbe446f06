using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Microlight.Tars.Client;

/// <summary>The connections to an endpoint, and whether it answers.</summary>
internal sealed class ClientEndpoint(TarsEndpoint endpoint, TarsClientOptions options)
{
    private readonly Lock _gate = new();
    private readonly Task<IClientConnection>?[] _connections = new Task<IClientConnection>?[options.ConnectionsPerEndpoint];
    private int _next, _failures;
    private long _failedAt;
    private bool _isClosed;

    public TarsEndpoint Endpoint => endpoint;

    /// <summary>Whether it has not failed within <see cref="TarsClientOptions.RetryInterval"/>.</summary>
    public bool IsGood => Volatile.Read(ref _failedAt) is var at && (at == 0 || Stopwatch.GetElapsedTime(at) >= options.RetryInterval);

    /// <summary>A connection, made if there is none.</summary>
    /// <exception cref="TarsCallException">It cannot be made.</exception>
    /// <exception cref="OperationCanceledException">The time is over; connecting goes on for others.</exception>
    public Task<IClientConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        Task<IClientConnection> connecting;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isClosed, typeof(TarsClient));
            ref var slot = ref _connections[(int)((uint)_next++ % (uint)_connections.Length)];
            if (slot is null || slot.IsFaulted || slot.IsCompletedSuccessfully && !slot.Result.IsOpen) slot = OpenAsync();
            connecting = slot;
        }
        return connecting.IsCompletedSuccessfully ? connecting : connecting.WaitAsync(cancellationToken);
    }

    public void Succeeded()
    {
        Volatile.Write(ref _failures, 0);
        Volatile.Write(ref _failedAt, 0);
    }

    public void TimedOut()
    {
        if (Interlocked.Increment(ref _failures) >= options.FailuresInRow) Volatile.Write(ref _failedAt, Stopwatch.GetTimestamp());
    }

    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            foreach (var connection in _connections) connection?.ContinueWith(static t => t.Result.Close(), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    private async Task<IClientConnection> OpenAsync()
    {
        // Not within the lock: what comes may block.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        using var patience = new CancellationTokenSource(options.ConnectTimeout);
        Socket? socket = null;
        try
        {
            var address = new IPEndPoint(await Hosts.ResolveAsync(endpoint.Host, patience.Token).ConfigureAwait(false), endpoint.Port);
            var isUdp = endpoint.Transport == TarsTransport.Udp;
            socket = new Socket(address.AddressFamily, isUdp ? SocketType.Dgram : SocketType.Stream, isUdp ? ProtocolType.Udp : ProtocolType.Tcp);
            if (!isUdp) socket.NoDelay = true;
            await socket.ConnectAsync(address, patience.Token).ConfigureAwait(false);
            return isUdp ? new UdpClientConnection(socket, endpoint.ToString(), options) : new TcpClientConnection(socket, endpoint.ToString(), options);
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException)
        {
            socket?.Dispose();
            Volatile.Write(ref _failedAt, Stopwatch.GetTimestamp());
            var why = exception is SocketException ? exception.Message : $"no answer within {options.ConnectTimeout.TotalMilliseconds:0} ms";
            throw new TarsCallException(TarsReturnCode.ConnectError, $"Cannot connect to {endpoint}: {why}.", exception);
        }
    }
}

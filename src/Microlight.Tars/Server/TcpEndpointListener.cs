using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Microlight.Tars.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Microlight.Tars.Server;

/// <summary>Accepts the connections of an endpoint.</summary>
internal sealed class TcpEndpointListener : IEndpointListener
{
    private readonly Socket _socket;
    private readonly TimeSpan _idleTimeout;
    private readonly TarsServerOptions _options;
    private readonly PacketReceiver _receiver;
    private readonly Quota _memory;
    private readonly Quota _count;
    private readonly ILogger _logger;
    private readonly ConcurrentDictionary<ServerConnection, Task> _connections = new();
    private readonly Task _accepting;
    private readonly Timer _timer;

    public TcpEndpointListener(IPEndPoint address, TimeSpan idleTimeout, TarsServerOptions options, PacketReceiver receiver, Quota memory, Quota count, ILogger logger)
    {
        (_idleTimeout, _options, _receiver, _memory, _count, _logger) = (idleTimeout, options, receiver, memory, count, logger);
        _socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            _socket.Bind(address);
            _socket.Listen(512);
        }
        catch
        {
            _socket.Dispose();
            throw;
        }
        _accepting = AcceptAsync();
        _timer = new Timer(CheckTimes, null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
    }

    public IPEndPoint Address => (IPEndPoint)_socket.LocalEndPoint!;

    public async Task StopReadingAsync()
    {
        _socket.Dispose();
        await _accepting.ConfigureAwait(false);
        foreach (var connection in _connections.Keys) connection.StopReading();
        foreach (var run in _connections.Values) await run.ConfigureAwait(false);
    }

    public async Task FlushAsync()
    {
        foreach (var connection in _connections.Keys) await connection.FlushAsync().ConfigureAwait(false);
    }

    public void Close()
    {
        _socket.Dispose();
        _timer.Dispose();
        foreach (var connection in _connections.Keys) Remove(connection);
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            Socket client;
            try
            {
                client = await _socket.AcceptAsync().ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is ObjectDisposedException or SocketException { SocketErrorCode: SocketError.OperationAborted })
            {
                return;
            }
            catch (SocketException exception)
            {
                // The client went away again, or there are no file descriptors left just now.
                _logger.LogWarning(exception, "A connection could not be accepted.");
                await Task.Delay(10).ConfigureAwait(false);
                continue;
            }
            if (_count.TryTake(1)) Begin(client);
            else client.Dispose();
        }
    }

    private void Begin(Socket client)
    {
        try
        {
            client.NoDelay = true;
            var connection = new ServerConnection(client, _idleTimeout, _options, _receiver, _memory, _logger);
            TarsMetrics.Connections.Add(1);
            // It is in the table before it can end.
            var start = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _connections[connection] = RunAsync(connection, start.Task);
            start.SetResult();
        }
        catch (SocketException)
        {
            client.Dispose();
            _count.Give(1);
        }
    }

    private async Task RunAsync(ServerConnection connection, Task start)
    {
        await start.ConfigureAwait(false);
        await connection.RunAsync().ConfigureAwait(false);
        if (!connection.IsStopping) await EndAsync(connection).ConfigureAwait(false);
    }

    /// <summary>The client sends no more; what it asked for is still answered.</summary>
    private async Task EndAsync(ServerConnection connection)
    {
        await connection.Done.ConfigureAwait(false);
        await connection.FlushAsync().ConfigureAwait(false);
        Remove(connection);
    }

    private void Remove(ServerConnection connection)
    {
        connection.Close();
        if (!_connections.TryRemove(connection, out _)) return;
        _count.Give(1);
        TarsMetrics.Connections.Add(-1);
    }

    private void CheckTimes(object? state)
    {
        foreach (var connection in _connections.Keys) connection.CheckTimes();
    }
}

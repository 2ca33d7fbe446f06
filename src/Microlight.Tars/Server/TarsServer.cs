using System.Collections.Frozen;
using System.Net;
using Microlight.Tars.Server;
using Microsoft.Extensions.Logging;

namespace Microlight.Tars;

/// <summary>Serves objects at their endpoints.</summary>
public sealed class TarsServer : IAsyncDisposable
{
    private readonly TarsServerOptions _options;
    private readonly List<(TarsObjectName Name, TarsServant Servant)> _objects = [];
    private readonly List<(TarsObjectName Name, TarsEndpoint Endpoint)> _endpoints = [];
    private readonly List<IEndpointListener> _listeners = [];
    private readonly ILogger _logger;
    private readonly Quota _memory;
    private CallDispatcher? _dispatcher;
    private bool _isStopped;

    /// <summary>Makes a server that does not listen yet.</summary>
    /// <param name="options">Null for the defaults; not to be changed any more.</param>
    /// <exception cref="ArgumentException">An option makes no sense.</exception>
    public TarsServer(TarsServerOptions? options = null)
    {
        _options = options ?? new TarsServerOptions();
        _options.Validate();
        _logger = _options.LoggerFactory.CreateLogger<TarsServer>();
        _memory = new Quota(_options.MaxRequestBytes);
    }

    /// <summary>Where the server listens, ports as the operating system chose them; empty before <see cref="StartAsync"/>.</summary>
    public IReadOnlyList<TarsObjectName> Objects => [.. _endpoints.GroupBy(e => e.Name.Name).Select(g => new TarsObjectName(g.Key, [.. g.Select(e => e.Endpoint)]))];

    /// <summary>Bytes of requests that are held now.</summary>
    internal long RequestBytes => _memory.Used;

    /// <summary>Adds an object. Objects may share an endpoint: a request says which it is for.</summary>
    /// <param name="objectName"><c>App.Server.Obj@tcp -h host -p port -t timeout</c>, endpoints joined by colons.</param>
    /// <param name="servant">Answers its requests.</param>
    /// <exception cref="FormatException">The name is none.</exception>
    /// <exception cref="ArgumentException">There is an object of that name already, or an endpoint is one for TLS, which is not served.</exception>
    /// <exception cref="InvalidOperationException">The server was started.</exception>
    public void Add(string objectName, TarsServant servant)
    {
        ArgumentNullException.ThrowIfNull(servant);
        if (_dispatcher is not null) throw new InvalidOperationException("Objects are added before the server starts.");
        var name = TarsObjectName.Parse(objectName);
        if (_objects.Any(o => o.Name.Name == name.Name)) throw new ArgumentException($"There is an object '{name.Name}' already; give all its endpoints at once.", nameof(objectName));
        if (name.Endpoints.Any(e => e.Transport == TarsTransport.Ssl)) throw new ArgumentException($"'{name.Name}' has an ssl endpoint; only tcp and udp are served.", nameof(objectName));
        _objects.Add((name, servant));
    }

    /// <summary>Begins to listen.</summary>
    /// <exception cref="InvalidOperationException">It was started before, or has no objects.</exception>
    /// <exception cref="System.Net.Sockets.SocketException">A host is unknown, or a port is taken; the server listens nowhere then.</exception>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        if (_dispatcher is not null) throw new InvalidOperationException("The server was started already.");
        if (_objects.Count == 0) throw new InvalidOperationException("The server has no objects to serve.");
        _dispatcher = new CallDispatcher(_options, _objects.ToFrozenDictionary(o => o.Name.Name, o => o.Servant), _memory, _logger);
        var receiver = new PacketReceiver(_dispatcher, _memory, _options.Limits);
        var count = new Quota(_options.MaxConnections);
        var open = new Dictionary<(TarsTransport, IPEndPoint), IEndpointListener>();
        try
        {
            foreach (var (name, endpoint) in _objects.SelectMany(o => o.Name.Endpoints.Select(e => (o.Name, e))))
            {
                var address = new IPEndPoint(await Hosts.ResolveAsync(endpoint.Host, cancellationToken).ConfigureAwait(false), endpoint.Port);
                if (endpoint.Port == 0 || !open.TryGetValue((endpoint.Transport, address), out var listener))
                {
                    listener = endpoint.Transport == TarsTransport.Udp
                        ? new UdpEndpointListener(address, _options, receiver, _memory, _logger)
                        : new TcpEndpointListener(address, TimeSpan.FromMilliseconds(endpoint.Timeout), _options, receiver, _memory, count, _logger);
                    open[(endpoint.Transport, listener.Address)] = listener;
                    _listeners.Add(listener);
                }
                _endpoints.Add((name, endpoint with { Port = listener.Address.Port }));
            }
        }
        catch
        {
            foreach (var listener in _listeners) listener.Close();
            throw;
        }
        foreach (var name in Objects) _logger.LogInformation("Serving {Object}.", name);
    }

    /// <summary>Takes no more requests, lets calls finish for <see cref="TarsServerOptions.ShutdownTimeout"/>, sends their replies and closes.</summary>
    /// <param name="cancellationToken">Ends the wait for calls.</param>
    public async Task StopAsync(CancellationToken cancellationToken = default)
    {
        if (_isStopped || _dispatcher is null) return;
        _isStopped = true;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(_options.ShutdownTimeout);
        try
        {
            await Task.WhenAll(_listeners.Select(l => l.StopReadingAsync())).WaitAsync(patience.Token).ConfigureAwait(false);
            while (_dispatcher.Active > 0) await Task.Delay(5, patience.Token).ConfigureAwait(false);
            await Task.WhenAll(_listeners.Select(l => l.FlushAsync())).WaitAsync(patience.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            _logger.LogWarning("The server stops with {Count} calls unanswered.", _dispatcher.Active);
        }
        _dispatcher.Stop();
        foreach (var listener in _listeners) listener.Close();
    }

    /// <summary>Stops with grace.</summary>
    public async ValueTask DisposeAsync() => await StopAsync().ConfigureAwait(false);
}

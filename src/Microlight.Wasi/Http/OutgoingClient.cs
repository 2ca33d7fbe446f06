using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text;
using Microlight.Wasi.Sockets;
using Wasi.Http;

namespace Microlight.Wasi.Http;

/// <summary>
/// The connections of all guests with the same options. Each is made to an address that was checked just before: a name that leads elsewhere
/// from one look-up to the next gains nothing. No proxy, no redirects, no cookies, nothing added to what the guest says.
/// </summary>
internal sealed class OutgoingClient
{
    private const int MostConnectionsPerServer = 256;
    private static readonly ConditionalWeakTable<WasiOptions, OutgoingClient> Clients = [];
    private readonly WasiOptions _options;
    private readonly HttpMessageInvoker _invoker;

    private OutgoingClient(WasiOptions options)
    {
        _options = options;
        _invoker = new HttpMessageInvoker(new SocketsHttpHandler
        {
            ActivityHeadersPropagator = null,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectCallback = ConnectAsync,
            MaxConnectionsPerServer = MostConnectionsPerServer,
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            RequestHeaderEncodingSelector = static (_, _) => Encoding.Latin1,
            ResponseHeaderEncodingSelector = static (_, _) => Encoding.Latin1,
            UseCookies = false,
            UseProxy = false,
        });
    }

    public static OutgoingClient For(WasiOptions options) => Clients.GetValue(options, static options => new OutgoingClient(options));

    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => _invoker.SendAsync(request, cancellationToken);

    /// <summary>Whether a request may go there, as far as can be told before its name is looked up.</summary>
    public static bool Allows(NetworkPolicy policy, string host, int port) => Literal(host) is { } address
        ? policy.AllowsAddress(address, port)
        : HostName.Normalize(host) is { } name && policy.AllowsName(name, port);

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext connection, CancellationToken cancellationToken)
    {
        connection.InitialRequestMessage.Options.TryGetValue(OutgoingCall.Key, out var call);
        var (host, port) = (connection.DnsEndPoint.Host, connection.DnsEndPoint.Port);
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(call!.ConnectTimeout);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            var addresses = await FindAsync(call.Context, host, port, timeout.Token).ConfigureAwait(false);
            await socket.ConnectAsync(addresses, port, timeout.Token).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            socket.Dispose();
            throw new HttpFailure(ErrorCode.ConnectionTimeout.Instance, exception);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private async Task<IPAddress[]> FindAsync(WasiContext context, string host, int port, CancellationToken cancellationToken)
    {
        if (!Allows(_options.Http, host, port)) throw new HttpFailure(ErrorCode.HttpRequestDenied.Instance);
        if (Literal(host) is { } literal) return [literal];
        var name = HostName.Normalize(host)!;
        var found = await _options.Resolver(name, cancellationToken).ConfigureAwait(false);
        if (found.Count == 0) throw new SocketException((int)SocketError.HostNotFound);
        var granted = found.Select(SpecialAddresses.Unwrap).Where(address => _options.Http.AllowsResolved(name, address, port)).ToArray();
        if (granted.Length > 0) return granted;
        context.Denials.Report(HttpHost.OutgoingHandler, "connect", $"{name}:{port} ({string.Join(", ", found.Take(4))})");
        throw new HttpFailure(ErrorCode.DestinationIpProhibited.Instance);
    }

    private static IPAddress? Literal(string host) => IPAddress.TryParse(host.Trim('[', ']'), out var address) ? SpecialAddresses.Unwrap(address) : null;
}

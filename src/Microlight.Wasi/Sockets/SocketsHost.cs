using System.Net.Sockets;
using Microlight.Wasi.Io;
using Microlight.Wasm.Bindings;
using Wasi.Io;
using Wasi.Sockets;

namespace Microlight.Wasi.Sockets;

/// <summary>wasi:sockets: makes sockets and looks up names, as the policy lets it.</summary>
internal sealed class SocketsHost(WasiContext context) : INetwork, IInstanceNetwork, ITcpCreateSocket, IUdpCreateSocket, IIpNameLookup
{
    private const string NameLookup = "wasi:sockets/ip-name-lookup";

    /// <summary>Anybody gets it: it says nothing yet of what may be done with it.</summary>
    public ValueTask<Network> InstanceNetworkAsync(CancellationToken cancellationToken = default) => new(new HostNetwork());

    public ValueTask<ErrorCode?> NetworkErrorCodeAsync(Error err, CancellationToken cancellationToken = default) =>
        new(err is HostError { Exception: { InnerException: SocketException socket } } ? socket.ToErrorCode() : null);

    public ValueTask<WitResult<TcpSocket, ErrorCode>> CreateTcpSocketAsync(IpAddressFamily addressFamily, CancellationToken cancellationToken = default) =>
        new(Create<TcpSocket>(context.Options.Network.AllowTcp, "wasi:sockets/tcp-create-socket", () => new HostTcpSocket(context, addressFamily)));

    public ValueTask<WitResult<UdpSocket, ErrorCode>> CreateUdpSocketAsync(IpAddressFamily addressFamily, CancellationToken cancellationToken = default) =>
        new(Create<UdpSocket>(context.Options.Network.AllowUdp, "wasi:sockets/udp-create-socket", () => new HostUdpSocket(context, addressFamily)));

    public ValueTask<WitResult<ResolveAddressStream, ErrorCode>> ResolveAddressesAsync(Network network, string name, CancellationToken cancellationToken = default)
    {
        var policy = context.Options.Network;
        // An address as a name needs no look-up and tells the guest nothing; connecting to it is another matter.
        if (AddressRange.TryParse(name) is { } literal && !name.Contains('/')) return Ok(new HostResolveAddressStream(literal.First));
        if (HostName.Normalize(name) is not { } normalized) return Failed(ErrorCode.InvalidArgument);
        if (!policy.AllowNameLookup || !policy.AllowsName(normalized, port: null))
        {
            context.Denials.Report(NameLookup, "resolve-addresses", name);
            return Failed(ErrorCode.AccessDenied);
        }
        return Ok(new HostResolveAddressStream(context, normalized));
    }

    private WitResult<T, ErrorCode> Create<T>(bool isAllowed, string @interface, Func<T> create)
    {
        if (!isAllowed || !context.Options.Network.GrantsAny)
        {
            context.Denials.Report(@interface, "create", "");
            return Wit.Error(ErrorCode.AccessDenied);
        }
        if (!context.Open.TryOpen()) return Wit.Error(ErrorCode.NewSocketLimit);
        try
        {
            return Wit.Ok(create());
        }
        catch (SocketException exception)
        {
            context.Open.Close();
            return Wit.Error(exception.ToErrorCode());
        }
    }

    private static ValueTask<WitResult<ResolveAddressStream, ErrorCode>> Failed(ErrorCode error) => new((WitResult<ResolveAddressStream, ErrorCode>)Wit.Error(error));

    private static ValueTask<WitResult<ResolveAddressStream, ErrorCode>> Ok(ResolveAddressStream stream) => new((WitResult<ResolveAddressStream, ErrorCode>)Wit.Ok(stream));
}

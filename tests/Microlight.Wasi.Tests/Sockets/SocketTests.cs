using System.Net;
using System.Net.Sockets;
using Microlight.Wasi.Sockets;
using Microlight.Wasm.Bindings;
using Wasi.Sockets;

namespace Microlight.Wasi.Tests.Sockets;

/// <summary>Sockets and look-ups of WASI 0.2, called as a guest calls them: what the policy lets through, states, errors.</summary>
public sealed class SocketTests : IDisposable
{
    private static readonly IpSocketAddress AnyFree = Address(IPAddress.Loopback, 0);
    private readonly List<WasiDenial> _denials = [];
    private readonly List<WasiContext> _contexts = [];

    [Fact]
    public async Task ConnectingIsGrantedByAddressAndPort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var there = (IPEndPoint)listener.LocalEndpoint;
        var sockets = Sockets(new NetworkPolicy { Connect = [NetworkRule.Parse($"127.0.0.1:{there.Port}")] });
        using var network = await sockets.InstanceNetworkAsync();
        using var socket = (await sockets.CreateTcpSocketAsync(IpAddressFamily.Ipv4)).Value;

        Assert.Equal(ErrorCode.AccessDenied, (await socket.StartConnectAsync(network, Address(IPAddress.Loopback, there.Port == 1 ? 2 : 1))).Error);
        Assert.Equal(ErrorCode.AccessDenied, (await socket.StartConnectAsync(network, Address(IPAddress.Parse("127.0.0.2"), there.Port))).Error);
        Assert.Equal(ErrorCode.AccessDenied, (await socket.StartBindAsync(network, AnyFree)).Error);
        Assert.Equal(["wasi:sockets/tcp", "wasi:sockets/tcp", "wasi:sockets/tcp"], _denials.Select(denial => denial.Interface));
        Assert.Equal(ErrorCode.InvalidArgument, (await socket.StartConnectAsync(network, Address(IPAddress.Any, there.Port))).Error);
        Assert.Equal(ErrorCode.InvalidArgument, (await socket.StartConnectAsync(network, Address(IPAddress.IPv6Loopback, there.Port))).Error);
        Assert.Equal(ErrorCode.InvalidArgument, (await socket.StartConnectAsync(network, Address(IPAddress.Loopback, 0))).Error);
        Assert.Equal(ErrorCode.NotInProgress, (await socket.FinishConnectAsync()).Error);
        Assert.Equal(ErrorCode.InvalidState, (await socket.LocalAddressAsync()).Error);

        Assert.True((await socket.StartConnectAsync(network, Address(there.Address, there.Port))).IsOk);
        using (var ready = await socket.SubscribeAsync()) await ready.BlockAsync();
        var (input, output) = (await socket.FinishConnectAsync()).Value;
        using var peer = await listener.AcceptSocketAsync();
        Assert.True((await output.BlockingWriteAndFlushAsync("ping"u8.ToArray())).IsOk);
        var buffer = new byte[10];
        Assert.Equal(4, await peer.ReceiveAsync(buffer));
        Assert.Equal(Address(there.Address, there.Port), (await socket.RemoteAddressAsync()).Value);
        Assert.Equal(ErrorCode.InvalidState, (await socket.StartConnectAsync(network, Address(there.Address, there.Port))).Error);

        Assert.True((await socket.ShutdownAsync(ShutdownType.Send)).IsOk);
        Assert.Equal(0, await peer.ReceiveAsync(buffer));
        await peer.SendAsync("pong"u8.ToArray());
        Assert.Equal("pong"u8.ToArray(), (await input.BlockingReadAsync(10)).Value.ToArray());
        // What is left open is closed with the last of the three.
        input.Dispose();
        socket.Dispose();
        output.Dispose();
        Assert.Equal(0, await peer.ReceiveAsync(buffer));
    }

    [Fact]
    public async Task ListeningIsGrantedApart()
    {
        var sockets = Sockets(new NetworkPolicy { Listen = [NetworkRule.Parse("127.0.0.1:0")] });
        using var network = await sockets.InstanceNetworkAsync();
        using var socket = (await sockets.CreateTcpSocketAsync(IpAddressFamily.Ipv4)).Value;
        Assert.Equal(ErrorCode.AccessDenied, (await socket.StartBindAsync(network, Address(IPAddress.Any, 0))).Error);
        Assert.Equal(ErrorCode.AccessDenied, (await socket.StartBindAsync(network, Address(IPAddress.Loopback, 45678))).Error);
        Assert.Equal(ErrorCode.InvalidState, (await socket.StartListenAsync()).Error);
        Assert.True((await socket.StartBindAsync(network, AnyFree)).IsOk);
        Assert.True((await socket.FinishBindAsync()).IsOk);
        Assert.True((await socket.StartListenAsync()).IsOk);
        Assert.True((await socket.FinishListenAsync()).IsOk);
        Assert.True(await socket.IsListeningAsync());
        Assert.Equal(ErrorCode.WouldBlock, (await socket.AcceptAsync()).Error);

        using var client = new TcpClient();
        var waiting = (await socket.SubscribeAsync()).BlockAsync().AsTask();
        Assert.False(waiting.IsCompleted);
        await client.ConnectAsync(((await socket.LocalAddressAsync()).Value).ToEndPoint());
        await waiting.WaitAsync(TimeSpan.FromSeconds(30));
        var (accepted, input, output) = (await socket.AcceptAsync()).Value;
        await output.BlockingWriteAndFlushAsync("hi"u8.ToArray());
        Assert.Equal('h', client.GetStream().ReadByte());
        accepted.Dispose();
        input.Dispose();
        output.Dispose();
    }

    [Fact]
    public async Task OptionsAreKeptAndChecked()
    {
        var sockets = Sockets(NetworkPolicy.Unrestricted);
        using var socket = (await sockets.CreateTcpSocketAsync(IpAddressFamily.Ipv6)).Value;
        Assert.Equal(IpAddressFamily.Ipv6, await socket.AddressFamilyAsync());
        Assert.True((await socket.SetHopLimitAsync(42)).IsOk);
        Assert.Equal(42, (await socket.HopLimitAsync()).Value);
        Assert.True((await socket.SetKeepAliveEnabledAsync(true)).IsOk);
        Assert.True((await socket.KeepAliveEnabledAsync()).Value);
        Assert.True((await socket.SetKeepAliveIdleTimeAsync(1_500_000_000)).IsOk);
        Assert.Equal(2_000_000_000UL, (await socket.KeepAliveIdleTimeAsync()).Value);
        Assert.True((await socket.SetKeepAliveIntervalAsync(ulong.MaxValue)).IsOk);
        Assert.True((await socket.SetKeepAliveCountAsync(uint.MaxValue)).IsOk);
        Assert.True((await socket.SetReceiveBufferSizeAsync(16384)).IsOk);
        Assert.Equal(16384UL, (await socket.ReceiveBufferSizeAsync()).Value);
        Assert.True((await socket.SetSendBufferSizeAsync(ulong.MaxValue)).IsOk);
        foreach (var refused in (WitResult<WitUnit, ErrorCode>[])[await socket.SetHopLimitAsync(0), await socket.SetKeepAliveIdleTimeAsync(0), await socket.SetKeepAliveCountAsync(0), await socket.SetSendBufferSizeAsync(0), await socket.SetListenBacklogSizeAsync(0)])
            Assert.Equal(ErrorCode.InvalidArgument, refused.Error);
    }

    [Fact]
    public async Task SocketsAreCounted()
    {
        var sockets = Sockets(NetworkPolicy.Unrestricted, maximum: 4);
        var open = new List<IDisposable>();
        for (var i = 0; i < 4; i++) open.Add(i % 2 == 0 ? (await sockets.CreateTcpSocketAsync(IpAddressFamily.Ipv4)).Value : (await sockets.CreateUdpSocketAsync(IpAddressFamily.Ipv4)).Value);
        Assert.Equal(ErrorCode.NewSocketLimit, (await sockets.CreateTcpSocketAsync(IpAddressFamily.Ipv4)).Error);
        foreach (var one in open) one.Dispose();
        (await sockets.CreateUdpSocketAsync(IpAddressFamily.Ipv4)).Value.Dispose();
    }

    [Fact]
    public async Task DatagramsOfStrangersAreNotSeen()
    {
        using var friend = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        using var stranger = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        var there = (IPEndPoint)friend.Client.LocalEndPoint!;
        var sockets = Sockets(new NetworkPolicy { Connect = [NetworkRule.Parse($"127.0.0.1:{there.Port}")] });
        using var network = await sockets.InstanceNetworkAsync();
        using var socket = (await sockets.CreateUdpSocketAsync(IpAddressFamily.Ipv4)).Value;
        Assert.Equal(ErrorCode.InvalidState, (await socket.StreamAsync(null)).Error);
        Assert.Equal(ErrorCode.AccessDenied, (await socket.StartBindAsync(network, Address(IPAddress.Any, 45678))).Error);
        Assert.True((await socket.StartBindAsync(network, Address(IPAddress.Any, 0))).IsOk);
        Assert.True((await socket.FinishBindAsync()).IsOk);
        var here = new IPEndPoint(IPAddress.Loopback, (await socket.LocalAddressAsync()).Value.ToEndPoint().Port);
        var (incoming, outgoing) = (await socket.StreamAsync(null)).Value;
        using (incoming)
        using (outgoing)
        {
            await Assert.ThrowsAsync<ProtocolViolationException>(async () => await outgoing.SendAsync([new OutgoingDatagram(new byte[1], null)]));
            await outgoing.CheckSendAsync();
            Assert.Equal(ErrorCode.AccessDenied, (await outgoing.SendAsync([new OutgoingDatagram(new byte[1], Address(IPAddress.Loopback, ((IPEndPoint)stranger.Client.LocalEndPoint!).Port))])).Error);
            await outgoing.CheckSendAsync();
            Assert.Equal(1UL, (await outgoing.SendAsync([new OutgoingDatagram("hello"u8.ToArray(), Address(there.Address, there.Port))])).Value);
            Assert.Equal("hello"u8.ToArray(), (await friend.ReceiveAsync()).Buffer);

            await stranger.SendAsync("boo"u8.ToArray(), here);
            await friend.SendAsync("hi"u8.ToArray(), here);
            var received = new List<IncomingDatagram>();
            while (received.Count == 0)
            {
                using (var ready = await incoming.SubscribeAsync()) await ready.BlockAsync(new CancellationTokenSource(TimeSpan.FromSeconds(30)).Token);
                received.AddRange((await incoming.ReceiveAsync(10)).Value);
            }
            Assert.Equal("hi"u8.ToArray(), Assert.Single(received).Data.ToArray());
            Assert.Empty((await incoming.ReceiveAsync(10)).Value);
        }
    }

    [Fact]
    public async Task ANameOpensOnlyTheAddressesItLedTo()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        IReadOnlyList<IPAddress> answer = [IPAddress.Parse("93.184.216.34"), IPAddress.Loopback, IPAddress.Parse("10.0.0.1"), IPAddress.Parse("::ffff:169.254.169.254")];
        var looked = new List<string>();
        var sockets = Sockets(new NetworkPolicy { Connect = [NetworkRule.Parse("shop.example")], AllowNameLookup = true }, resolver: (name, _) =>
        {
            looked.Add(name);
            return Task.FromResult(answer);
        });
        using var network = await sockets.InstanceNetworkAsync();
        Assert.Equal([IPAddress.Parse("93.184.216.34").ToIpAddress()], await Resolve(sockets, network, "SHOP.example."));
        using var socket = (await sockets.CreateTcpSocketAsync(IpAddressFamily.Ipv4)).Value;
        Assert.Equal(ErrorCode.AccessDenied, (await socket.StartConnectAsync(network, Address(IPAddress.Loopback, port))).Error);
        Assert.Equal(ErrorCode.AccessDenied, (await socket.StartConnectAsync(network, Address(IPAddress.Parse("93.184.216.35"), 80))).Error);
        Assert.True((await socket.StartConnectAsync(network, Address(IPAddress.Parse("93.184.216.34"), 80))).IsOk);

        // The name now leads home: that is denied whole, and opens nothing.
        answer = [IPAddress.Loopback];
        Assert.Equal(ErrorCode.AccessDenied, (await (await sockets.ResolveAddressesAsync(network, "shop.example")).Value.ResolveNextAddressAsync()).Error);
        using var other = (await sockets.CreateTcpSocketAsync(IpAddressFamily.Ipv4)).Value;
        Assert.Equal(ErrorCode.AccessDenied, (await other.StartConnectAsync(network, Address(IPAddress.Loopback, port))).Error);

        // Names that are not granted are not even asked for.
        foreach (var name in (string[])["other.example", "shop.example.evil", "a.shop.example"])
            Assert.Equal(ErrorCode.AccessDenied, (await sockets.ResolveAddressesAsync(network, name)).Error);
        foreach (var name in (string[])["", "a b", "127.1", "0x7f000001"])
            Assert.Equal(ErrorCode.InvalidArgument, (await sockets.ResolveAddressesAsync(network, name)).Error);
        Assert.Equal(["shop.example", "shop.example"], looked);
        Assert.Equal([IPAddress.Loopback.ToIpAddress()], await Resolve(sockets, network, "127.0.0.1"));
    }

    [Fact]
    public async Task WithNothingGrantedThereAreNoSockets()
    {
        var sockets = Sockets(NetworkPolicy.Denied);
        Assert.Equal(ErrorCode.AccessDenied, (await sockets.CreateTcpSocketAsync(IpAddressFamily.Ipv4)).Error);
        Assert.Equal(ErrorCode.AccessDenied, (await sockets.CreateUdpSocketAsync(IpAddressFamily.Ipv6)).Error);
        var noTcp = Sockets(NetworkPolicy.Unrestricted with { AllowTcp = false });
        Assert.Equal(ErrorCode.AccessDenied, (await noTcp.CreateTcpSocketAsync(IpAddressFamily.Ipv4)).Error);
        (await noTcp.CreateUdpSocketAsync(IpAddressFamily.Ipv4)).Value.Dispose();
        Assert.Equal(3, _denials.Count);
    }

    public void Dispose()
    {
        foreach (var context in _contexts) context.Dispose();
    }

    private static async Task<List<IpAddress>> Resolve(SocketsHost sockets, Network network, string name)
    {
        using var stream = (await sockets.ResolveAddressesAsync(network, name)).Value;
        using (var ready = await stream.SubscribeAsync()) await ready.BlockAsync();
        var addresses = new List<IpAddress>();
        while ((await stream.ResolveNextAddressAsync()).Value is { } address) addresses.Add(address);
        return addresses;
    }

    private SocketsHost Sockets(NetworkPolicy policy, int maximum = 100, NameResolver? resolver = null)
    {
        var context = new WasiContext(new WasiOptions
        {
            Network = policy,
            MaximumOpenDescriptors = maximum,
            Resolver = resolver ?? NameResolvers.System,
            Denied = denial => { lock (_denials) _denials.Add(denial); },
        });
        _contexts.Add(context);
        return context.Sockets;
    }

    private static IpSocketAddress Address(IPAddress address, int port) => new IPEndPoint(address, port).ToSocketAddress();
}

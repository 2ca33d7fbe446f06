using Microlight.Tars.Tests.Support;
using Trial;

namespace Microlight.Tars.Tests.Calls;

/// <summary>Calls of a generated proxy to a generated servant.</summary>
public class CallTests
{
    public static TheoryData<string, TarsVersion> Ways => new()
    {
        { "tcp", TarsVersion.Tars }, { "tcp", TarsVersion.TupComplex }, { "tcp", TarsVersion.TupSimple }, { "udp", TarsVersion.Tars }, { "udp", TarsVersion.TupComplex }, { "udp", TarsVersion.TupSimple },
    };

    [Theory, MemberData(nameof(Ways))]
    public async Task All_types_go_there_and_back(string transport, TarsVersion version)
    {
        await using var loopback = await Loopback.StartAsync(transport: transport);
        var options = new TarsCallOptions { Version = version };
        var random = new Random(5);
        for (var i = 0; i < 20; i++)
        {
            var value = Values.Everything(random);
            Assert.Equal(Wire.Hex<Everything, StructCodec<Everything>>(0, value), Wire.Hex<Everything, StructCodec<Everything>>(0, await loopback.Proxy.EverythingAsync(value, options)));
            var s = Values.Scalars(random);
            var result = await loopback.Proxy.ScalarsAsync(s.Yes, s.Small, s.Usmall, s.Middle, s.Umiddle, s.Number, s.Unumber, s.Big, s.Single, s.Real, s.Text, s.Color, options);
            Assert.Equal((12, s.Yes, s.Small, s.Usmall, s.Middle, s.Umiddle, s.Number, s.Unumber, s.Big, s.Single, s.Real, s.Text, s.Color), result);
            var lists = await loopback.Proxy.ListsAsync([1, 2, 0], [1, 2, 300_000], new() { ["s"] = s }, options);
            Assert.Equal([300_000, 2, 1], lists.Result);
            Assert.Equal((byte[])[1, 2, 0], lists.OutBytes);
            Assert.Equivalent(s, lists.OutMap["s"], strict: true);
            Assert.Equal((3, 2), await loopback.Proxy.DivideAsync(17, 5, options));
            await loopback.Proxy.NothingAsync(options);
            Assert.Equal((7, "cba"), await loopback.Proxy.SwapAsync("abc", 4, options));
        }
        await loopback.Proxy.PingAsync(options);
    }

    [Theory, MemberData(nameof(Ways))]
    public async Task Context_and_status_go_with_calls(string transport, TarsVersion version)
    {
        await using var loopback = await Loopback.StartAsync(transport: transport);
        TarsReply? reply = null;
        var options = new TarsCallOptions { Version = version, Context = new Dictionary<string, string> { ["tenant"] = "Ä" }, Status = new Dictionary<string, string> { ["STATUS_DYED_KEY"] = "k" }, MessageType = TarsMessageTypes.Dyed, Received = r => reply = r };
        Assert.Equal("Ä", await loopback.Proxy.ContextAsync("tenant", options));
        Assert.Equal("Ä", reply!.Context["tenant"]);
        Assert.Equal("2", reply.Status["STATUS_SEEN"]);
        Assert.Equal("", await loopback.Proxy.ContextAsync("nothing", options));
    }

    [Theory, MemberData(nameof(Ways))]
    public async Task Failures_have_their_codes(string transport, TarsVersion version)
    {
        await using var loopback = await Loopback.StartAsync(transport: transport);
        var options = new TarsCallOptions { Version = version };
        var own = await Assert.ThrowsAsync<TarsCallException>(() => loopback.Proxy.FailAsync(1234, "It is so.", options));
        Assert.Equal((1234, "It is so."), ((int)own.Code, own.Message));
        // What an exception says may be a secret.
        var unknown = await Assert.ThrowsAsync<TarsCallException>(() => loopback.Proxy.FailAsync(0, "the password", options));
        Assert.Equal((TarsReturnCode.Unknown, "The servant failed."), (unknown.Code, unknown.Message));
        var divided = await Assert.ThrowsAsync<TarsCallException>(() => loopback.Proxy.DivideAsync(1, 0, options));
        Assert.Equal(TarsReturnCode.Unknown, divided.Code);
        var unicode = await Assert.ThrowsAsync<TarsCallException>(() => loopback.Proxy.SwapAsync("\U0001F980", 0, options));
        Assert.Equal(TarsReturnCode.EncodeError, unicode.Code);
        var (call, name) = (new RawProxy(loopback.Client, loopback.ObjectName), loopback.ObjectName.Replace(Loopback.Name, "Trial.EchoServer.Nobody"));
        Assert.Equal(TarsReturnCode.NoFunction, (await Assert.ThrowsAsync<TarsCallException>(() => call.CallAsync("nothere", options))).Code);
        Assert.Equal(TarsReturnCode.DecodeError, (await Assert.ThrowsAsync<TarsCallException>(() => call.CallAsync("divide", options))).Code);
        Assert.Equal(TarsReturnCode.NoServant, (await Assert.ThrowsAsync<TarsCallException>(() => new RawProxy(loopback.Client, name).CallAsync("divide", options))).Code);
        Assert.Equal(TarsReturnCode.ClientDecodeError, (await Assert.ThrowsAsync<TarsCallException>(() => call.ReadAsync("count", options))).Code);
        // It all went through one connection, which is still good.
        Assert.Equal("Hello, x!", await loopback.Proxy.GreetAsync("x", options));
    }

    [Fact]
    public async Task Unknown_versions_are_refused()
    {
        await using var loopback = await Loopback.StartAsync();
        using var socket = loopback.Connect();
        socket.Send(TestFrames.Of(new TarsRequest { Version = (TarsVersion)5, RequestId = 9, ServantName = Loopback.Name, FunctionName = "nothing" }));
        var reply = Loopback.Receive(socket);
        Assert.Equal((9, TarsReturnCode.DecodeError), (reply.RequestId, reply.Code));
    }

    [Theory, MemberData(nameof(Ways))]
    public async Task One_way_calls_have_no_reply(string transport, TarsVersion version)
    {
        await using var loopback = await Loopback.StartAsync(transport: transport);
        var options = new TarsCallOptions { Version = version };
        for (var i = 0; i < 10; i++) await loopback.Proxy.CountOneWayAsync(options);
        await loopback.Proxy.FailOneWayAsync(0, "nobody hears", options);
        while (loopback.Servant.Counted < 10) await Task.Delay(1);
        Assert.Equal(11, await loopback.Proxy.CountAsync(options));
        if (transport != "tcp") return;
        using var socket = loopback.Connect();
        foreach (var (id, type) in (ReadOnlySpan<(int, sbyte)>)[(1, 1), (2, 0)])
            socket.Send(TestFrames.Of(new TarsRequest { Version = version, PacketType = type, RequestId = id, ServantName = Loopback.Name, FunctionName = "nothere" }));
        Assert.Equal(2, Loopback.Receive(socket).RequestId);
    }

    [Fact]
    public async Task Many_calls_share_a_connection_and_overtake_each_other()
    {
        await using var loopback = await Loopback.StartAsync();
        var slow = loopback.Proxy.WaitAsync(60_000, heeds: true, new TarsCallOptions { Timeout = TimeSpan.FromSeconds(120) });
        await loopback.Servant.Waiting.WaitAsync();
        var calls = Enumerable.Range(0, 2_000).Select(async i => Assert.Equal($"Hello, {i}!", await loopback.Proxy.GreetAsync($"{i}"))).ToList();
        await Task.WhenAll(calls);
        Assert.False(slow.IsCompleted);
        Assert.Equal(TarsReturnCode.ConnectError, (await Assert.ThrowsAsync<TarsCallException>(async () =>
        {
            await loopback.Client.DisposeAsync();
            await slow;
        })).Code);
    }

    [Fact]
    public async Task A_call_can_be_cancelled_and_is_not_sent_where_it_was()
    {
        await using var loopback = await Loopback.StartAsync();
        using var stop = new CancellationTokenSource();
        var call = loopback.Proxy.WaitAsync(60_000, heeds: true, cancellationToken: stop.Token);
        await loopback.Servant.Waiting.WaitAsync();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => loopback.Proxy.CountAsync(cancellationToken: stop.Token));
        Assert.Equal(1, await loopback.Proxy.CountAsync());
    }

    [Fact]
    public async Task A_reply_as_long_as_the_limit_comes_and_a_longer_one_is_an_error()
    {
        await using var loopback = await Loopback.StartAsync(new TarsServerOptions { Limits = new TarsLimits { MaxPacketLength = 2_000 } });
        Assert.Equal(907, (await loopback.Proxy.GreetAsync(new string('x', 899))).Length);
        await Assert.ThrowsAsync<TarsCallException>(() => loopback.Proxy.GreetAsync(new string('x', 2_000)));
        await using var small = new TarsClient(new TarsClientOptions { Limits = new TarsLimits { MaxPacketLength = 2_000 } });
        await Assert.ThrowsAsync<TarsEncodeException>(() => new EchoProxy(small, loopback.ObjectName).GreetAsync(new string('x', 2_000)));
    }

    [Fact]
    public async Task Objects_share_an_endpoint()
    {
        await using var server = new TarsServer();
        using var probe = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        probe.Start();
        var port = ((System.Net.IPEndPoint)probe.LocalEndpoint).Port;
        probe.Stop();
        var (one, two) = (new TestServant(), new TestServant());
        server.Add($"A.B.One@tcp -h 127.0.0.1 -p {port}", one);
        server.Add($"A.B.Two@tcp -h 127.0.0.1 -p {port}:udp -h 127.0.0.1 -p 0", two);
        Assert.Throws<ArgumentException>(() => server.Add("A.B.One@tcp -h 127.0.0.1 -p 0", one));
        Assert.Throws<ArgumentException>(() => server.Add("A.B.Three@ssl -h 127.0.0.1 -p 0", one));
        await server.StartAsync();
        await using var client = new TarsClient();
        Assert.Equal(1, await new EchoProxy(client, server.Objects[0].ToString()).CountAsync());
        Assert.Equal(1, await new EchoProxy(client, server.Objects[1].ToString()).CountAsync());
        Assert.Equal((1, 1), (one.Counted, two.Counted));
    }

    /// <summary>Calls what the interface does not have.</summary>
    private sealed class RawProxy(TarsClient client, string objectName) : TarsProxy(client, objectName)
    {
        public Task CallAsync(string function, TarsCallOptions options)
        {
            var call = BeginCall(function, options);
            call.WriteParameters(0);
            return InvokeAsync(call, CancellationToken.None);
        }

        public Task<string> ReadAsync(string function, TarsCallOptions options)
        {
            var call = BeginCall(function, options);
            call.WriteParameters(0);
            return InvokeAsync(call, static (ref TarsBodyReader results) => results.Read<string, StringCodec>(0, ""), CancellationToken.None);
        }
    }
}

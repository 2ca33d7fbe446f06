using System.Net.Sockets;
using Microlight.Tars.Tests.Support;
using Trial;

namespace Microlight.Tars.Tests.Calls;

/// <summary>Clients that send rubbish, or nothing, or do not read: each loses its own connection and nothing else.</summary>
public class HostileClientTests
{
    private static readonly byte[] s_request = TestFrames.Of(new TarsRequest { RequestId = 1, ServantName = Loopback.Name, FunctionName = "count" });

    [Theory]
    [InlineData("00000000")] // no length
    [InlineData("ffffffff")]
    [InlineData("0000000a0c0c0c0c0c0c")] // fields without sense
    [InlineData("0000000801020304")]
    public async Task Rubbish_closes_the_connection(string hex)
    {
        await using var loopback = await Loopback.StartAsync();
        using var socket = loopback.Connect();
        socket.Send(Convert.FromHexString(hex));
        Assert.True(Loopback.IsClosed(socket));
        Assert.Equal(1, await loopback.Proxy.CountAsync());
        Assert.Equal(0, loopback.Server.RequestBytes);
    }

    [Fact]
    public async Task Names_that_a_client_chose_do_not_steer_a_message()
    {
        await using var loopback = await Loopback.StartAsync();
        using var socket = loopback.Connect();
        var name = "\u001b[2J\n" + new string('x', 10_000);
        socket.Send(TestFrames.Of(new TarsRequest { ServantName = name, FunctionName = "count" }));
        socket.Send(TestFrames.Of(new TarsRequest { ServantName = Loopback.Name, FunctionName = name }));
        var shown = "\uFFFD[2J\uFFFD" + new string('x', 95) + "…";
        Assert.Equal($"There is no servant '{shown}' here.", Loopback.Receive(socket).Description);
        Assert.Equal($"{Loopback.Name} has no function '{shown}'.", Loopback.Receive(socket).Description);
    }

    [Fact]
    public async Task Rubbish_datagrams_are_dropped()
    {
        await using var loopback = await Loopback.StartAsync(transport: "udp");
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Connect(loopback.Endpoint);
        foreach (var hex in (string[])["", "00", "00000000", "ffffffff00", "0000000a0c0c0c0c0c0c"]) socket.Send(Convert.FromHexString(hex));
        Assert.Equal(1, await loopback.Proxy.CountAsync());
        Assert.Equal(0, loopback.Server.RequestBytes);
    }

    [Fact]
    public async Task Packets_may_come_a_byte_at_a_time_or_many_at_once()
    {
        await using var loopback = await Loopback.StartAsync();
        using var socket = loopback.Connect();
        socket.NoDelay = true;
        foreach (var b in s_request) socket.Send([b]);
        Assert.Equal(TarsReturnCode.Success, Loopback.Receive(socket).Code);
        socket.Send([.. Enumerable.Repeat(s_request, 1_000).SelectMany(r => r), .. s_request.AsSpan(0, 10)]);
        for (var i = 0; i < 1_000; i++) Assert.Equal(TarsReturnCode.Success, Loopback.Receive(socket).Code);
        socket.Send(s_request.AsSpan(10));
        Loopback.Receive(socket);
        Assert.Equal(1_002, loopback.Servant.Counted);
    }

    [Fact]
    public async Task Who_says_that_it_sends_no_more_still_gets_its_replies()
    {
        await using var loopback = await Loopback.StartAsync();
        using var socket = loopback.Connect();
        socket.Send([.. s_request, .. s_request]);
        socket.Shutdown(SocketShutdown.Send);
        Loopback.Receive(socket);
        Loopback.Receive(socket);
        Assert.True(Loopback.IsClosed(socket));
    }

    [Fact]
    public async Task A_packet_that_never_ends_closes_the_connection()
    {
        await using var loopback = await Loopback.StartAsync(new TarsServerOptions { PacketTimeout = TimeSpan.FromMilliseconds(50) });
        using var socket = loopback.Connect();
        socket.Send(s_request.AsSpan(0, 20));
        Assert.True(Loopback.IsClosed(socket));
        using var other = loopback.Connect();
        other.Send(s_request.AsSpan(0, 2));
        Assert.True(Loopback.IsClosed(other));
        Assert.Equal(1, await loopback.Proxy.CountAsync());
    }

    [Fact]
    public async Task An_idle_connection_is_closed_and_made_again_when_needed()
    {
        await using var loopback = await Loopback.StartAsync(idle: 50);
        Assert.Equal(1, await loopback.Proxy.CountAsync());
        using var socket = loopback.Connect();
        Assert.True(Loopback.IsClosed(socket));
        // The client's own is closed by the same clock.
        for (var count = 1; ;)
        {
            try
            {
                Assert.Equal(count + 1, await loopback.Proxy.CountAsync());
                break;
            }
            catch (TarsCallException exception) when (exception.Code == TarsReturnCode.ConnectError)
            {
            }
        }
    }

    [Fact]
    public async Task Who_does_not_read_and_asks_for_more_is_closed()
    {
        var options = new TarsServerOptions { Limits = new TarsLimits { MaxPacketLength = 1 << 16 }, MaxUnsentBytes = 1 << 20 };
        await using var loopback = await Loopback.StartAsync(options);
        using var socket = loopback.Connect();
        socket.SendTimeout = 60_000;
        var request = Greeting(60_000);
        Assert.ThrowsAny<SocketException>(() =>
        {
            for (var i = 0; i < 10_000; i++)
                for (var rest = request.AsSpan(); rest.Length > 0;) rest = rest[socket.Send(rest)..];
        });
        Assert.Equal(1, await loopback.Proxy.CountAsync());
    }

    [Fact]
    public async Task Who_does_not_read_is_closed_after_a_while()
    {
        await using var loopback = await Loopback.StartAsync(new TarsServerOptions { SendTimeout = TimeSpan.FromMilliseconds(100) });
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4_096 };
        socket.Connect(loopback.Endpoint);
        socket.Send(Greeting(9 << 20));
        // What the operating system took already may be read; then the connection is gone.
        await Task.Delay(TimeSpan.FromSeconds(5));
        var received = 0L;
        try
        {
            var buffer = new byte[1 << 16];
            for (int read; (read = socket.Receive(buffer)) > 0;) received += read;
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.ConnectionReset)
        {
        }
        Assert.InRange(received, 0, (9 << 20) - 1);
        Assert.Equal(1, await loopback.Proxy.CountAsync());
    }

    [Fact]
    public async Task One_connection_more_than_the_limit_is_closed()
    {
        await using var loopback = await Loopback.StartAsync(new TarsServerOptions { MaxConnections = 2 });
        using var one = loopback.Connect();
        one.Send(s_request);
        Loopback.Receive(one);
        using (var two = loopback.Connect())
        {
            two.Send(s_request);
            Loopback.Receive(two);
            using var three = loopback.Connect();
            Assert.True(Loopback.IsClosed(three));
        }
        // A place is free again.
        while (true)
        {
            using var four = loopback.Connect();
            try
            {
                four.Send(s_request);
                Loopback.Receive(four);
                break;
            }
            catch (Exception exception) when (exception is SocketException or EndOfStreamException)
            {
            }
        }
    }

    [Fact]
    public async Task Clients_together_cannot_make_the_server_hold_more_than_its_limit()
    {
        var options = new TarsServerOptions { Limits = new TarsLimits { MaxPacketLength = 1 << 20 }, MaxRequestBytes = 3 << 20, ShutdownTimeout = TimeSpan.FromMilliseconds(100) };
        await using var loopback = await Loopback.StartAsync(options);
        var sockets = Enumerable.Range(0, 4).Select(_ => loopback.Connect()).ToList();
        // Each says that it will send a megabyte, and sends four bytes.
        foreach (var socket in sockets.Take(3))
        {
            socket.Send(Convert.FromHexString("00100000"));
            var expected = (sockets.IndexOf(socket) + 1L) << 20;
            while (loopback.Server.RequestBytes != expected) await Task.Delay(1);
        }
        sockets[3].Send(Convert.FromHexString("00100000"));
        Assert.True(Loopback.IsClosed(sockets[3]));
        Assert.Equal(TarsReturnCode.Overload, (await Assert.ThrowsAsync<TarsCallException>(() => loopback.Proxy.CountAsync())).Code);
        foreach (var socket in sockets) socket.Dispose();
        while (loopback.Server.RequestBytes > 0) await Task.Delay(1);
        Assert.Equal(1, await loopback.Proxy.CountAsync());
    }

    private static byte[] Greeting(int length)
    {
        using var body = new PooledBuffer();
        var parameters = new TarsBodyWriter(TarsVersion.Tars, body, 1);
        parameters.Write<string, StringCodec>(1, "name", new string('x', length));
        return TestFrames.Of(new TarsRequest { RequestId = 1, ServantName = Loopback.Name, FunctionName = "greet", Body = body.WrittenMemory });
    }
}

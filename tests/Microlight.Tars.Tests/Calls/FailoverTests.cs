using System.Net;
using System.Net.Sockets;
using Microlight.Tars.Client;
using Microlight.Tars.Tests.Support;
using Trial;

namespace Microlight.Tars.Tests.Calls;

/// <summary>Which of several endpoints a call goes to.</summary>
public class FailoverTests
{
    [Theory]
    [InlineData("100 100", "0 1 0 1 0 1")]
    [InlineData("2 1", "0 1 0 0 1 0")]
    [InlineData("0 5 5", "1 2 1 2 1 2")]
    [InlineData("0 0", "0 1 0 1 0 1")]
    public void Turns_go_by_weight(string weights, string expected)
    {
        var target = Target(weights);
        Assert.Equal(expected, string.Join(" ", Enumerable.Range(0, 6).Select(_ => target.Choose(null, null).Endpoint.Port)));
    }

    [Fact]
    public void A_hash_goes_to_the_same_endpoint_and_hashes_spread_by_weight()
    {
        var target = Target("10 20 70");
        var ports = Enumerable.Range(0, 10_000).Select(hash => target.Choose(hash, null).Endpoint.Port).ToList();
        Assert.Equal(ports, Enumerable.Range(0, 10_000).Select(hash => target.Choose(hash, null).Endpoint.Port));
        Assert.InRange(ports.Count(p => p == 0), 800, 1_200);
        Assert.InRange(ports.Count(p => p == 2), 6_700, 7_300);
        // Those of an endpoint that fails move; the others stay.
        var failed = Enumerable.Range(0, 3).Select(_ => target.Choose(null, null)).First(e => e.Endpoint.Port == 2);
        var after = Enumerable.Range(0, 10_000).Select(hash => target.Choose(hash, [failed]).Endpoint.Port).ToList();
        Assert.DoesNotContain(2, after);
        Assert.All(ports.Zip(after).Where(p => p.First != 2), p => Assert.Equal(p.First, p.Second));
    }

    [Fact]
    public async Task A_call_goes_on_to_the_next_endpoint_where_one_cannot_be_reached()
    {
        await using var loopback = await Loopback.StartAsync();
        var dead = DeadPort();
        var proxy = new EchoProxy(loopback.Client, $"{Loopback.Name}@tcp -h 127.0.0.1 -p {dead} -w 100:tcp -h 127.0.0.1 -p {loopback.Endpoint.Port} -w 1");
        for (var i = 1; i <= 20; i++) Assert.Equal(i, await proxy.CountAsync());
    }

    [Fact]
    public async Task Where_none_can_be_reached_that_is_said()
    {
        await using var client = new TarsClient();
        var exception = await Assert.ThrowsAsync<TarsCallException>(() => new EchoProxy(client, $"A.B.C@tcp -h 127.0.0.1 -p {DeadPort()}:tcp -h 127.0.0.1 -p {DeadPort()}").CountAsync());
        Assert.Equal(TarsReturnCode.ConnectError, exception.Code);
        Assert.Contains("Cannot connect to tcp -h 127.0.0.1", exception.Message);
    }

    [Fact]
    public async Task An_endpoint_that_comes_back_is_used_again()
    {
        var port = DeadPort();
        await using var client = new TarsClient(new TarsClientOptions { RetryInterval = TimeSpan.Zero, Timeout = TimeSpan.FromSeconds(60) });
        var proxy = new EchoProxy(client, $"A.B.C@tcp -h 127.0.0.1 -p {port}");
        for (var i = 0; i < 3; i++)
        {
            await Assert.ThrowsAsync<TarsCallException>(() => proxy.CountAsync());
            await using var server = new TarsServer();
            server.Add($"A.B.C@tcp -h 127.0.0.1 -p {port}", new TestServant());
            await server.StartAsync();
            // The connection that the server before closed may be noticed by a call.
            try
            {
                Assert.Equal(1, await proxy.CountAsync());
            }
            catch (TarsCallException exception) when (exception.Code == TarsReturnCode.ConnectError)
            {
                Assert.Equal(1, await proxy.CountAsync());
            }
        }
    }

    [Fact]
    public async Task An_endpoint_that_does_not_answer_is_passed_over()
    {
        await using var loopback = await Loopback.StartAsync();
        using var mute = new TcpListener(IPAddress.Loopback, 0);
        mute.Start();
        await using var client = new TarsClient(new TarsClientOptions { FailuresInRow = 2, RetryInterval = TimeSpan.FromHours(1) });
        var proxy = new EchoProxy(client, $"{Loopback.Name}@tcp -h 127.0.0.1 -p {((IPEndPoint)mute.LocalEndpoint).Port}:tcp -h 127.0.0.1 -p {loopback.Endpoint.Port}");
        var late = 0;
        for (var i = 0; i < 12; i++)
        {
            try
            {
                await proxy.CountAsync(new TarsCallOptions { Timeout = TimeSpan.FromMilliseconds(500) });
            }
            catch (TarsCallException exception) when (exception.Code == TarsReturnCode.InvokeTimeout)
            {
                late++;
            }
        }
        Assert.Equal((2, 10), (late, loopback.Servant.Counted));
    }

    [Fact]
    public async Task Calls_routed_by_a_key_go_to_one_server()
    {
        await using var one = await Loopback.StartAsync();
        await using var two = await Loopback.StartAsync();
        await using var client = new TarsClient();
        var name = $"{Loopback.Name}@tcp -h 127.0.0.1 -p {one.Endpoint.Port}:tcp -h 127.0.0.1 -p {two.Endpoint.Port}";
        var proxy = new EchoProxy(client, name);
        var seen = new HashSet<int?>();
        for (var i = 0; i < 50; i++)
        {
            await proxy.CountAsync(new TarsCallOptions { Hash = 77 });
            await proxy.GreetAsync("the same");
        }
        Assert.Equal([0, 50], new[] { one.Servant.Counted, two.Servant.Counted }.Order());
    }

    private static ObjectTarget Target(string weights) =>
        new TarsClient().GetTarget(TarsObjectName.Parse("A.B.C@" + string.Join(":", weights.Split(' ').Select((w, i) => $"tcp -h 127.0.0.1 -p {i} -w {w}"))));

    private static int DeadPort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

using System.Diagnostics.Metrics;
using Microlight.Tars.Tests.Support;
using Trial;

namespace Microlight.Tars.Tests.Calls;

/// <summary>What a server does where there is too much to do, or it takes too long.</summary>
public class LimitTests
{
    [Theory, InlineData(TarsVersion.Tars), InlineData(TarsVersion.TupSimple)]
    public async Task One_call_more_than_the_queue_holds_is_an_overload(TarsVersion version)
    {
        await using var loopback = await Loopback.StartAsync(new TarsServerOptions { MaxConcurrentCalls = 2, MaxQueuedCalls = 1, ShutdownTimeout = TimeSpan.FromMilliseconds(100) });
        var options = new TarsCallOptions { Version = version };
        var running = new[] { loopback.Proxy.WaitAsync(30_000, heeds: true, options), loopback.Proxy.WaitAsync(30_000, heeds: true, options) };
        await loopback.Servant.Waiting.WaitAsync();
        await loopback.Servant.Waiting.WaitAsync();
        var queued = loopback.Proxy.GreetAsync("queued", options);
        Assert.Equal(TarsReturnCode.Overload, (await Assert.ThrowsAsync<TarsCallException>(() => loopback.Proxy.GreetAsync("over", options))).Code);
        // That it lives can be asked all the same.
        await loopback.Proxy.PingAsync(options);
        Assert.False(queued.IsCompleted);
        Assert.All(running, call => Assert.False(call.IsCompleted));
    }

    [Fact]
    public async Task A_call_that_waits_too_long_for_its_turn_is_not_begun()
    {
        await using var loopback = await Loopback.StartAsync(new TarsServerOptions { MaxConcurrentCalls = 1, QueueTimeout = TimeSpan.FromMilliseconds(1) });
        var running = loopback.Proxy.WaitAsync(2_000, heeds: false);
        await loopback.Servant.Waiting.WaitAsync();
        Assert.Equal(TarsReturnCode.QueueTimeout, (await Assert.ThrowsAsync<TarsCallException>(() => loopback.Proxy.CountAsync())).Code);
        Assert.Equal(2_000, await running);
        Assert.Equal(0, loopback.Servant.Counted);
    }

    [Theory, InlineData(true, TarsVersion.Tars), InlineData(false, TarsVersion.Tars), InlineData(false, TarsVersion.TupComplex)]
    public async Task A_call_that_takes_too_long_is_answered_and_cancelled(bool heeds, TarsVersion version)
    {
        await using var loopback = await Loopback.StartAsync(new TarsServerOptions { MaxConcurrentCalls = 1, InvokeTimeout = TimeSpan.FromMilliseconds(30) });
        var late = await Assert.ThrowsAsync<TarsCallException>(() => loopback.Proxy.WaitAsync(heeds ? 60_000 : 3_000, heeds, new TarsCallOptions { Version = version }));
        Assert.Equal((TarsReturnCode.InvokeTimeout, "The function took too long."), (late.Code, late.Message));
        // The place is free again when the servant has ended: at once, or when it is done waiting.
        while (true)
        {
            try
            {
                Assert.Equal("Hello, again!", await loopback.Proxy.GreetAsync("again"));
                break;
            }
            catch (TarsCallException exception) when (exception.Code == TarsReturnCode.QueueTimeout)
            {
            }
        }
    }

    [Fact]
    public async Task The_caller_s_own_timeout_counts_where_it_is_shorter()
    {
        await using var loopback = await Loopback.StartAsync();
        using var socket = loopback.Connect();
        using var body = new PooledBuffer();
        var parameters = new TarsBodyWriter(TarsVersion.Tars, body, 2);
        parameters.Write<int, Int32Codec>(1, "milliseconds", 60_000);
        parameters.Write<bool, BoolCodec>(2, "heeds", true);
        socket.Send(TestFrames.Of(new TarsRequest { RequestId = 3, ServantName = Loopback.Name, FunctionName = "wait", Timeout = 20, Body = body.WrittenMemory }));
        Assert.Equal((3, TarsReturnCode.InvokeTimeout), Loopback.Receive(socket) is var reply ? (reply.RequestId, reply.Code) : default);
    }

    [Fact]
    public async Task A_client_stops_waiting()
    {
        await using var loopback = await Loopback.StartAsync();
        var late = await Assert.ThrowsAsync<TarsCallException>(() => new EchoProxy(loopback.Client, loopback.ObjectName).WaitAsync(60_000, heeds: true, new TarsCallOptions { Timeout = TimeSpan.FromMilliseconds(20) }));
        Assert.Equal(TarsReturnCode.InvokeTimeout, late.Code);
        Assert.Equal("Hello, still!", await loopback.Proxy.GreetAsync("still"));
    }

    [Fact]
    public async Task Stopping_lets_calls_finish_and_takes_no_more()
    {
        await using var loopback = await Loopback.StartAsync(new TarsServerOptions());
        var running = loopback.Proxy.WaitAsync(200, heeds: true);
        await loopback.Servant.Waiting.WaitAsync();
        await loopback.Server.StopAsync();
        Assert.Equal(200, await running);
        Assert.Equal(TarsReturnCode.ConnectError, (await Assert.ThrowsAsync<TarsCallException>(() => loopback.Proxy.GreetAsync("more"))).Code);
        Assert.Equal(0, loopback.Server.RequestBytes);
    }

    [Fact]
    public async Task Stopping_does_not_wait_for_ever()
    {
        await using var loopback = await Loopback.StartAsync(new TarsServerOptions { ShutdownTimeout = TimeSpan.FromMilliseconds(50) });
        var running = loopback.Proxy.WaitAsync(60_000, heeds: true);
        await loopback.Servant.Waiting.WaitAsync();
        await loopback.Server.StopAsync();
        Assert.Equal(TarsReturnCode.ConnectError, (await Assert.ThrowsAsync<TarsCallException>(() => running)).Code);
    }

    [Fact]
    public async Task Calls_are_measured()
    {
        var seen = new System.Collections.Concurrent.ConcurrentBag<string>();
        using var listener = new MeterListener { InstrumentPublished = (instrument, l) => { if (instrument.Meter.Name == "Microlight.Tars") l.EnableMeasurementEvents(instrument); } };
        listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => seen.Add($"{instrument.Name} {string.Join(" ", tags.ToArray().Select(t => t.Value))}"));
        listener.Start();
        var servant = new TestServant();
        await using var server = new TarsServer();
        server.Add("Measured.By.Test@tcp -h 127.0.0.1 -p 0", servant);
        await server.StartAsync();
        await using var client = new TarsClient();
        var proxy = new EchoProxy(client, server.Objects[0].ToString());
        await proxy.GreetAsync("x");
        await Assert.ThrowsAsync<TarsCallException>(() => proxy.FailAsync(7, "x"));
        await server.StopAsync();
        var measured = seen.Where(s => s.Contains("Measured.By.Test")).Order(StringComparer.Ordinal);
        Assert.Equal(["tars.client.call.duration Measured.By.Test fail 7", "tars.client.call.duration Measured.By.Test greet 0", "tars.server.call.duration Measured.By.Test fail 7", "tars.server.call.duration Measured.By.Test greet 0"], measured);
    }
}

using Microlight.Tars.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Trial;

namespace Microlight.Tars.Tests.Calls;

/// <summary>A server in an application.</summary>
public class HostingTests
{
    [Fact]
    public async Task A_server_starts_and_stops_with_its_application()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddTarsServer(options => options.MaxConcurrentCalls = 8).AddServant<TestServant>("A.B.C@tcp -h 127.0.0.1 -p 0").AddServant("A.B.D@tcp -h 127.0.0.1 -p 0", provider => provider.GetRequiredService<TestServant>());
        Assert.Throws<InvalidOperationException>(() => builder.Services.AddTarsServer());
        using var host = builder.Build();
        await host.StartAsync();
        var server = host.Services.GetRequiredService<TarsServer>();
        await using var client = new TarsClient();
        Assert.Equal(1, await new EchoProxy(client, server.Objects[0].ToString()).CountAsync());
        Assert.Equal(2, await new EchoProxy(client, server.Objects[1].ToString()).CountAsync());
        await host.StopAsync();
        Assert.Equal(TarsReturnCode.ConnectError, (await Assert.ThrowsAsync<TarsCallException>(() => new EchoProxy(client, server.Objects[0].ToString()).CountAsync())).Code);
    }

    [Fact]
    public void Bad_names_are_told_when_they_are_added() =>
        Assert.Throws<FormatException>(() => new ServiceCollection().AddTarsServer().AddServant<TestServant>("A.B.C"));

    [Fact]
    public async Task A_server_that_cannot_listen_says_so_and_listens_nowhere()
    {
        await using var loopback = await Loopback.StartAsync();
        var server = new TarsServer();
        server.Add($"A.B.C@tcp -h 127.0.0.1 -p 0:tcp -h 127.0.0.1 -p {loopback.Endpoint.Port}", new TestServant());
        await Assert.ThrowsAsync<System.Net.Sockets.SocketException>(() => server.StartAsync());
        await Assert.ThrowsAsync<InvalidOperationException>(() => new TarsServer().StartAsync());
    }
}

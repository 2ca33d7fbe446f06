using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microlight.Cli.Tests.Support;

namespace Microlight.Cli.Tests;

/// <summary>Programs of the fixture collection that use the network, over real sockets: with <c>-S</c>, and with nothing granted.</summary>
public sealed class NetworkTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [SkippableTheory]
    [InlineData("c-tcp-echo/tcp_echo.component.wasm")]
    [InlineData("rust-tcp-echo/tcp_echo.component.wasm")]
    public async Task TcpServersEcho(string program)
    {
        using var process = Start(program, "0", "2");
        var port = await ListeningPort(process);
        for (var i = 0; i < 2; i++)
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, port);
            var stream = client.GetStream();
            await stream.WriteAsync("hello"u8.ToArray());
            client.Client.Shutdown(SocketShutdown.Send);
            using var received = new StreamReader(stream);
            Assert.Equal("hello", await received.ReadToEndAsync().WaitAsync(Patience));
        }
        await EndsWell(process);
    }

    [SkippableTheory]
    [InlineData("c-udp-echo/udp_echo.component.wasm")]
    [InlineData("rust-udp-echo/udp_echo.component.wasm")]
    public async Task UdpServersAnswer(string program)
    {
        using var process = Start(program, "0", "10");
        using var client = new UdpClient();
        client.Connect(IPAddress.Loopback, await ListeningPort(process));
        foreach (var text in (string[])["hello", "quit"])
        {
            await client.SendAsync(Encoding.UTF8.GetBytes(text));
            var answer = await client.ReceiveAsync().WaitAsync(Patience);
            Assert.Equal($"echo: {text}", Encoding.UTF8.GetString(answer.Buffer));
        }
        await EndsWell(process);
    }

    [SkippableTheory]
    [InlineData("c-tcp-echo/tcp_echo.component.wasm")]
    [InlineData("c-tcp-echo/tcp_echo.component.wasm", "-S", "connect=127.0.0.1,http=127.0.0.1")]
    [InlineData("c-tcp-echo/tcp_echo.component.wasm", "-S", "inherit-network,tcp=n")]
    [InlineData("c-udp-echo/udp_echo.component.wasm", "-S", "listen=127.0.0.1:1")]
    [InlineData("c-udp-echo/udp_echo.component.wasm", "-S", "inherit-network", "-S", "udp=n")]
    public void WhatIsNotGrantedIsRefused(string program, params string[] grants)
    {
        var result = Tool.Run([.. grants, Repository.RequireShared($"fixtures/programs/{program}"), "0", "1"]);
        Assert.Equal(1, result.ExitCode);
        Assert.Equal("", result.Output);
        Assert.NotEqual("", result.Error);
    }

    [SkippableFact]
    public async Task HttpClientsReachWhatIsGranted()
    {
        var program = Repository.RequireShared("fixtures/programs/rust-http-client/http_client.component.wasm");
        using var server = new HttpListener();
        using (var free = new TcpListener(IPAddress.Loopback, 0))
        {
            free.Start();
            server.Prefixes.Add($"http://{free.LocalEndpoint}/");
        }
        server.Start();
        var address = new Uri(server.Prefixes.Single()).Authority;
        var serving = Serve(server, requests: 2);

        // A public name would do, a loopback address has to be named.
        Assert.NotEqual(0, Tool.Run("-S", "http", program, address).ExitCode);
        Assert.False(serving.IsCompleted);
        var result = await Task.Run(() => Tool.Run("-S", $"http={address}", program, address));
        result.ShouldSucceedWith("/hello?x=1 200 Some(\"yes\")\nbody 14 hi from server\n/echo 200 Some(\"yes\")\nbody 10000 012345678901234567890123456789012345678901234567890123456789\n");
        await serving.WaitAsync(Patience);
    }

    private static async Task Serve(HttpListener server, int requests)
    {
        for (; requests > 0; requests--)
        {
            var context = await server.GetContextAsync();
            using var response = context.Response;
            response.Headers["x-test"] = "yes";
            if (context.Request.HttpMethod == "GET") await response.OutputStream.WriteAsync("hi from server"u8.ToArray());
            else await context.Request.InputStream.CopyToAsync(response.OutputStream);
        }
    }

    private static Process Start(string program, params string[] arguments) =>
        Tool.Start(["run", "--cache", Tool.Cache, "--timeout", "2m", "-S", "listen=127.0.0.1", Repository.RequireShared($"fixtures/programs/{program}"), .. arguments]);

    private static async Task<int> ListeningPort(Process process)
    {
        var line = await process.StandardOutput.ReadLineAsync().WaitAsync(Patience);
        Assert.True(line?.StartsWith("listening ", StringComparison.Ordinal), $"{line}\n{(line is null ? await process.StandardError.ReadToEndAsync() : "")}");
        return int.Parse(line!["listening ".Length..], CultureInfo.InvariantCulture);
    }

    private static async Task EndsWell(Process process)
    {
        await process.WaitForExitAsync().WaitAsync(Patience);
        Assert.Equal("", await process.StandardError.ReadToEndAsync());
        Assert.Equal(0, process.ExitCode);
    }
}

using System.Net;
using System.Net.Sockets;
using System.Text;
using Microlight.Cli.Tests.Support;
using Microlight.Tars;

namespace Microlight.Cli.Tests;

/// <summary>The components of samples/, run as their README says.</summary>
public sealed class ComponentSampleTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [SkippableFact]
    public void Say_hello() => Tool.Run("--invoke", "say-hello(\"Ada\")", Sample("SayHello", "guest", "say-hello.wasm")).ShouldSucceedWith("\"Hello, Ada!\"\n");

    [SkippableFact]
    public void JavaScript()
    {
        var words = Sample("JavaScript", "words.wasm");
        Tool.Run("--invoke", "slug(\"Hello, World!\")", words).ShouldSucceedWith("ok(\"hello-world\")\n");
        Tool.Run("--invoke", "slug(\"…\")", words).ShouldSucceedWith("err(\"there is no word in \\\"…\\\"\")\n");
        Tool.Run("--invoke", "most-common(\"the cat and the dog and the bird\", 2)", words)
            .ShouldSucceedWith("[{word: \"the\", count: 3}, {word: \"and\", count: 2}]\n");
    }

    [SkippableTheory]
    [InlineData("hello-c.wasm")]
    [InlineData("hello-js.wasm")]
    public void Tars_hello(string file)
    {
        var hello = Sample("TarsHello", file);
        Tool.Run("--invoke", "hello.say-hello(\"Ada\")", hello).ShouldSucceedWith("\"Hello, Ada!\"\n");
        Tool.Run("--invoke", "hello.divide(-17, 5)", hello).ShouldSucceedWith("(-3, -2)\n");
        Tool.Run("--invoke", "hello.divide(-2147483648, -1)", hello).ShouldSucceedWith("(-2147483648, 0)\n");
        Tool.Run("--invoke", "hello.sign({name: \"Ada\", remark: \"was here\"})", hello)
            .ShouldSucceedWith("{entries: [{name: \"Ada\", remark: \"was here\"}], visits: [(\"Ada\", 1)]}\n");
    }

    [SkippableTheory]
    [InlineData("hello-c.wasm")]
    [InlineData("hello-js.wasm")]
    public async Task Tars_hello_is_served(string file)
    {
        const string name = "Demo.HelloServer.HelloServantObj@tcp -h 127.0.0.1 -p 0 -t 3000";
        using var server = ServerProcess.Start("tars", "serve", Sample("TarsHello", file), "--tars", Sample("TarsHello", "hello.tars"), "--obj", name, "--cache", Tool.Cache);
        await using var client = new TarsClient(new TarsClientOptions { Timeout = Patience });
        // "serving FILE as OBJECT@ENDPOINT"
        var hello = new Demo.HelloProxy(client, (await server.UntilItSaysAsync("serving ")).Split(' ', 4)[3]);
        Assert.Equal("Hello, Ada!", await hello.SayHelloAsync("Ada"));
        Assert.Equal((-3, -2), await hello.DivideAsync(-17, 5));
        Assert.Equal(TarsReturnCode.Unknown, (await Assert.ThrowsAsync<TarsCallException>(() => hello.DivideAsync(1, 0))).Code);
        Assert.Equal(0, await server.StopAsync());
    }

    [SkippableFact]
    public async Task Udp_echo()
    {
        var program = Sample("UdpEcho", "udp-echo.wasm");
        using var process = Tool.Start(["run", "--cache", Tool.Cache, "--timeout", "2m", "-S", "listen=127.0.0.1", program]);
        var line = await process.StandardOutput.ReadLineAsync().WaitAsync(Patience);
        Assert.StartsWith("listening on 127.0.0.1:", line, StringComparison.Ordinal);
        using var client = new UdpClient();
        client.Connect(IPEndPoint.Parse(line!["listening on ".Length..]));
        // As nc sends lines.
        foreach (var text in (string[])["hello\n", "quit\n"])
        {
            await client.SendAsync(Encoding.UTF8.GetBytes(text));
            Assert.Equal($"echo: {text}", Encoding.UTF8.GetString((await client.ReceiveAsync().WaitAsync(Patience)).Buffer));
        }
        await process.WaitForExitAsync().WaitAsync(Patience);
        Assert.Equal(0, process.ExitCode);

        var denied = Tool.Run(program, "8080");
        Assert.Equal((1, ""), (denied.ExitCode, denied.Output));
        Assert.EndsWith("\nsocket: Permission denied\n", denied.Error, StringComparison.Ordinal);
    }

    private static string Sample(params string[] path) => Path.Combine([Repository.Root, "samples", .. path]);
}

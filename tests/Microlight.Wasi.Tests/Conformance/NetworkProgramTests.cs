using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microlight.Wasi.Cli;
using Microlight.Wasi.Sockets;
using Microlight.Wasi.Tests.Support;

namespace Microlight.Wasi.Tests.Conformance;

/// <summary>Servers and clients of the fixture collection, in C and Rust, over real sockets; and the same with nothing granted.</summary>
public sealed class NetworkProgramTests
{
    private static readonly NetworkPolicy Loopback = new() { Listen = [NetworkRule.Parse("127.0.0.1")] };

    [SkippableTheory]
    [InlineData("c-tcp-echo/tcp_echo.component.wasm")]
    [InlineData("rust-tcp-echo/tcp_echo.component.wasm")]
    public async Task TcpServersEcho(string program)
    {
        using var output = new LineOutput();
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var run = Start(program, ["0", "2"], Loopback, output, stop.Token);
        var port = await ListeningPort(output, run);

        foreach (var payload in (byte[][])["hello"u8.ToArray(), [.. Enumerable.Range(0, 300_000).Select(i => (byte)(i % 251))]])
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, port, stop.Token);
            var stream = client.GetStream();
            var sending = SendAsync(client, payload, stop.Token);
            var received = new MemoryStream();
            await stream.CopyToAsync(received, stop.Token);
            await sending;
            Assert.Equal(payload, received.ToArray());
        }
        Assert.Equal(0, await run);
        Assert.Contains("300000", output.ToString());
    }

    [SkippableTheory]
    [InlineData("c-udp-echo/udp_echo.component.wasm")]
    [InlineData("rust-udp-echo/udp_echo.component.wasm")]
    public async Task UdpServersAnswerWhoeverAsks(string program)
    {
        using var output = new LineOutput();
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var run = Start(program, ["0", "10"], Loopback, output, stop.Token);
        var port = await ListeningPort(output, run);

        using var client = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        client.Connect(IPAddress.Loopback, port);
        foreach (var text in (string[])["hello", new string('x', 9000), "quit"])
        {
            await client.SendAsync(Encoding.UTF8.GetBytes(text), stop.Token);
            var answer = await client.ReceiveAsync(stop.Token);
            Assert.Equal("echo: " + text, Encoding.UTF8.GetString(answer.Buffer));
        }
        Assert.Equal(0, await run);
    }

    [SkippableTheory]
    [InlineData("c-tcp-echo/tcp_echo.component.wasm")]
    [InlineData("rust-tcp-echo/tcp_echo.component.wasm")]
    [InlineData("c-udp-echo/udp_echo.component.wasm")]
    [InlineData("rust-udp-echo/udp_echo.component.wasm")]
    public async Task WithoutAGrantNobodyListens(string program)
    {
        foreach (var policy in (NetworkPolicy[])[NetworkPolicy.Denied, new() { Connect = [NetworkRule.Public, NetworkRule.Parse("127.0.0.1")] }])
        {
            var denials = new List<WasiDenial>();
            using var output = new LineOutput();
            using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            var code = 0;
            try
            {
                code = await Start(program, ["0", "1"], policy, output, stop.Token, denials.Add);
            }
            catch (GuestTrapException)
            {
                code = 134; // Rust programs that panic abort
            }
            Assert.NotEqual(0, code);
            Assert.DoesNotContain("listening", output.ToString());
            Assert.Contains(denials, denial => denial.Interface.StartsWith("wasi:sockets/", StringComparison.Ordinal));
        }
    }

    [SkippableFact]
    public async Task HttpClientsReachWhatIsGranted()
    {
        using var server = new TestHttpServer();
        using var output = new LineOutput();
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var policy = new NetworkPolicy { Connect = [NetworkRule.Parse($"127.0.0.1:{server.Port}")] };
        var code = await StartHttp(server, policy, output, stop.Token);
        Assert.Equal(0, code);
        Assert.Equal("/hello?x=1 200 Some(\"yes\")\nbody 14 hi from server\n/echo 200 Some(\"yes\")\nbody 10000 012345678901234567890123456789012345678901234567890123456789\n", output.ToString());
    }

    [SkippableFact]
    public async Task HttpClientsReachNothingElse()
    {
        using var server = new TestHttpServer();
        foreach (var policy in (NetworkPolicy[])[NetworkPolicy.Denied, new() { Connect = [NetworkRule.Public] }, new() { Connect = [NetworkRule.Parse("127.0.0.1:1")] }])
        {
            var denials = new List<WasiDenial>();
            using var output = new LineOutput();
            using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            try
            {
                Assert.NotEqual(0, await StartHttp(server, policy, output, stop.Token, denials.Add));
            }
            catch (GuestTrapException)
            {
                // It unwraps the error.
            }
            Assert.Equal("wasi:http/outgoing-handler", Assert.Single(denials).Interface);
        }
        Assert.Equal(0, server.Requests);
    }

    private static Task<int> StartHttp(TestHttpServer server, NetworkPolicy policy, Stream output, CancellationToken stop, Action<WasiDenial>? denied = null)
    {
        var (path, wasm) = Load("rust-http-client/http_client.component.wasm");
        return ProgramRunner.RunComponentAsync(wasm, path, new WasiOptions
        {
            Arguments = [path, $"127.0.0.1:{server.Port}"],
            Http = policy,
            StandardOutput = WasiOutput.FromStream(output),
            StandardError = WasiOutput.FromStream(output),
            Denied = denied,
        }, stop);
    }

    private static Task<int> Start(string program, string[] arguments, NetworkPolicy policy, Stream output, CancellationToken stop, Action<WasiDenial>? denied = null)
    {
        var (path, wasm) = Load(program);
        return Task.Run(() => ProgramRunner.RunComponentAsync(wasm, path, new WasiOptions
        {
            Arguments = [path, .. arguments],
            Network = policy,
            StandardOutput = WasiOutput.FromStream(output),
            StandardError = WasiOutput.FromStream(output),
            Denied = denied,
        }, stop), CancellationToken.None);
    }

    private static (string Name, byte[] Wasm) Load(string program)
    {
        var path = SharedFiles.Find($"fixtures/programs/{program}");
        Skip.If(path is null, SharedFiles.MissingReason(program));
        return (program.Replace('/', '-'), File.ReadAllBytes(path!));
    }

    private static async Task<int> ListeningPort(LineOutput output, Task<int> run)
    {
        var line = output.ReadLineAsync();
        if (await Task.WhenAny(line, run) == run && !line.IsCompleted) Assert.Fail($"It ended with {await run}: {output}");
        var text = await line;
        Assert.StartsWith("listening ", text, StringComparison.Ordinal);
        return int.Parse(text["listening ".Length..], CultureInfo.InvariantCulture);
    }

    private static async Task SendAsync(TcpClient client, byte[] payload, CancellationToken stop)
    {
        await client.GetStream().WriteAsync(payload, stop);
        client.Client.Shutdown(SocketShutdown.Send);
    }
}

using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microlight.Cli.Tests.Support;
using Microlight.Tars;

namespace Microlight.Cli.Tests;

/// <summary><c>microlight tars serve</c>: a component answers clients of TARS, what goes wrong is its own call's, and the server stops when it is told to, with what is under way.</summary>
public sealed class TarsServeTests
{
    private const string Object = "Demo.HelloServer.HelloServantObj";

    [SkippableFact]
    public async Task A_client_is_answered_at_each_endpoint()
    {
        using var server = StartAt("tcp -h 127.0.0.1 -p 0 -t 3000:udp -h 127.0.0.1 -p 0", "--env", "NAME=Ada");
        foreach (var transport in (string[])["tcp", "udp"])
        {
            await using var client = await HelloClient.ConnectAsync(server);
            Assert.StartsWith($"{Object}@{transport} -h 127.0.0.1 -p ", client.Object, StringComparison.Ordinal);
            Assert.Equal("Hello, Zoë 👋!", await client.Hello.SayHelloAsync("Zoë 👋"));
            Assert.Equal((3, 2), await client.Hello.DivideAsync(17, 5));
            Assert.Equal("Ada", await client.Hello.VariableAsync("NAME"));
            Assert.Equal("", await client.Hello.VariableAsync("PATH"));
            await client.Hello.PingAsync();
        }
        Assert.Equal(0, await server.StopAsync());
        Assert.Equal("", server.Output);
        Assert.All(server.Error.TrimEnd('\n').Split('\n'), line => Assert.StartsWith("serving servant.wasm as ", line, StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task Many_calls_at_once_get_their_own_answers()
    {
        using var server = Start("--max-concurrency", "3");
        await using var client = await HelloClient.ConnectAsync(server);
        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => client.Hello.SayHelloAsync($"{i}{new string('.', i)}")));
        Assert.Equal(Enumerable.Range(0, 200).Select(i => $"Hello, {i}{new string('.', i)}!"), answers);
        Assert.Equal(0, await server.StopAsync());
    }

    [SkippableFact]
    public async Task Control_C_stops_it_too()
    {
        // As in a shell's background job, and in what that starts. .NET leaves it at that.
        var ignored = File.ReadLines("/proc/self/status").Single(line => line.StartsWith("SigIgn:", StringComparison.Ordinal));
        Skip.If((Convert.ToUInt64(ignored["SigIgn:".Length..].Trim(), 16) & 2) != 0, "SIGINT is ignored here.");
        using var server = Start();
        await using var client = await HelloClient.ConnectAsync(server);
        Assert.Equal(0, await server.StopAsync("INT"));
    }

    [SkippableFact]
    public async Task The_component_may_know_of_its_call_and_fail_it()
    {
        using var server = Start();
        await using var client = await HelloClient.ConnectAsync(server);
        TarsReply? reply = null;
        var options = new TarsCallOptions { Context = new Dictionary<string, string> { ["tenant"] = "Ä" }, Received = r => reply = r };
        Assert.Equal("Ä", await client.Hello.TellAsync("tenant", options));
        Assert.Equal("Ä", reply!.Context["tenant"]);
        var failed = await Assert.ThrowsAsync<TarsCallException>(() => client.Hello.TellAsync("secret", options));
        Assert.Equal((404, "There is no such key."), ((int)failed.Code, failed.Message));
        Assert.Equal(0, await server.StopAsync());
        Assert.DoesNotContain("error", server.Error, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("restore", 1, 1, 1)]
    [InlineData("reuse", 1, 2, 3)]
    [InlineData("new", 1, 1, 1)]
    public async Task Instances_keep_what_their_policy_says_and_a_trap_is_its_own_calls(string policy, params int[] counts)
    {
        using var server = Start("--policy", policy, "--max-concurrency", "1");
        await using var client = await HelloClient.ConnectAsync(server);
        foreach (var count in counts) Assert.Equal(count, await client.Hello.CountAsync());
        for (var i = 0; i < 2; i++)
        {
            var trap = await Assert.ThrowsAsync<TarsCallException>(() => client.Hello.DivideAsync(1, 0));
            Assert.Equal(TarsReturnCode.Unknown, trap.Code);
            Assert.DoesNotContain("zero", trap.Message, StringComparison.Ordinal);
            // An instance that trapped is brought back whatever the policy.
            Assert.Equal(1, await client.Hello.CountAsync());
        }
        Assert.Equal(0, await server.StopAsync());
        var log = server.Error.TrimEnd('\n').Split('\n')[1..];
        Assert.Equal(2, log.Length);
        Assert.All(log, line => Assert.StartsWith("error: ", line, StringComparison.Ordinal));
        Assert.All(log, line => Assert.Contains("wasm trap: integer divide by zero", line, StringComparison.Ordinal));
    }

    [SkippableTheory]
    [InlineData("--timeout", "3s")]
    [InlineData("--max-cpu", "300ms")]
    public async Task A_call_that_takes_too_long_is_stopped(string option, string limit)
    {
        using var server = Start(option, limit, "--max-concurrency", "1");
        await using var client = await HelloClient.ConnectAsync(server);
        Assert.Equal(TarsReturnCode.InvokeTimeout, await CodeOf(client.Hello.SpinAsync()));
        // In the one instance that there may be: it does not spin any longer.
        Assert.Equal("Hello, you!", await client.Hello.SayHelloAsync("you"));
        Assert.Equal(0, await server.StopAsync());
    }

    [SkippableFact]
    public async Task Calls_beyond_the_queue_are_refused()
    {
        using var server = Start("--max-concurrency", "1", "--max-queue", "0", "--drain", "1ms");
        await using var client = await HelloClient.ConnectAsync(server);
        var waiting = client.Hello.WaitAsync(int.MaxValue);
        await server.UntilItSaysAsync("waiting");
        Assert.Equal(TarsReturnCode.Overload, await CodeOf(client.Hello.SayHelloAsync("you")));
        await client.Hello.PingAsync();
        Assert.False(waiting.IsCompleted);
        Assert.Equal(0, await server.StopAsync());
        await Assert.ThrowsAsync<TarsCallException>(() => waiting);
    }

    [SkippableFact]
    public async Task What_is_under_way_may_end()
    {
        using var server = Start("--drain", "30s");
        await using var client = await HelloClient.ConnectAsync(server);
        var waiting = client.Hello.WaitAsync(2000);
        await server.UntilItSaysAsync("waiting");
        var stopping = server.StopAsync();
        await waiting;
        Assert.Equal(0, await stopping);
        Assert.DoesNotContain("warning", server.Error, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task What_does_not_end_is_cut_off()
    {
        using var server = Start("--drain", "100ms");
        await using var client = await HelloClient.ConnectAsync(server);
        var waiting = client.Hello.WaitAsync(int.MaxValue);
        await server.UntilItSaysAsync("waiting");
        Assert.Equal(0, await server.StopAsync());
        Assert.Contains(await CodeOf(waiting), (TarsReturnCode[])[TarsReturnCode.ConnectError, TarsReturnCode.Unknown]);
        Assert.Contains("warning: The server stops with 1 calls unanswered.", server.Error, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task An_image_serves_as_its_component_does()
    {
        using var directory = new TemporaryDirectory();
        var image = directory.File("servant.image");
        Tool.Execute(["compile", TestPrograms.Servant, "-o", image]).ShouldSucceedWith("");
        using var server = ServerProcess.Start("tars", "serve", "--tars", TestPrograms.TarsInterface, "--obj", $"{Object}@tcp -h 127.0.0.1 -p 0", image);
        await using var client = await HelloClient.ConnectAsync(server);
        Assert.Equal("Hello, image!", await client.Hello.SayHelloAsync("image"));
        Assert.Equal(0, await server.StopAsync());
    }

    [Theory]
    [InlineData("--obj 'A.B.C@tcp -h 127.0.0.1 -p 0' x.wasm", "'--tars' is required")]
    [InlineData("--tars x.tars x.wasm", "'--obj' is required")]
    [InlineData("--tars x.tars --obj 'A.B.C@tcp -h 127.0.0.1 -p 0'", "Required argument 'FILE' missing")]
    [InlineData("--tars x.tars --obj A.B.C x.wasm", "--obj: The object 'A.B.C' has no endpoint; write A.B.C@tcp -h HOST -p PORT.")]
    [InlineData("--tars x.tars --obj 'A.B.C@tcp -h 127.0.0.1' x.wasm", "--obj: The endpoint 'tcp -h 127.0.0.1' needs a host (-h) and a port (-p).")]
    [InlineData("--tars x.tars --obj 'A.B.C@tcp -h 127.0.0.1 -p 65536' x.wasm", "--obj: -p in the endpoint 'tcp -h 127.0.0.1 -p 65536' is '65536'")]
    [InlineData("--tars x.tars --obj 'A.B.C@http -h 127.0.0.1 -p 1' x.wasm", "does not begin with tcp, udp or ssl")]
    [InlineData("--tars x.tars --obj 'A.B.C@ssl -h 127.0.0.1 -p 1' x.wasm", "--obj: 'A.B.C' has an ssl endpoint; only tcp and udp are served.")]
    [InlineData("--tars x.tars --obj 'A.B.C@tcp -h 127.0.0.1 -p 0' --policy keep x.wasm", "'--policy keep' must be one of restore, reuse and new")]
    [InlineData("--tars x.tars --obj 'A.B.C@tcp -h 127.0.0.1 -p 0' --timeout soon x.wasm", "'--timeout soon' must be a duration")]
    public void Nonsense_is_a_usage_error(string arguments, string part) => Tool.Shell($"{Tool.CommandLine} tars serve {arguments}").ShouldFailWith(ExitCodes.Usage, part);

    [Fact]
    public void What_is_wrong_with_the_interface_is_said()
    {
        using var directory = new TemporaryDirectory();
        string Write(string name, string text)
        {
            File.WriteAllText(directory.File(name), text);
            return directory.File(name);
        }
        CommandResult Serve(string tars, params string[] more) => Tool.Execute(["tars", "serve", "--cache", Tool.Cache, "--tars", tars, "--obj", "A.B.C@tcp -h 127.0.0.1 -p 0", .. more, TestPrograms.Servant]);

        Serve(directory.File("none.tars")).ShouldFailWith(ExitCodes.Failure, "none.tars");
        var wrong = Serve(Write("wrong.tars", "module M { interface I { T f(U u); }; };"));
        Assert.Equal(ExitCodes.Failure, wrong.ExitCode);
        Assert.Equal(["(1,26): There is no type T in the module M.", "(1,30): There is no type U in the module M."], wrong.Error.TrimEnd('\n').Split('\n').Select(line => line[(line.IndexOf('('))..]));
        var several = Write("several.tars", "module Demo { interface Hello { int count(); }; interface Other { void f(); }; };");
        Serve(several).ShouldFailWith(ExitCodes.Usage, "has several interfaces; choose one with --interface: Demo::Hello, Demo::Other.");
        Serve(several, "--interface", "Third").ShouldFailWith(ExitCodes.Failure, "has no interface Third; it has Hello, Other.");
        Serve(several, "--interface", "Other").ShouldFailWith(ExitCodes.Failure, "other");
        Serve(Write("types.tars", "module Demo { interface Hello { long count(); }; };")).ShouldFailWith(ExitCodes.Failure, "count");
        Serve(Write("wit.tars", "module Demo { struct S { }; interface Hello { void f(S s); }; };")).ShouldFailWith(ExitCodes.Failure, "WIT has no such records");
    }

    [SkippableFact]
    public void What_is_wrong_with_the_component_or_the_endpoint_is_said()
    {
        CommandResult Serve(string file, string endpoint = "tcp -h 127.0.0.1 -p 0", params string[] more) =>
            Tool.Execute(["tars", "serve", "--cache", Tool.Cache, "--tars", TestPrograms.TarsInterface, "--obj", $"{Object}@{endpoint}", .. more, file]);

        Serve("nosuch.wasm").ShouldFailWith(ExitCodes.Failure, "'nosuch.wasm' cannot be read: there is no such file");
        Serve(TestPrograms.Hello).ShouldFailWith(ExitCodes.Failure, "is not a component");
        Serve(Path.Combine(Repository.Root, "samples", "HttpFunction", "http-function.wasm")).ShouldFailWith(ExitCodes.Failure, "tars:demo/hello");
        Serve(TestPrograms.Servant, more: ["--dir", "/no/such/directory"]).ShouldFailWith(ExitCodes.Failure, "/no/such/directory");
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
        Serve(TestPrograms.Servant, $"tcp -h 127.0.0.1 -p {port}").ShouldFailWith(ExitCodes.Failure, $"tcp -h 127.0.0.1 -p {port} -t 60000 cannot be listened on: ");
    }

    private static ServerProcess Start(params string[] options) => StartAt("tcp -h 127.0.0.1 -p 0", options);

    private static ServerProcess StartAt(string endpoints, params string[] options) =>
        ServerProcess.Start(["tars", "serve", "--cache", Tool.Cache, "--tars", TestPrograms.TarsInterface, "--obj", $"{Object}@{endpoints}", .. options, TestPrograms.Servant]);

    private static async Task<TarsReturnCode> CodeOf(Task call) => (await Assert.ThrowsAsync<TarsCallException>(() => call)).Code;

    /// <summary>A client of the next endpoint that a server says it listens on.</summary>
    private sealed class HelloClient : IAsyncDisposable
    {
        private readonly TarsClient _client = new(new TarsClientOptions { Timeout = TimeSpan.FromSeconds(60) });

        private HelloClient(string name) => (Object, Hello) = (name, new Demo.HelloProxy(_client, name));

        public string Object { get; }
        public Demo.HelloProxy Hello { get; }

        public static async Task<HelloClient> ConnectAsync(ServerProcess server)
        {
            // "serving FILE as OBJECT@ENDPOINT"
            return new HelloClient((await server.UntilItSaysAsync("serving ")).Split(' ', 4)[3]);
        }

        public ValueTask DisposeAsync() => _client.DisposeAsync();
    }
}

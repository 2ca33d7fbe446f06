using System.Net;
using Microlight.Cli.Tests.Support;

namespace Microlight.Cli.Tests;

/// <summary><c>microlight serve</c>: answers, logs, counts, and stops when it is told to, with what is under way.</summary>
public sealed class ServeTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static string Component => Repository.RequireShared("fixtures/programs/rust-http/http.component.wasm");

    [SkippableTheory]
    [InlineData("restore")]
    [InlineData("reuse")]
    [InlineData("new")]
    public async Task AnswersLogsAndCounts(string policy)
    {
        using var server = await HttpServer.StartAsync("--policy", policy, "--metrics", "0", "--env", "FIX_A=1", Component);
        Assert.Equal("127.0.0.1", server.Address.Host);
        using (var response = await server.Client.GetAsync("/env"))
        {
            Assert.Equal("FIX_A=1\n", await response.Content.ReadAsStringAsync());
            Assert.Equal("rust", response.Headers.GetValues("x-served-by").Single());
            Assert.False(response.Headers.Contains("Server"));
        }
        using (var failed = await server.Client.GetAsync("/panic")) Assert.Equal(HttpStatusCode.InternalServerError, failed.StatusCode);
        using (var missing = await server.Client.GetAsync("/a%0Ab?c")) Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
        var metrics = await server.Client.GetStringAsync(server.Metrics);
        Assert.Contains("microlight_http_requests_total{outcome=\"failed\"} 1\n", metrics, StringComparison.Ordinal);

        Assert.Equal(0, await server.StopAsync());
        var log = server.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["/env 200", "/panic 500", "/a%0Ab?c 404"], log.Select(line => string.Join(' ', line.Split(' ')[3..5])));
        Assert.Contains("asked to", server.Error, StringComparison.Ordinal);
        Assert.Contains("error: The component failed at GET /panic", server.Error, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("restore", "1\n1\n1\n")]
    [InlineData("reuse", "1\n2\n3\n")]
    [InlineData("new", "1\n1\n1\n")]
    public async Task InstancesKeepWhatTheirPolicySays(string policy, string counts)
    {
        using var server = await HttpServer.StartAsync("--policy", policy, "--max-concurrency", "1", "--no-access-log", Path.Combine(Repository.Root, "samples", "HttpFunction", "http-function.wasm"));
        Assert.Equal(counts, await server.Client.GetStringAsync("/count") + await server.Client.GetStringAsync("/count") + await server.Client.GetStringAsync("/count"));
        Assert.Equal("Hello, Ada!\n", await server.Client.GetStringAsync("/hello/Ada"));
        using var response = await server.Client.PostAsync("/upper", new StringContent(new string('a', 300_000)));
        Assert.Equal(new string('A', 300_000), await response.Content.ReadAsStringAsync());
        using var missing = await server.Client.GetAsync("/");
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
        Assert.Equal(0, await server.StopAsync());
    }

    [SkippableFact]
    public async Task WhatIsUnderWayMayEnd()
    {
        using var server = await HttpServer.StartAsync("--no-access-log", "--drain", "30s", Component);
        using var response = await server.Client.GetAsync("/big/50000000", HttpCompletionOption.ResponseHeadersRead);
        var stopping = server.StopAsync();
        var body = await response.Content.ReadAsByteArrayAsync().WaitAsync(Patience);
        Assert.Equal(50_000_000, body.Length);
        Assert.Equal(0, await stopping);
        Assert.Empty(server.Output);
    }

    [SkippableTheory]
    [InlineData("--policy", "keep")]
    [InlineData("--addr", "here")]
    [InlineData("--addr", "10.0.0.1")]
    [InlineData("--max-concurrency", "0")]
    [InlineData("--timeout", "soon")]
    [InlineData("--max-cpu", "little")]
    [InlineData("-S", "everything")]
    [InlineData("-S", "connect=http://example.com")]
    [InlineData("-S", "tcp=maybe")]
    public void WrongOptionsAreRefused(string option, string value)
    {
        var result = Tool.Execute(["serve", option, value, "x.wasm"]);
        Assert.Equal(ExitCodes.Usage, result.ExitCode);
        Assert.StartsWith("error: ", result.Error, StringComparison.Ordinal);
        Assert.Contains(value.Split('=')[0], result.Error, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void WhatIsNoHandlerIsRefused()
    {
        var result = Tool.Execute(["serve", "--cache", Tool.Cache, "--addr", "0", Repository.RequireShared("fixtures/programs/c-hello/hello.component.wasm")]);
        result.ShouldFailWith(ExitCodes.Failure, "wasi:http/incoming-handler");
    }

    [Fact]
    public void AModuleIsRefused() =>
        Tool.Execute(["serve", "--cache", Tool.Cache, TestPrograms.Hello]).ShouldFailWith(ExitCodes.Failure, "hello.wasm' is not a component");

    /// <summary>The command, serving on a free port.</summary>
    private sealed class HttpServer : IDisposable
    {
        private readonly ServerProcess _process;

        private HttpServer(ServerProcess process, string line)
        {
            _process = process;
            // "serving FILE on ADDRESS, metrics on ADDRESS/metrics"
            var words = line.Split(' ');
            Address = new Uri(words[3].TrimEnd(','));
            if (words.Length > 6) Metrics = new Uri(words[6]);
            Client = new HttpClient { BaseAddress = Address };
        }

        public Uri Address { get; }
        public Uri? Metrics { get; }
        public HttpClient Client { get; }
        public string Output => _process.Output;
        public string Error => _process.Error;

        public static async Task<HttpServer> StartAsync(params string[] arguments)
        {
            var process = ServerProcess.Start(["serve", "--cache", Tool.Cache, "--addr", "0", .. arguments]);
            return new HttpServer(process, await process.UntilItSaysAsync("serving "));
        }

        public Task<int> StopAsync() => _process.StopAsync();

        public void Dispose()
        {
            Client.Dispose();
            _process.Dispose();
        }
    }
}

using System.Net;
using System.Text;
using Microlight.Wasi.Http;
using Microlight.Wasi.Sockets;
using Microlight.Wasi.Tests.Support;
using Wasi.Http;
using Wasi.Io;

namespace Microlight.Wasi.Tests.Http;

/// <summary>wasi:http, called as a guest calls it: fields, bodies, requests and where they may go.</summary>
public sealed class HttpTests : IDisposable
{
    private readonly TestHttpServer _server = new();
    private readonly List<WasiDenial> _denials = [];
    private readonly List<WasiContext> _contexts = [];

    [Fact]
    public async Task FieldsAreCheckedAndKeepTheirOrder()
    {
        var http = Http(NetworkPolicy.Denied);
        using var fields = await http.CreateFieldsAsync();
        Assert.True((await fields.AppendAsync("X-A", "1"u8.ToArray())).IsOk);
        Assert.True((await fields.AppendAsync("x-b", ReadOnlyMemory<byte>.Empty)).IsOk);
        Assert.True((await fields.AppendAsync("x-a", "2"u8.ToArray())).IsOk);
        Assert.Equal(["x-a", "x-b", "x-a"], (await fields.EntriesAsync()).Select(entry => entry.Item1));
        Assert.Equal(["1", "2"], (await fields.GetAsync("X-a")).Select(value => Encoding.UTF8.GetString(value.Span)));
        Assert.True(await fields.HasAsync("X-B"));
        foreach (var name in (string[])["", "a b", "a:b", "a\r\nb", "é"])
            Assert.IsType<HeaderError.InvalidSyntax>((await fields.AppendAsync(name, "x"u8.ToArray())).Error);
        foreach (var value in (string[])["a\r\nb: c", "a\nb", "a\0b", " a", "a\t"])
            Assert.IsType<HeaderError.InvalidSyntax>((await fields.AppendAsync("x", Encoding.UTF8.GetBytes(value))).Error);
        foreach (var name in (string[])["Host", "connection", "Transfer-Encoding", "KEEP-ALIVE", "upgrade"])
            Assert.IsType<HeaderError.Forbidden>((await fields.SetAsync(name, ["x"u8.ToArray()])).Error);
        Assert.True((await fields.SetAsync("x-a", ["3"u8.ToArray()])).IsOk);
        Assert.True((await fields.DeleteAsync("x-b")).IsOk);
        Assert.Equal(["x-a"], (await fields.EntriesAsync()).Select(entry => entry.Item1));

        using var request = await http.CreateOutgoingRequestAsync(fields);
        using var view = await request.HeadersAsync();
        Assert.IsType<HeaderError.Immutable>((await view.AppendAsync("x", "x"u8.ToArray())).Error);
        Assert.IsType<HeaderError.Immutable>((await view.DeleteAsync("x-a")).Error);
        using var copy = await view.Clone_Async();
        Assert.True((await copy.AppendAsync("x", "x"u8.ToArray())).IsOk);
        Assert.False(await view.HasAsync("x"));
        Assert.IsType<HeaderError.Forbidden>((await http.FieldsFromListAsync([("host", "x"u8.ToArray())])).Error);
    }

    [Fact]
    public async Task AGuestCannotFillTheHostWithFields()
    {
        var http = Http(NetworkPolicy.Denied);
        var value = new byte[60_000];
        Array.Fill(value, (byte)'x');
        using (var fields = await http.CreateFieldsAsync())
            await Assert.ThrowsAsync<ProtocolViolationException>(async () =>
            {
                for (var i = 0; i < 1000; i++) await fields.AppendAsync("x", value);
            });
        // What was let go of is free again.
        using var others = await http.CreateFieldsAsync();
        for (var i = 0; i < 10; i++) Assert.True((await others.AppendAsync("x", value)).IsOk);
    }

    [Theory]
    [InlineData("/a b")]
    [InlineData("/a\r\nX: y")]
    [InlineData("/#fragment")]
    [InlineData("/é")]
    public async Task PathsAreChecked(string path)
    {
        using var request = await Request(Http(NetworkPolicy.Denied), "/");
        Assert.False((await request.SetPathWithQueryAsync(path)).IsOk);
    }

    [Theory]
    [InlineData("user@example.com")]
    [InlineData("example.com/path")]
    [InlineData("exa mple.com")]
    [InlineData("")]
    [InlineData("example.com:99999")]
    public async Task AuthoritiesAreChecked(string authority)
    {
        using var request = await Request(Http(NetworkPolicy.Denied), "/");
        Assert.False((await request.SetAuthorityAsync(authority)).IsOk);
    }

    [Fact]
    public async Task MethodsAndSchemesAreChecked()
    {
        using var request = await Request(Http(NetworkPolicy.Denied), "/");
        Assert.False((await request.SetMethodAsync(new Method.Other("GET /\r\n"))).IsOk);
        Assert.True((await request.SetMethodAsync(new Method.Other("PROPFIND"))).IsOk);
        Assert.False((await request.SetSchemeAsync(new Scheme.Other("ht tp"))).IsOk);
        Assert.True((await request.SetSchemeAsync(new Scheme.Other("ftp"))).IsOk);
        Assert.IsType<ErrorCode.HttpRequestUriInvalid>((await Http(NetworkPolicy.Unrestricted).HandleAsync(request, null)).Error);
    }

    [Fact]
    public async Task WhereARequestGoesIsGrantedByNameAndAddress()
    {
        NameResolver home = (_, _) => Task.FromResult<IReadOnlyList<IPAddress>>([IPAddress.Loopback]);
        var port = _server.Port;
        // Not granted at all; denied at once.
        foreach (var policy in (NetworkPolicy[])[NetworkPolicy.Denied, Policy("other.example"), Policy($"home.example:{port + 1}")])
        {
            var http = Http(policy, home);
            Assert.IsType<ErrorCode.HttpRequestDenied>((await http.HandleAsync(await Request(http, "/hello", $"home.example:{port}"), null)).Error);
        }
        // The name is, what it leads to is not.
        foreach (var policy in (NetworkPolicy[])[Policy("*"), Policy("home.example"), Policy("home.example", "127.0.0.1:1")])
            Assert.IsType<ErrorCode.DestinationIpProhibited>((await Send(Http(policy, home), "/hello", $"home.example:{port}")).Error);
        Assert.Equal(0, _server.Requests);
        Assert.Equal(6, _denials.Count);
        // Both are. The server answers: it is there for another name.
        var (status, _) = await Read((await Send(Http(Policy("home.example", $"127.0.0.1:{port}"), home), "/hello", $"home.example:{port}")).Value);
        Assert.Equal(404, status);
    }

    [Fact]
    public async Task LiteralAddressesInDisguiseAreAddresses()
    {
        var http = Http(Policy("*", "[::/0]", "0.0.0.0/0"));
        foreach (var host in (string[])["127.0.0.1", "127.1", "2130706433", "0x7f000001", "[::1]", "[::ffff:127.0.0.1]", "0177.0.0.1"])
        {
            var request = await Request(http, "/hello");
            if (!(await request.SetAuthorityAsync($"{host}:{_server.Port}")).IsOk) continue;
            var answer = await http.HandleAsync(request, null);
            if (!answer.IsOk) Assert.IsType<ErrorCode.HttpRequestDenied>(answer.Error);
            else Assert.Fail($"A request to {host} went out.");
        }
        Assert.Equal(0, _server.Requests);
    }

    [Fact]
    public async Task BodiesHaveTheLengthThatWasAnnounced()
    {
        var http = Http(Policy($"127.0.0.1:{_server.Port}"));
        var fields = (HostFields)await http.CreateFieldsAsync();
        await fields.AppendAsync("Content-Length", "3"u8.ToArray());
        var response = await http.CreateOutgoingResponseAsync(fields);
        var body = (await response.BodyAsync()).Value;
        Assert.False((await response.BodyAsync()).IsOk);
        var stream = (await body.WriteAsync()).Value;
        Assert.False((await body.WriteAsync()).IsOk);
        await Assert.ThrowsAsync<ProtocolViolationException>(async () => await http.OutgoingBodyFinishAsync(body, null));
        Assert.True((await stream.BlockingWriteAndFlushAsync("ab"u8.ToArray())).IsOk);
        var failed = Assert.IsType<StreamError.LastOperationFailed>((await stream.BlockingWriteAndFlushAsync("cd"u8.ToArray())).Error);
        Assert.Equal(new ErrorCode.HttpResponseBodySize(4), await http.HttpErrorCodeAsync(failed.Value));
        stream.Dispose();
        Assert.Equal(new ErrorCode.HttpResponseBodySize(2), (await http.OutgoingBodyFinishAsync(body, null)).Error);
    }

    [Fact]
    public async Task WhoDoesNotAnswerIsNotWaitedForLongerThanAsked()
    {
        var http = Http(Policy($"127.0.0.1:{_server.Port}"));
        var options = await http.CreateRequestOptionsAsync();
        Assert.True((await options.SetFirstByteTimeoutAsync(50_000_000)).IsOk);
        Assert.Equal(50_000_000UL, await options.FirstByteTimeoutAsync());
        var future = (await http.HandleAsync(await Request(http, "/silence"), options)).Value;
        using (var ready = await future.SubscribeAsync()) await ready.BlockAsync(new CancellationTokenSource(TimeSpan.FromSeconds(20)).Token);
        Assert.IsType<ErrorCode.ConnectionReadTimeout>((await future.GetAsync())!.Value.Value.Error);
        Assert.False((await future.GetAsync())!.Value.IsOk);
        future.Dispose();
    }

    [Fact]
    public async Task RequestsUnderWayAreCounted()
    {
        var http = Http(Policy($"127.0.0.1:{_server.Port}"), maximum: 3);
        var futures = new List<FutureIncomingResponse>();
        for (var i = 0; i < 3; i++) futures.Add((await http.HandleAsync(await Request(http, "/silence"), null)).Value);
        Assert.IsType<ErrorCode.ConnectionLimitReached>((await http.HandleAsync(await Request(http, "/silence"), null)).Error);
        foreach (var future in futures) future.Dispose();
        var (status, _) = await Read((await Send(http, "/hello", $"127.0.0.1:{_server.Port}")).Value);
        Assert.Equal(200, status);
    }

    public void Dispose()
    {
        foreach (var context in _contexts) context.Dispose();
        _server.Dispose();
    }

    private static NetworkPolicy Policy(params string[] rules) => new() { Connect = [.. rules.Select(NetworkRule.Parse)] };

    private async Task<OutgoingRequest> Request(HttpHost http, string path, string? authority = null)
    {
        var request = await http.CreateOutgoingRequestAsync(await http.CreateFieldsAsync());
        await request.SetSchemeAsync(Scheme.Http.Instance);
        Assert.True((await request.SetAuthorityAsync(authority ?? $"127.0.0.1:{_server.Port}")).IsOk);
        Assert.True((await request.SetPathWithQueryAsync(path)).IsOk);
        return request;
    }

    private async Task<Microlight.Wasm.Bindings.WitResult<IncomingResponse, ErrorCode>> Send(HttpHost http, string path, string authority)
    {
        using var future = (await http.HandleAsync(await Request(http, path, authority), null)).Value;
        using (var ready = await future.SubscribeAsync()) await ready.BlockAsync(new CancellationTokenSource(TimeSpan.FromSeconds(20)).Token);
        return (await future.GetAsync())!.Value.Value;
    }

    private static async Task<(int Status, string Body)> Read(IncomingResponse response)
    {
        using var body = (await response.ConsumeAsync()).Value;
        Assert.False((await response.ConsumeAsync()).IsOk);
        using var stream = (await body.StreamAsync()).Value;
        var text = new StringBuilder();
        while ((await stream.BlockingReadAsync(1000)).TryGet(out var bytes, out _)) text.Append(Encoding.UTF8.GetString(bytes.Span));
        return (await response.StatusAsync(), text.ToString());
    }

    private HttpHost Http(NetworkPolicy policy, NameResolver? resolver = null, int maximum = 100)
    {
        var context = new WasiContext(new WasiOptions
        {
            Http = policy,
            MaximumOpenDescriptors = maximum,
            Resolver = resolver ?? NameResolvers.System,
            Denied = denial => { lock (_denials) _denials.Add(denial); },
        });
        _contexts.Add(context);
        return context.HttpHost;
    }
}

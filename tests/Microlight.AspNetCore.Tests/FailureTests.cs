using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Microlight.AspNetCore.Tests;

/// <summary>A request that goes wrong, in the component or at its client, is answered as it should be and hurts no other one.</summary>
public sealed class FailureTests
{
    private const string Program = "rust-http/http.component.wasm";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [SkippableTheory]
    [InlineData(SandboxResetPolicy.RestoreOnReturn)]
    [InlineData(SandboxResetPolicy.RestoreOnRent)]
    [InlineData(SandboxResetPolicy.Reuse)]
    [InlineData(SandboxResetPolicy.NewPerRent)]
    public async Task ATrapIsA500AndTheNextRequestIsFine(SandboxResetPolicy policy)
    {
        await using var server = await ComponentServer.StartAsync(Program, new ComponentHttpOptions { Policy = policy, MaximumConcurrency = 1 });
        for (var i = 0; i < 3; i++)
        {
            using (var failed = await server.Client.GetAsync("/panic"))
            {
                Assert.Equal(HttpStatusCode.InternalServerError, failed.StatusCode);
                Assert.Empty(await failed.Content.ReadAsByteArrayAsync());
            }
            Assert.Equal("hello from rust\n", await server.Client.GetStringAsync("/"));
        }
        await server.UntilAsync(statistics => statistics.Requests == 6 && statistics.Active == 0);
        Assert.Equal(3, server.Handler.Statistics.Failed);
        Assert.Equal(1, server.Handler.Statistics.Instances);
    }

    [SkippableFact]
    public async Task AClientThatIsGoneIsNoFailureOfTheComponent()
    {
        await using var server = await ComponentServer.StartAsync(Program, new ComponentHttpOptions());
        // The response's pipe says that nobody reads, before the request is aborted.
        var context = new DefaultHttpContext();
        context.Request.Method = "GET";
        context.Request.Scheme = "http";
        context.Request.Host = new HostString("localhost");
        context.Request.Path = "/";
        context.Features.Set<IHttpResponseBodyFeature>(new UnreadBody());
        await server.Handler.HandleAsync(context);
        Assert.Equal((1, 0), (server.Handler.Statistics.Aborted, server.Handler.Statistics.Failed));
    }

    [SkippableFact]
    public async Task WhoTakesTooLongIsStoppedAndWhoFindsNoRoomIsTold()
    {
        await using var server = await ComponentServer.StartAsync(Program,
            new ComponentHttpOptions { MaximumConcurrency = 1, MaximumQueue = 0, RequestTimeout = TimeSpan.FromSeconds(2) });
        // A client that says that it will send a body, and does not.
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, server.Client.BaseAddress!.Port);
        await client.GetStream().WriteAsync("POST /upper HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\nabc"u8.ToArray());
        await server.UntilAsync(statistics => statistics.Active == 1);

        using (var rejected = await server.Client.GetAsync("/")) Assert.Equal(HttpStatusCode.ServiceUnavailable, rejected.StatusCode);

        // The component sends its head and what it has first, so the response has begun and is cut off: no last chunk.
        var received = new MemoryStream();
        try
        {
            await client.GetStream().CopyToAsync(received).WaitAsync(Patience);
        }
        catch (IOException)
        {
            // Reset, which is as good.
        }
        Assert.DoesNotContain("\r\n0\r\n\r\n", Encoding.ASCII.GetString(received.ToArray()), StringComparison.Ordinal);
        Assert.Equal("hello from rust\n", await server.Client.GetStringAsync("/"));
        Assert.Equal((1, 1), (server.Handler.Statistics.TimedOut, server.Handler.Statistics.Rejected));
    }

    [SkippableFact]
    public async Task AClientThatGoesAwayStopsItsRequest()
    {
        await using var server = await ComponentServer.StartAsync(Program, new ComponentHttpOptions { MaximumConcurrency = 1, RequestTimeout = Patience });
        using (var flood = await server.Client.GetAsync("/big/4000000000", HttpCompletionOption.ResponseHeadersRead))
        {
            Assert.Equal(HttpStatusCode.OK, flood.StatusCode);
            var buffer = new byte[1000];
            await (await flood.Content.ReadAsStreamAsync()).ReadExactlyAsync(buffer);
        }
        // With one place, this one is answered only when that one has ended.
        Assert.Equal("hello from rust\n", await server.Client.GetStringAsync("/"));
        await server.UntilAsync(statistics => statistics.Requests == 2);
        Assert.Equal(1, server.Handler.Statistics.Aborted);
    }

    [SkippableFact]
    public async Task ManyClientsAtOnceGetTheirOwnAnswers()
    {
        await using var server = await ComponentServer.StartAsync(Program, new ComponentHttpOptions { MaximumConcurrency = 4 });
        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(async i =>
        {
            using var response = await server.Client.PostAsync("/upper", new StringContent($"request {i}"));
            return await response.Content.ReadAsStringAsync();
        }));
        Assert.Equal(Enumerable.Range(0, 200).Select(i => $"REQUEST {i}"), answers);
        Assert.InRange(server.Handler.Statistics.Instances, 1, 4);
    }

    [SkippableFact]
    public async Task WhatIsNoHttpHandlerIsRefused()
    {
        var exception = await Assert.ThrowsAsync<ArgumentException>(() => ComponentServer.StartAsync("c-hello/hello.component.wasm", new ComponentHttpOptions()));
        Assert.Contains("wasi:http/incoming-handler", exception.Message, StringComparison.Ordinal);
    }

    private sealed class UnreadBody : IHttpResponseBodyFeature
    {
        private readonly Pipe _pipe = new();

        public UnreadBody() => _pipe.Reader.Complete();

        public Stream Stream => _pipe.Writer.AsStream();
        public PipeWriter Writer => _pipe.Writer;

        public Task StartAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

        public Task CompleteAsync() => Task.CompletedTask;

        public void DisableBuffering()
        {
        }

        public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) => throw new NotSupportedException();
    }
}

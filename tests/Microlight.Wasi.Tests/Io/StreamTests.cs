using System.IO.Pipelines;
using System.Text;
using Microlight.Wasi.Io;
using Microlight.Wasm.Bindings;
using Wasi.Io;

namespace Microlight.Wasi.Tests.Io;

/// <summary>Input and output streams of WASI 0.2: budgets, waiting, closing, failures.</summary>
public sealed class StreamTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task ReadingGivesWhatIsThereAndWaitsOnlyWhenAsked()
    {
        var pipe = new Pipe();
        using var input = new HostInputStream(new StreamSource(pipe.Reader.AsStream()));
        using var ready = await input.SubscribeAsync(None);
        Assert.Empty((await input.ReadAsync(100, None)).Value.ToArray());
        Assert.False(await ready.ReadyAsync(None));

        var reading = input.BlockingReadAsync(3, None).AsTask();
        Assert.False(reading.IsCompleted);
        await pipe.Writer.WriteAsync("hello"u8.ToArray());
        Assert.Equal("hel", Text(await reading));
        Assert.True(await ready.ReadyAsync(None));
        Assert.Equal("lo", Text(await input.ReadAsync(ulong.MaxValue, None)));

        await pipe.Writer.CompleteAsync();
        await ready.BlockAsync(None);
        Assert.Equal(StreamErrors.Closed, (await input.ReadAsync(1, None)).Error);
        Assert.Equal(StreamErrors.Closed, (await input.ReadAsync(0, None)).Error);
        Assert.Equal(StreamErrors.Closed, (await input.BlockingReadAsync(1, None)).Error);
    }

    [Fact]
    public async Task SkippingIsReading()
    {
        using var input = new HostInputStream(new StreamSource(new MemoryStream("0123456789"u8.ToArray())));
        Assert.Equal(4UL, (await input.BlockingSkipAsync(4, None)).Value);
        Assert.Equal(0UL, (await input.SkipAsync(0, None)).Value);
        Assert.Equal("456789", Text(await input.BlockingReadAsync(100, None)));
        Assert.Equal(StreamErrors.Closed, (await input.BlockingSkipAsync(1, None)).Error);
    }

    [Fact]
    public async Task AFailureIsToldOnceThenTheStreamIsClosed()
    {
        var pipe = new Pipe();
        await pipe.Writer.CompleteAsync(new IOException("secret"));
        using var input = new HostInputStream(new StreamSource(pipe.Reader.AsStream()));
        var failed = Assert.IsType<StreamError.LastOperationFailed>((await input.BlockingReadAsync(1, None)).Error);
        Assert.DoesNotContain("secret", await failed.Value.ToDebugStringAsync(None));
        Assert.Equal(StreamErrors.Closed, (await input.ReadAsync(1, None)).Error);
    }

    [Fact]
    public async Task ACancelledWaitLeavesTheBytesForTheNextRead()
    {
        var pipe = new Pipe();
        using var input = new HostInputStream(new StreamSource(pipe.Reader.AsStream()));
        using var stop = new CancellationTokenSource();
        var reading = input.BlockingReadAsync(10, stop.Token).AsTask();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
        await pipe.Writer.WriteAsync("later"u8.ToArray());
        Assert.Equal("later", Text(await input.BlockingReadAsync(10, None)));
    }

    [Fact]
    public async Task MoreThanWasPermittedEndsTheGuest()
    {
        using var target = new MemoryStream();
        using var output = new HostOutputStream(PipeSink.To(target));
        await Assert.ThrowsAsync<ProtocolViolationException>(async () => await output.WriteAsync(new byte[1], None));
        var permitted = (await output.CheckWriteAsync(None)).Value;
        Assert.True((await output.WriteAsync(new byte[permitted - 1], None)).IsOk);
        Assert.True((await output.WriteAsync(new byte[1], None)).IsOk);
        await Assert.ThrowsAsync<ProtocolViolationException>(async () => await output.WriteAsync(new byte[1], None));
        await Assert.ThrowsAsync<ProtocolViolationException>(async () => await output.BlockingWriteAndFlushAsync(new byte[4097], None));
        await Assert.ThrowsAsync<ProtocolViolationException>(async () => await output.BlockingWriteZeroesAndFlushAsync(4097, None));
        await Assert.ThrowsAsync<ProtocolViolationException>(async () => await output.WriteZeroesAsync(ulong.MaxValue, None));
        Assert.Equal((long)permitted, target.Length);
    }

    [Fact]
    public async Task ASlowReaderSlowsTheGuest()
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 10, resumeWriterThreshold: 5));
        using var output = new HostOutputStream(new PipeSink(pipe.Writer));
        using var ready = await output.SubscribeAsync(None);
        await output.CheckWriteAsync(None);
        Assert.True((await output.WriteAsync(new byte[20], None)).IsOk);
        Assert.True((await output.WriteAsync(new byte[5], None)).IsOk); // of the same permit, while the first is under way
        Assert.Equal(0UL, (await output.CheckWriteAsync(None)).Value);
        Assert.False(await ready.ReadyAsync(None));
        var flushing = output.BlockingFlushAsync(None).AsTask();
        Assert.False(flushing.IsCompleted);

        for (var read = 0L; read < 25;)
        {
            var result = await pipe.Reader.ReadAsync();
            read += result.Buffer.Length;
            pipe.Reader.AdvanceTo(result.Buffer.End);
        }
        Assert.True((await flushing).IsOk);
        Assert.True(await ready.ReadyAsync(None));
        await pipe.Reader.CompleteAsync();
        await output.BlockingWriteAndFlushAsync(new byte[1], None);
        Assert.Equal(StreamErrors.Closed, (await output.CheckWriteAsync(None)).Error);
    }

    [Fact]
    public async Task SplicingMovesWhatBothSidesAllow()
    {
        using var target = new MemoryStream();
        using var input = new HostInputStream(new StreamSource(new MemoryStream("0123456789"u8.ToArray())));
        using var output = new HostOutputStream(PipeSink.To(target));
        Assert.Equal(4UL, (await output.BlockingSpliceAsync(input, 4, None)).Value);
        Assert.Equal(6UL, (await output.BlockingSpliceAsync(input, 100, None)).Value);
        Assert.Equal(StreamErrors.Closed, (await output.BlockingSpliceAsync(input, 1, None)).Error);
        Assert.True((await output.BlockingWriteZeroesAndFlushAsync(3, None)).IsOk);
        Assert.Equal("0123456789\0\0\0", Encoding.UTF8.GetString(target.ToArray()));
    }

    [Fact]
    public async Task PollingNamesWhatIsReadyAndHoldsNoThread()
    {
        var first = new TaskCompletionSource();
        var second = new TaskCompletionSource();
        var poll = new PollHost();
        Pollable[] pollables = [HostPollable.For(first.Task), HostPollable.For(second.Task), HostPollable.For(first.Task)];
        var polling = poll.PollAsync(pollables, None).AsTask();
        Assert.False(polling.IsCompleted);
        first.SetResult();
        Assert.Equal([0u, 2u], await polling);
        second.SetException(new IOException());
        Assert.Equal([0u, 1u, 2u], await poll.PollAsync(pollables, None));
        await Assert.ThrowsAsync<ProtocolViolationException>(async () => await poll.PollAsync([], None));
    }

    [Fact]
    public async Task ACancelledPollEnds()
    {
        using var stop = new CancellationTokenSource();
        Pollable[] pollables = [HostPollable.For(new TaskCompletionSource().Task), HostPollable.For(new TaskCompletionSource().Task)];
        var polling = new PollHost().PollAsync(pollables, stop.Token).AsTask();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => polling);
    }

    private static string Text(WitResult<ReadOnlyMemory<byte>, StreamError> result) => Encoding.UTF8.GetString(result.Value.Span);
}

using System.Buffers;
using Microlight.Wasm.Bindings;
using Wasi.Io;

namespace Microlight.Wasi.Io;

/// <summary>An input stream of a guest over a source of bytes, which it owns.</summary>
internal sealed class HostInputStream(ByteSource source) : InputStream
{
    /// <summary>The most that one read gives; the interface lets it give less than was asked for.</summary>
    private const int Most = 64 << 10;
    private bool _isClosed;

    /// <summary>Called once, when the guest drops the stream.</summary>
    public Action? Dropped { get; init; }

    public override ValueTask<WitResult<ReadOnlyMemory<byte>, StreamError>> ReadAsync(ulong len, CancellationToken cancellationToken = default) => new(Read(len));

    public override async ValueTask<WitResult<ReadOnlyMemory<byte>, StreamError>> BlockingReadAsync(ulong len, CancellationToken cancellationToken = default)
    {
        await WaitAsync(len, cancellationToken).ConfigureAwait(false);
        return Read(len);
    }

    public override ValueTask<WitResult<ulong, StreamError>> SkipAsync(ulong len, CancellationToken cancellationToken = default) => new(Skip(len));

    public override async ValueTask<WitResult<ulong, StreamError>> BlockingSkipAsync(ulong len, CancellationToken cancellationToken = default)
    {
        await WaitAsync(len, cancellationToken).ConfigureAwait(false);
        return Skip(len);
    }

    public override ValueTask<Pollable> SubscribeAsync(CancellationToken cancellationToken = default) =>
        new(new HostPollable(() => _isClosed || source.IsReady, source.WaitAsync));

    public override void Dispose()
    {
        _isClosed = true;
        source.Dispose();
        Dropped?.Invoke();
    }

    private WitResult<ReadOnlyMemory<byte>, StreamError> Read(ulong length)
    {
        if (_isClosed) return Wit.Error(StreamErrors.Closed);
        if (length == 0) return Wit.Ok(ReadOnlyMemory<byte>.Empty);
        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(length, Most));
        try
        {
            return TryRead(buffer.AsSpan(0, (int)Math.Min(length, Most)), out var count, out var error)
                ? Wit.Ok<ReadOnlyMemory<byte>>(buffer.AsSpan(0, count).ToArray())
                : Wit.Error(error!);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private WitResult<ulong, StreamError> Skip(ulong length)
    {
        if (_isClosed) return Wit.Error(StreamErrors.Closed);
        if (length == 0) return Wit.Ok(0UL);
        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(length, Most));
        try
        {
            return TryRead(buffer.AsSpan(0, (int)Math.Min(length, Most)), out var count, out var error) ? Wit.Ok((ulong)count) : Wit.Error(error!);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>True with the bytes that are there, maybe none; false at the end or with a failure, after which the stream is closed.</summary>
    private bool TryRead(Span<byte> destination, out int count, out StreamError? error)
    {
        count = 0;
        error = StreamErrors.Closed;
        try
        {
            var read = source.Read(destination);
            _isClosed = read == 0;
            count = Math.Max(read, 0);
        }
        catch (IOException exception)
        {
            _isClosed = true;
            error = StreamErrors.Failed(exception);
        }
        return !_isClosed;
    }

    private async ValueTask WaitAsync(ulong length, CancellationToken cancellationToken)
    {
        while (length > 0 && !_isClosed && !source.IsReady) await source.WaitAsync(cancellationToken).ConfigureAwait(false);
    }
}

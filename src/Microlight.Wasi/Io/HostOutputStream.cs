using Microlight.Wasm.Bindings;
using Wasi.Io;

namespace Microlight.Wasi.Io;

/// <summary>An output stream of a guest over a sink of bytes, which it owns.</summary>
internal sealed class HostOutputStream(ByteSink sink) : OutputStream
{
    /// <summary>The most that the forms that wait take in one call, as the interface has it.</summary>
    private const int MostAtOnce = 4096;
    private static readonly byte[] Zeroes = new byte[MostAtOnce];

    /// <summary>What the last check permitted and no write has used.</summary>
    private ulong _permitted;
    private bool _isClosed;

    /// <summary>Called once, when the guest drops the stream.</summary>
    public Action? Dropped { get; init; }

    public override ValueTask<WitResult<ulong, StreamError>> CheckWriteAsync(CancellationToken cancellationToken = default) => new(CheckWrite());

    public override ValueTask<WitResult<WitUnit, StreamError>> WriteAsync(ReadOnlyMemory<byte> contents, CancellationToken cancellationToken = default)
    {
        Spend((ulong)contents.Length);
        return new(Write(contents.Span));
    }

    public override ValueTask<WitResult<WitUnit, StreamError>> WriteZeroesAsync(ulong len, CancellationToken cancellationToken = default)
    {
        Spend(len);
        return new(WriteZeroes(len));
    }

    public override async ValueTask<WitResult<WitUnit, StreamError>> BlockingWriteAndFlushAsync(ReadOnlyMemory<byte> contents, CancellationToken cancellationToken = default)
    {
        if (contents.Length > MostAtOnce) throw new ProtocolViolationException($"The guest wrote {contents.Length} bytes in one blocking call; {MostAtOnce} are allowed.");
        while (contents.Length > 0)
        {
            var room = await WaitForRoomAsync(cancellationToken).ConfigureAwait(false);
            if (!room.TryGet(out var budget, out var error)) return Wit.Error(error);
            var piece = contents[..(int)Math.Min((ulong)contents.Length, budget)];
            var written = Write(piece.Span);
            if (!written.IsOk) return written;
            contents = contents[piece.Length..];
        }
        return await BlockingFlushAsync(cancellationToken).ConfigureAwait(false);
    }

    public override ValueTask<WitResult<WitUnit, StreamError>> BlockingWriteZeroesAndFlushAsync(ulong len, CancellationToken cancellationToken = default) =>
        BlockingWriteAndFlushAsync(len <= MostAtOnce ? Zeroes.AsMemory(0, (int)len) : new byte[MostAtOnce + 1], cancellationToken);

    /// <summary>Every write is flushed by the sink; until that has ended it permits nothing, which is what a flush is to do.</summary>
    public override ValueTask<WitResult<WitUnit, StreamError>> FlushAsync(CancellationToken cancellationToken = default)
    {
        _permitted = 0;
        return new(CheckWrite().TryGet(out _, out var error) ? Wit.Ok() : (WitResult<WitUnit, StreamError>)Wit.Error(error));
    }

    public override async ValueTask<WitResult<WitUnit, StreamError>> BlockingFlushAsync(CancellationToken cancellationToken = default)
    {
        var room = await WaitForRoomAsync(cancellationToken).ConfigureAwait(false);
        // A reader that went after it had everything is the next write's concern.
        return room.IsOk || room.Error is StreamError.Closed ? Wit.Ok() : Wit.Error(room.Error);
    }

    public override ValueTask<Pollable> SubscribeAsync(CancellationToken cancellationToken = default) =>
        new(new HostPollable(() => _isClosed || sink.IsReady, sink.WaitAsync));

    public override async ValueTask<WitResult<ulong, StreamError>> SpliceAsync(InputStream src, ulong len, CancellationToken cancellationToken = default)
    {
        if (!CheckWrite().TryGet(out var permitted, out var error)) return Wit.Error(error);
        var read = await src.ReadAsync(Math.Min(len, permitted), cancellationToken).ConfigureAwait(false);
        if (!read.TryGet(out var bytes, out error)) return Wit.Error(error);
        if (bytes.Length == 0) return Wit.Ok(0UL);
        _permitted = 0;
        return Write(bytes.Span).TryGet(out _, out error) ? Wit.Ok((ulong)bytes.Length) : Wit.Error(error);
    }

    public override async ValueTask<WitResult<ulong, StreamError>> BlockingSpliceAsync(InputStream src, ulong len, CancellationToken cancellationToken = default)
    {
        if (len == 0) return await SpliceAsync(src, len, cancellationToken).ConfigureAwait(false);
        if (!(await WaitForRoomAsync(cancellationToken).ConfigureAwait(false)).TryGet(out _, out var error)) return Wit.Error(error);
        using (var ready = await src.SubscribeAsync(cancellationToken).ConfigureAwait(false)) await ready.BlockAsync(cancellationToken).ConfigureAwait(false);
        return await SpliceAsync(src, len, cancellationToken).ConfigureAwait(false);
    }

    public override void Dispose()
    {
        _isClosed = true;
        sink.Dispose();
        Dropped?.Invoke();
    }

    private WitResult<ulong, StreamError> CheckWrite()
    {
        _permitted = 0;
        if (_isClosed) return Wit.Error(StreamErrors.Closed);
        try
        {
            if (sink.Budget is { } budget) return Wit.Ok(_permitted = (ulong)budget);
        }
        catch (IOException exception)
        {
            return Wit.Error(Fail(exception));
        }
        _isClosed = true;
        return Wit.Error(StreamErrors.Closed);
    }

    private async ValueTask<WitResult<ulong, StreamError>> WaitForRoomAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var room = CheckWrite();
            if (!room.IsOk || room.Value > 0) return room;
            await sink.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private void Spend(ulong length)
    {
        if (length > _permitted) throw new ProtocolViolationException($"The guest wrote {length} bytes to a stream that permitted {_permitted}.");
        _permitted -= length;
    }

    private WitResult<WitUnit, StreamError> Write(ReadOnlySpan<byte> bytes)
    {
        if (_isClosed) return Wit.Error(StreamErrors.Closed);
        if (bytes.IsEmpty) return Wit.Ok();
        try
        {
            sink.Write(bytes);
            return Wit.Ok();
        }
        catch (EndOfStreamException)
        {
            _isClosed = true;
            return Wit.Error(StreamErrors.Closed);
        }
        catch (IOException exception)
        {
            return Wit.Error(Fail(exception));
        }
    }

    private WitResult<WitUnit, StreamError> WriteZeroes(ulong length)
    {
        WitResult<WitUnit, StreamError> written = Wit.Ok();
        while (length > 0 && written.IsOk)
        {
            var piece = (int)Math.Min(length, MostAtOnce);
            written = Write(Zeroes.AsSpan(0, piece));
            length -= (ulong)piece;
        }
        return written;
    }

    private StreamError Fail(Exception exception)
    {
        _isClosed = true;
        return StreamErrors.Failed(exception);
    }
}

using System.IO.Pipelines;
using Microlight.Wasi.Io;
using Microlight.Wasm.Bindings;
using Wasi.Http;
using Wasi.Io;

namespace Microlight.Wasi.Http;

/// <summary>The body of a request or response that the guest makes. Whoever sends it reads the pipe; it fails there if the guest does not finish it.</summary>
internal sealed class HostOutgoingBody : OutgoingBody
{
    private readonly Pipe _pipe = new(new PipeOptions(pauseWriterThreshold: 64 << 10, resumeWriterThreshold: 32 << 10, useSynchronizationContext: false));
    private readonly BodySink _sink;
    private readonly OpenLimit _limit;
    private HostOutputStream? _stream;
    private bool _isStreamOpen, _isEnded;

    /// <summary>Counted as open.</summary>
    public HostOutgoingBody(HostFields headers, Func<ulong, ErrorCode> wrongLength, OpenLimit limit)
    {
        _limit = limit;
        _sink = new BodySink(_pipe.Writer, headers, wrongLength);
    }

    public PipeReader Reader => _pipe.Reader;

    /// <summary>The fields behind the body, once it has ended.</summary>
    public HostFields? Trailers { get; private set; }

    public override ValueTask<WitResult<OutputStream, WitUnit>> WriteAsync(CancellationToken cancellationToken = default)
    {
        if (_stream is not null) return new((WitResult<OutputStream, WitUnit>)Wit.Error());
        _isStreamOpen = true;
        _stream = new HostOutputStream(_sink) { Dropped = () => _isStreamOpen = false };
        return new((WitResult<OutputStream, WitUnit>)Wit.Ok<OutputStream>(_stream));
    }

    /// <summary>The body is whole.</summary>
    public async ValueTask<WitResult<WitUnit, ErrorCode>> FinishAsync(HostFields? trailers)
    {
        if (_isStreamOpen) throw new ProtocolViolationException("The guest finished a body whose stream it still has.");
        if (_isEnded) return Wit.Error<ErrorCode>(new ErrorCode.InternalError("the body has ended"));
        if (_sink.WrongLength is { } error)
        {
            await EndAsync(new HttpFailure(error)).ConfigureAwait(false);
            return Wit.Error(error);
        }
        Trailers = trailers;
        await EndAsync(null).ConfigureAwait(false);
        return Wit.Ok();
    }

    /// <summary>Nobody goes on with it: what it belongs to was never sent, or the guest is gone.</summary>
    public void Abort() => _ = EndAsync(new HttpFailure(new ErrorCode.InternalError("the body was not finished"))).AsTask();

    public override void Dispose() => Abort();

    private async ValueTask EndAsync(Exception? failure)
    {
        if (_isEnded) return;
        _isEnded = true;
        _limit.Close();
        // What is under way is in the pipe already: it waits for the reader, not for the writer.
        await _pipe.Writer.CompleteAsync(failure).ConfigureAwait(false);
    }
}

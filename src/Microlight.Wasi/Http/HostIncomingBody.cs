using Microlight.Wasi.Io;
using Microlight.Wasm.Bindings;
using Wasi.Http;
using Wasi.Io;

namespace Microlight.Wasi.Http;

/// <summary>The body of a request or response that came from outside.</summary>
/// <param name="stream">Its bytes.</param>
/// <param name="trailers">The fields behind it, once the stream is at its end; null if there are none.</param>
/// <param name="memory">What those are counted against.</param>
/// <param name="over">Called once, when nobody wants the body any more.</param>
internal sealed class HostIncomingBody(Stream stream, Func<List<(string, ReadOnlyMemory<byte>)>?> trailers, HostMemoryLimit memory, Action over) : IncomingBody
{
    private readonly StreamSource _source = new(stream);
    private bool _isTaken, _isStreamOpen, _isOver;

    public override ValueTask<WitResult<InputStream, WitUnit>> StreamAsync(CancellationToken cancellationToken = default)
    {
        if (_isTaken) return new((WitResult<InputStream, WitUnit>)Wit.Error());
        _isTaken = _isStreamOpen = true;
        return new((WitResult<InputStream, WitUnit>)Wit.Ok<InputStream>(new HostInputStream(_source) { Dropped = () => _isStreamOpen = false }));
    }

    /// <summary>What has not been read is read and forgotten, for the trailers behind it.</summary>
    public HostFutureTrailers Finish()
    {
        if (_isStreamOpen) throw new ProtocolViolationException("The guest finished a body whose stream it still has.");
        var stop = new CancellationTokenSource();
        return new HostFutureTrailers(DrainAsync(stop.Token), memory, () => { stop.Cancel(); Over(); });
    }

    public override void Dispose() => Over();

    private void Over()
    {
        if (_isOver) return;
        _isOver = true;
        over();
    }

    private async Task<List<(string, ReadOnlyMemory<byte>)>?> DrainAsync(CancellationToken cancellationToken)
    {
        var buffer = new byte[4 << 10];
        while (true)
        {
            await _source.WaitAsync(cancellationToken).ConfigureAwait(false);
            if (_source.Read(buffer) == 0) return trailers();
        }
    }
}

using System.Globalization;
using System.IO.Pipelines;
using Microlight.Wasi.Io;
using Wasi.Http;

namespace Microlight.Wasi.Http;

/// <summary>The body that a guest writes: into a pipe, as fast as somebody reads, and no more than its headers announced.</summary>
internal sealed class BodySink : ByteSink
{
    private readonly PipeSink _sink;
    private readonly Func<ulong, ErrorCode> _tooLong;
    private readonly ulong? _announced;

    /// <param name="writer">The pipe.</param>
    /// <param name="headers">May announce a length.</param>
    /// <param name="tooLong">The error for a body of another length.</param>
    public BodySink(PipeWriter writer, HostFields headers, Func<ulong, ErrorCode> tooLong)
    {
        _sink = new PipeSink(writer);
        _tooLong = tooLong;
        _announced = LengthOf(headers);
    }

    public ulong Written { get; private set; }

    /// <summary>The error if what was written is not what was announced.</summary>
    public ErrorCode? WrongLength => _announced is { } announced && announced != Written ? _tooLong(Written) : null;

    public override int? Budget => _sink.Budget;

    public override bool IsReady => _sink.IsReady;

    public override void Write(ReadOnlySpan<byte> bytes)
    {
        if (_announced is { } announced && (ulong)bytes.Length > announced - Written) throw new HttpFailure(_tooLong(Written + (ulong)bytes.Length));
        _sink.Write(bytes);
        Written += (ulong)bytes.Length;
    }

    public override ValueTask WaitAsync(CancellationToken cancellationToken) => _sink.WaitAsync(cancellationToken);

    /// <summary>The value of Content-Length, if there is one that is a number.</summary>
    public static ulong? LengthOf(HostFields headers) =>
        headers.Single("Content-Length") is { } value && ulong.TryParse(value.Span, NumberStyles.None, CultureInfo.InvariantCulture, out var length) ? length : null;
}

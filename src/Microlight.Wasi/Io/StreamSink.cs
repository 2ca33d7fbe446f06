namespace Microlight.Wasi.Io;

/// <summary>Writes to a .NET stream for a guest and flushes after every write, so that two outputs keep their order.</summary>
internal sealed class StreamSink(Stream stream)
{
    /// <summary>Streams whose writes do not wait for anybody.</summary>
    private readonly bool _isPrompt = stream is MemoryStream or FileStream || stream == Stream.Null;

    /// <summary>Writes all of it.</summary>
    /// <exception cref="IOException">The stream failed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled while the stream kept us waiting.</exception>
    public void Write(ReadOnlySpan<byte> bytes, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_isPrompt || !cancellationToken.CanBeCanceled)
        {
            stream.Write(bytes);
            stream.Flush();
            return;
        }
        // A copy of its own: an abandoned write may go on reading it after the guest is gone.
        WriteAsync(bytes.ToArray(), cancellationToken).WaitAsync(cancellationToken).GetAwaiter().GetResult();
    }

    private async Task WriteAsync(byte[] bytes, CancellationToken cancellationToken)
    {
        await stream.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
        await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
    }
}

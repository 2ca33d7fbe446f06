using System.IO.Pipelines;
using System.Net;
using System.Net.Http;

namespace Microlight.Wasi.Http;

/// <summary>The body of a request as a guest writes it.</summary>
internal sealed class PipeContent(PipeReader reader, ulong? length) : HttpContent
{
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                var read = await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
                foreach (var piece in read.Buffer) await stream.WriteAsync(piece, cancellationToken).ConfigureAwait(false);
                // At once: the server may answer what the guest has said so far, and the guest wait for that.
                await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
                reader.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted) break;
            }
        }
        finally
        {
            await reader.CompleteAsync().ConfigureAwait(false);
        }
    }

    /// <summary>The request failed: what the guest still writes goes nowhere.</summary>
    public ValueTask AbandonAsync() => reader.CompleteAsync();

    protected override bool TryComputeLength(out long bytes)
    {
        bytes = (long)(length ?? 0);
        return length is <= long.MaxValue;
    }
}

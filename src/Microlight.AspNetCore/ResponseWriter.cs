using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Microlight.Wasi.Http;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace Microlight.AspNetCore;

/// <summary>A component's response on its way to the client, body and trailers included, while the component still writes it.</summary>
internal static class ResponseWriter
{
    /// <summary>Writes the response; true if there was one.</summary>
    /// <exception cref="HttpExchangeException">The component answered with an error.</exception>
    /// <exception cref="IOException">The component did not finish the body.</exception>
    /// <exception cref="ConnectionAbortedException">The client is gone.</exception>
    public static async Task<bool> WriteAsync(Task<HttpExchangeResponse?> coming, HttpResponse target, CancellationToken cancellationToken)
    {
        if (await coming.ConfigureAwait(false) is not { } response) return false;
        if (response.Status < 200) throw new HttpExchangeException(new global::Wasi.Http.ErrorCode.InternalError("an informational status is no response"));
        target.StatusCode = response.Status;
        foreach (var (name, value) in response.Headers) Append(target.Headers, name, value);
        var hasBody = response.Status is not (204 or 205 or 304);
        if (response.Body is { } body)
        {
            if (hasBody) await target.StartAsync(cancellationToken).ConfigureAwait(false);
            await CopyAsync(body, hasBody ? target.BodyWriter : null, cancellationToken).ConfigureAwait(false);
            WriteTrailers(target, response.Trailers);
        }
        await target.CompleteAsync().ConfigureAwait(false);
        return true;
    }

    private static async Task CopyAsync(PipeReader body, PipeWriter? target, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                var read = await body.ReadAsync(cancellationToken).ConfigureAwait(false);
                if (target is not null)
                {
                    foreach (var piece in read.Buffer) target.Write(piece.Span);
                    var flushed = await target.FlushAsync(cancellationToken).ConfigureAwait(false);
                    if (flushed.IsCompleted) throw new ConnectionAbortedException("The client is gone.");
                }
                body.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted) break;
            }
        }
        finally
        {
            // A guest that still writes finds the stream closed.
            await body.CompleteAsync().ConfigureAwait(false);
        }
    }

    private static void WriteTrailers(HttpResponse target, IReadOnlyList<(string Name, ReadOnlyMemory<byte> Value)> trailers)
    {
        if (trailers.Count == 0 || target.HttpContext.Features.Get<IHttpResponseTrailersFeature>() is not { Trailers: { IsReadOnly: false } fields }) return;
        foreach (var (name, value) in trailers) Append(fields, name, value);
    }

    private static void Append(IHeaderDictionary fields, string name, ReadOnlyMemory<byte> value) =>
        fields[name] = StringValues.Concat(fields[name], Encoding.Latin1.GetString(value.Span));
}

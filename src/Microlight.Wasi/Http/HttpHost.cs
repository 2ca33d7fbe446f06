using System.Net.Http;
using System.Text;
using Microlight.Wasi.Io;
using Microlight.Wasm.Bindings;
using Wasi.Http;
using Wasi.Io;

namespace Microlight.Wasi.Http;

/// <summary>wasi:http: makes its objects and sends requests.</summary>
internal sealed class HttpHost(WasiContext context) : ITypes, IOutgoingHandler
{
    public const string OutgoingHandler = "wasi:http/outgoing-handler";

    public ValueTask<ErrorCode?> HttpErrorCodeAsync(Error err, CancellationToken cancellationToken = default) => new(err is HostError { Exception: var exception }
        && exception is HttpFailure or HttpIOException or HttpRequestException ? exception.ToErrorCode() : null);

    public ValueTask<Fields> CreateFieldsAsync(CancellationToken cancellationToken = default) => new(new HostFields(context.HostMemory));

    public ValueTask<WitResult<Fields, HeaderError>> FieldsFromListAsync(IReadOnlyList<(string, ReadOnlyMemory<byte>)> entries, CancellationToken cancellationToken = default)
    {
        var fields = new HostFields(context.HostMemory);
        if (fields.TryAddAll(entries) is not { } error) return new((WitResult<Fields, HeaderError>)Wit.Ok<Fields>(fields));
        fields.Dispose();
        return new((WitResult<Fields, HeaderError>)Wit.Error(error));
    }

    public ValueTask<OutgoingRequest> CreateOutgoingRequestAsync(Fields headers, CancellationToken cancellationToken = default) =>
        new(new HostOutgoingRequest((HostFields)headers, context.Open));

    public ValueTask<RequestOptions> CreateRequestOptionsAsync(CancellationToken cancellationToken = default) => new(new HostRequestOptions());

    public ValueTask<OutgoingResponse> CreateOutgoingResponseAsync(Fields headers, CancellationToken cancellationToken = default) =>
        new(new HostOutgoingResponse((HostFields)headers, context.Open));

    public ValueTask ResponseOutparamSetAsync(ResponseOutparam param, WitResult<OutgoingResponse, ErrorCode> response, CancellationToken cancellationToken = default)
    {
        ((HostResponseOutparam)param).Set(response);
        return default;
    }

    public ValueTask<FutureTrailers> IncomingBodyFinishAsync(IncomingBody @this, CancellationToken cancellationToken = default) => new(((HostIncomingBody)@this).Finish());

    public ValueTask<WitResult<WitUnit, ErrorCode>> OutgoingBodyFinishAsync(OutgoingBody @this, Fields? trailers, CancellationToken cancellationToken = default) =>
        ((HostOutgoingBody)@this).FinishAsync((HostFields?)trailers);

    /// <summary>The request goes out while the guest goes on; what is plainly wrong or forbidden it learns at once.</summary>
    public ValueTask<WitResult<FutureIncomingResponse, ErrorCode>> HandleAsync(OutgoingRequest request, RequestOptions? options, CancellationToken cancellationToken = default)
    {
        var outgoing = (HostOutgoingRequest)request;
        if (outgoing.Target is not { } target) return Failed(outgoing, ErrorCode.HttpRequestUriInvalid.Instance);
        if (outgoing.Method is Method.Connect) return Failed(outgoing, ErrorCode.HttpRequestMethodInvalid.Instance);
        if (!OutgoingClient.Allows(context.Options.Http, target.IdnHost, target.Port))
        {
            context.Denials.Report(OutgoingHandler, "handle", $"{outgoing.Method.ToText()} {target}");
            return Failed(outgoing, ErrorCode.HttpRequestDenied.Instance);
        }
        if (!context.Open.TryOpen()) return Failed(outgoing, ErrorCode.ConnectionLimitReached.Instance);
        var hostOptions = (HostRequestOptions?)options ?? new HostRequestOptions();
        var message = ToMessage(outgoing, target);
        message.Options.Set(OutgoingCall.Key, new OutgoingCall(context, hostOptions.Connect));
        var response = new HostFutureIncomingResponse(context, message, hostOptions);
        outgoing.Dispose();
        return new((WitResult<FutureIncomingResponse, ErrorCode>)Wit.Ok<FutureIncomingResponse>(response));
    }

    private static HttpRequestMessage ToMessage(HostOutgoingRequest request, Uri target)
    {
        var message = new HttpRequestMessage(new HttpMethod(request.Method.ToText()), target) { VersionPolicy = HttpVersionPolicy.RequestVersionOrLower };
        if (request.Body is { } body) message.Content = new PipeContent(body.Reader, BodySink.LengthOf(request.Fields));
        foreach (var (name, value) in request.Fields.Entries)
        {
            var text = Encoding.Latin1.GetString(value.Span);
            // .NET keeps some fields with the content, and has none to keep them with in a request without a body.
            if (!message.Headers.TryAddWithoutValidation(name, text)) message.Content?.Headers.TryAddWithoutValidation(name, text);
        }
        return message;
    }

    private static ValueTask<WitResult<FutureIncomingResponse, ErrorCode>> Failed(HostOutgoingRequest request, ErrorCode error)
    {
        request.Body?.Abort();
        request.Dispose();
        return new((WitResult<FutureIncomingResponse, ErrorCode>)Wit.Error(error));
    }
}

using Wasi.Http;

namespace Microlight.Wasi.Http;

/// <summary>
/// One request for a component that exports <c>wasi:http/incoming-handler</c>, and the response that it makes: give <see cref="Request"/> and
/// <see cref="ResponseOut"/> to <c>handle</c>, wait for <see cref="Response"/> meanwhile, and dispose of this when <c>handle</c> has ended.
/// </summary>
public sealed class HttpExchange : IDisposable
{
    private readonly HostResponseOutparam _responseOut = new();

    /// <param name="context">Of the instance that serves it.</param>
    /// <param name="request">What came in.</param>
    /// <exception cref="ProtocolViolationException">The guest keeps too much in the host already.</exception>
    public HttpExchange(WasiContext context, HttpExchangeRequest request)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(request);
        var headers = HostFields.Received(context.HostMemory, request.Headers);
        var body = new HostIncomingBody(request.Body, () => request.Trailers()?.ToList(), context.HostMemory, static () => { });
        Request = new HostIncomingRequest(request.Method, request.PathWithQuery, request.Scheme, request.Authority, headers, body);
        Response = ReceiveAsync();
    }

    /// <summary>For <c>handle</c>, whose it becomes.</summary>
    public IncomingRequest Request { get; }

    /// <summary>For <c>handle</c>, whose it becomes.</summary>
    public ResponseOutparam ResponseOut => _responseOut;

    /// <summary>
    /// The response as soon as the guest has one; its body may still be being written. Null if the guest gave none: it dropped what
    /// it was to give it to, or this was disposed of.
    /// </summary>
    /// <exception cref="HttpExchangeException">The guest gave an error instead.</exception>
    public Task<HttpExchangeResponse?> Response { get; }

    /// <summary>
    /// <c>handle</c> has ended. A response that was not given will not come, and a body that the guest has not finished is cut off: its reader fails.
    /// </summary>
    public void Dispose()
    {
        _responseOut.Dispose();
        if (_responseOut.Response is { IsCompletedSuccessfully: true, Result: { IsOk: true } given }) ((HostOutgoingResponse)given.Value).Body?.Abort();
    }

    private async Task<HttpExchangeResponse?> ReceiveAsync()
    {
        if (await _responseOut.Response.ConfigureAwait(false) is not { } result) return null;
        if (!result.TryGet(out var response, out var error)) throw new HttpExchangeException(error);
        return new HttpExchangeResponse((HostOutgoingResponse)response);
    }
}

using System.Net.Http;
using System.Text;
using Microlight.Wasi.Io;
using Microlight.Wasm.Bindings;
using Wasi.Http;
using Wasi.Io;

namespace Microlight.Wasi.Http;

/// <summary>A response under way. It counts as open until the guest has done with its body, or has dropped it before.</summary>
internal sealed class HostFutureIncomingResponse : FutureIncomingResponse
{
    private readonly WasiContext _context;
    private readonly HostRequestOptions _options;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task<HttpResponseMessage> _response;
    private bool _isTaken, _isOver;

    /// <summary>Sends the request, which has been counted as open.</summary>
    public HostFutureIncomingResponse(WasiContext context, HttpRequestMessage request, HostRequestOptions options)
    {
        (_context, _options) = (context, options);
        _response = SendAsync(request);
    }

    public override ValueTask<Pollable> SubscribeAsync(CancellationToken cancellationToken = default) => new(HostPollable.For(_response));

    public override ValueTask<WitResult<WitResult<IncomingResponse, ErrorCode>, WitUnit>?> GetAsync(CancellationToken cancellationToken = default)
    {
        if (!_response.IsCompleted) return new((WitResult<WitResult<IncomingResponse, ErrorCode>, WitUnit>?)null);
        return new(Get());
    }

    public override void Dispose()
    {
        if (_isTaken) return;
        _stop.Cancel();
        Over();
    }

    private WitResult<WitResult<IncomingResponse, ErrorCode>, WitUnit> Get()
    {
        if (_isTaken) return Wit.Error();
        _isTaken = true;
        WitResult<IncomingResponse, ErrorCode> result;
        if (_response.IsCompletedSuccessfully) result = Wit.Ok<IncomingResponse>(Receive(_response.Result));
        else
        {
            Over();
            result = Wit.Error(_response.Exception?.InnerException?.ToErrorCode() ?? ErrorCode.ConnectionTerminated.Instance);
        }
        return Wit.Ok(result);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        timeout.CancelAfter(_options.FirstByte);
        try
        {
            return await OutgoingClient.For(_context.Options).SendAsync(request, timeout.Token).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // Nobody reads the guest's body any more.
            if (request.Content is PipeContent content) await content.AbandonAsync().ConfigureAwait(false);
            if (exception is OperationCanceledException && !_stop.IsCancellationRequested) throw new HttpFailure(ErrorCode.ConnectionReadTimeout.Instance, exception);
            throw;
        }
    }

    private HostIncomingResponse Receive(HttpResponseMessage response)
    {
        var stream = new TimedStream(response.Content.ReadAsStream(_stop.Token), _options.BetweenBytes, ErrorCode.ConnectionReadTimeout.Instance);
        var headers = HostFields.Received(_context.HostMemory, Fields(response.Headers).Concat(Fields(response.Content.Headers)));
        var body = new HostIncomingBody(stream, () => Trailers(response), _context.HostMemory, Over);
        return new HostIncomingResponse((ushort)response.StatusCode, headers, body);
    }

    private static List<(string, ReadOnlyMemory<byte>)>? Trailers(HttpResponseMessage response)
    {
        var fields = Fields(response.TrailingHeaders).ToList();
        return fields.Count > 0 ? fields : null;
    }

    private void Over()
    {
        if (_isOver) return;
        _isOver = true;
        _stop.Cancel();
        _context.Open.Close();
        if (_response.IsCompletedSuccessfully) _response.Result.Dispose();
        else _ = _response.ContinueWith(static task => task.Result.Dispose(), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
    }

    /// <summary>As they came: nothing is parsed or joined.</summary>
    private static IEnumerable<(string, ReadOnlyMemory<byte>)> Fields(System.Net.Http.Headers.HttpHeaders headers) =>
        from field in headers.NonValidated
        from value in field.Value
        select (field.Key, new ReadOnlyMemory<byte>(Encoding.Latin1.GetBytes(value)));
}

using Microlight.Wasm.Bindings;
using Wasi.Http;

namespace Microlight.Wasi.Http;

/// <summary>A response that the guest makes.</summary>
internal sealed class HostOutgoingResponse(HostFields headers, OpenLimit limit) : OutgoingResponse
{
    public ushort Status { get; private set; } = 200;
    public HostFields Fields { get; } = headers;

    /// <summary>Null if the guest has not asked for it: the response has none.</summary>
    public HostOutgoingBody? Body { get; private set; }

    public override ValueTask<ushort> StatusCodeAsync(CancellationToken cancellationToken = default) => new(Status);

    public override ValueTask<WitResult<WitUnit, WitUnit>> SetStatusCodeAsync(ushort statusCode, CancellationToken cancellationToken = default)
    {
        if (statusCode is < 100 or > 999) return new((WitResult<WitUnit, WitUnit>)Wit.Error());
        Status = statusCode;
        return new((WitResult<WitUnit, WitUnit>)Wit.Ok());
    }

    public override ValueTask<Fields> HeadersAsync(CancellationToken cancellationToken = default) => new(Fields.View());

    public override ValueTask<WitResult<OutgoingBody, WitUnit>> BodyAsync(CancellationToken cancellationToken = default)
    {
        if (Body is not null || !limit.TryOpen()) return new((WitResult<OutgoingBody, WitUnit>)Wit.Error());
        Body = new HostOutgoingBody(Fields, length => new ErrorCode.HttpResponseBodySize(length), limit);
        return new((WitResult<OutgoingBody, WitUnit>)Wit.Ok<OutgoingBody>(Body));
    }

    public override void Dispose() => Fields.Dispose();
}

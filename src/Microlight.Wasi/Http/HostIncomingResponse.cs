using Microlight.Wasm.Bindings;
using Wasi.Http;

namespace Microlight.Wasi.Http;

/// <summary>The answer to a request of the guest's.</summary>
internal sealed class HostIncomingResponse(ushort status, HostFields headers, HostIncomingBody body) : IncomingResponse
{
    private HostIncomingBody? _body = body;

    public override ValueTask<ushort> StatusAsync(CancellationToken cancellationToken = default) => new(status);

    public override ValueTask<Fields> HeadersAsync(CancellationToken cancellationToken = default) => new(headers.View());

    public override ValueTask<WitResult<IncomingBody, WitUnit>> ConsumeAsync(CancellationToken cancellationToken = default) =>
        new(Interlocked.Exchange(ref _body, null) is { } taken ? Wit.Ok<IncomingBody>(taken) : (WitResult<IncomingBody, WitUnit>)Wit.Error());

    public override void Dispose()
    {
        Interlocked.Exchange(ref _body, null)?.Dispose();
        headers.Dispose();
    }
}

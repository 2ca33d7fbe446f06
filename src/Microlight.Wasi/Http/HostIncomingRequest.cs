using Microlight.Wasm.Bindings;
using Wasi.Http;

namespace Microlight.Wasi.Http;

/// <summary>A request that came from outside, for the guest to answer.</summary>
internal sealed class HostIncomingRequest(string method, string? pathWithQuery, string? scheme, string? authority, HostFields headers, HostIncomingBody body) : IncomingRequest
{
    private HostIncomingBody? _body = body;

    public override ValueTask<Method> MethodAsync(CancellationToken cancellationToken = default) => new(HttpMethods.ToMethod(method));

    public override ValueTask<string?> PathWithQueryAsync(CancellationToken cancellationToken = default) => new(pathWithQuery);

    public override ValueTask<Scheme?> SchemeAsync(CancellationToken cancellationToken = default) => new(scheme is null ? null : HttpMethods.ToScheme(scheme));

    public override ValueTask<string?> AuthorityAsync(CancellationToken cancellationToken = default) => new(authority);

    public override ValueTask<Fields> HeadersAsync(CancellationToken cancellationToken = default) => new(headers.View());

    public override ValueTask<WitResult<IncomingBody, WitUnit>> ConsumeAsync(CancellationToken cancellationToken = default) =>
        new(Interlocked.Exchange(ref _body, null) is { } taken ? Wit.Ok<IncomingBody>(taken) : (WitResult<IncomingBody, WitUnit>)Wit.Error());

    public override void Dispose()
    {
        Interlocked.Exchange(ref _body, null)?.Dispose();
        headers.Dispose();
    }
}

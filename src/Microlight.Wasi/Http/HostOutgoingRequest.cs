using Microlight.Wasm.Bindings;
using Wasi.Http;

namespace Microlight.Wasi.Http;

/// <summary>A request that the guest makes. What can be told to be no request is refused where it is set.</summary>
internal sealed class HostOutgoingRequest(HostFields headers, OpenLimit limit) : OutgoingRequest
{
    public Method Method { get; private set; } = Method.Get.Instance;
    public string? PathWithQuery { get; private set; }
    public Scheme? Scheme { get; private set; }
    public string? Authority { get; private set; }
    public HostFields Fields { get; } = headers;

    /// <summary>Null if the guest has not asked for it: the request has none.</summary>
    public HostOutgoingBody? Body { get; private set; }

    /// <summary>Where it goes; null if the parts make no address of HTTP.</summary>
    public Uri? Target
    {
        get
        {
            var scheme = Scheme switch { null or Scheme.Https => "https", Scheme.Http => "http", _ => null };
            if (scheme is null || Authority is null) return null;
            var path = PathWithQuery is null ? "/" : PathWithQuery.StartsWith('/') ? PathWithQuery : "/" + PathWithQuery;
            // The path goes out as the guest wrote it: it has been checked, and what a server makes of "/a/../b" is not ours to decide.
            return Uri.TryCreate($"{scheme}://{Authority}{path}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }, out var uri)
                && uri.UserInfo.Length == 0 && uri.Host.Length > 0 ? uri : null;
        }
    }

    public override ValueTask<WitResult<OutgoingBody, WitUnit>> BodyAsync(CancellationToken cancellationToken = default)
    {
        if (Body is not null || !limit.TryOpen()) return new((WitResult<OutgoingBody, WitUnit>)Wit.Error());
        Body = new HostOutgoingBody(Fields, length => new ErrorCode.HttpRequestBodySize(length), limit);
        return new((WitResult<OutgoingBody, WitUnit>)Wit.Ok<OutgoingBody>(Body));
    }

    public override ValueTask<Method> MethodAsync(CancellationToken cancellationToken = default) => new(Method);

    public override ValueTask<WitResult<WitUnit, WitUnit>> SetMethodAsync(Method method, CancellationToken cancellationToken = default)
    {
        if (!FieldSyntax.IsName(method.ToText())) return Refused;
        Method = method;
        return Done;
    }

    public override ValueTask<string?> PathWithQueryAsync(CancellationToken cancellationToken = default) => new(PathWithQuery);

    public override ValueTask<WitResult<WitUnit, WitUnit>> SetPathWithQueryAsync(string? pathWithQuery, CancellationToken cancellationToken = default)
    {
        if (pathWithQuery is not null && (pathWithQuery.AsSpan().ContainsAnyExceptInRange('!', '~') || pathWithQuery.AsSpan().ContainsAny("#\"<>\\^`{|}"))) return Refused;
        PathWithQuery = pathWithQuery;
        return Done;
    }

    public override ValueTask<Scheme?> SchemeAsync(CancellationToken cancellationToken = default) => new(Scheme);

    public override ValueTask<WitResult<WitUnit, WitUnit>> SetSchemeAsync(Scheme? scheme, CancellationToken cancellationToken = default)
    {
        if (scheme is Scheme.Other { Value: var other } && !Uri.CheckSchemeName(other)) return Refused;
        Scheme = scheme;
        return Done;
    }

    public override ValueTask<string?> AuthorityAsync(CancellationToken cancellationToken = default) => new(Authority);

    public override ValueTask<WitResult<WitUnit, WitUnit>> SetAuthorityAsync(string? authority, CancellationToken cancellationToken = default)
    {
        if (authority is not null && !IsAuthority(authority)) return Refused;
        Authority = authority;
        return Done;
    }

    public override ValueTask<Fields> HeadersAsync(CancellationToken cancellationToken = default) => new(Fields.View());

    public override void Dispose() => Fields.Dispose();

    private static ValueTask<WitResult<WitUnit, WitUnit>> Done => new((WitResult<WitUnit, WitUnit>)Wit.Ok());

    private static ValueTask<WitResult<WitUnit, WitUnit>> Refused => new((WitResult<WitUnit, WitUnit>)Wit.Error());

    private static bool IsAuthority(string text) =>
        text.Length > 0 && !text.AsSpan().ContainsAnyExceptInRange('!', '~') && !text.AsSpan().ContainsAny("/?#@\\\"<>^`{|}")
        && Uri.TryCreate($"http://{text}/", UriKind.Absolute, out var uri) && uri.Host.Length > 0;
}

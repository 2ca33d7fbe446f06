namespace Microlight.Wasi.Http;

/// <summary>A request that came in, for a component to answer.</summary>
public sealed record HttpExchangeRequest
{
    /// <summary>As it stands in the request: <c>GET</c>.</summary>
    public required string Method { get; init; }

    /// <summary><c>/path?query</c> as it stands in the request.</summary>
    public required string? PathWithQuery { get; init; }

    /// <summary><c>http</c> or <c>https</c>.</summary>
    public required string? Scheme { get; init; }

    /// <summary>The host, and the port if it was given.</summary>
    public required string? Authority { get; init; }

    /// <summary>Fields in their order; a name may come more than once.</summary>
    public required IEnumerable<(string Name, ReadOnlyMemory<byte> Value)> Headers { get; init; }

    /// <summary>The body; empty if there is none. Read asynchronously, and never beyond the exchange's end.</summary>
    public required Stream Body { get; init; }

    /// <summary>The fields behind the body, asked for when that is at its end; null if there are none.</summary>
    public Func<IEnumerable<(string Name, ReadOnlyMemory<byte> Value)>?> Trailers { get; init; } = static () => null;
}

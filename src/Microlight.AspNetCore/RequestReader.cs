using System.Text;
using Microlight.Wasi.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Microlight.AspNetCore;

/// <summary>An ASP.NET request as a component gets it.</summary>
internal static class RequestReader
{
    /// <summary>Fields that concern the connection from the client to here, and not the component.</summary>
    private static readonly HashSet<string> Connection = new(StringComparer.OrdinalIgnoreCase)
    {
        "Connection", "HTTP2-Settings", "Keep-Alive", "Proxy-Connection", "Transfer-Encoding", "Upgrade",
    };

    public static HttpExchangeRequest Read(HttpContext http)
    {
        var request = http.Request;
        return new HttpExchangeRequest
        {
            Method = request.Method,
            PathWithQuery = TargetOf(http),
            Scheme = request.Scheme,
            Authority = request.Host.HasValue ? request.Host.Value : null,
            Headers = Fields(request.Headers.Where(field => !Connection.Contains(field.Key))),
            Body = request.Body,
            Trailers = () => request.SupportsTrailers() && request.CheckTrailersAvailable() && http.Features.Get<IHttpRequestTrailersFeature>() is { Trailers: { Count: > 0 } trailers }
                ? Fields(trailers)
                : null,
        };
    }

    /// <summary>As the client wrote it. A client may also write the whole address, of which this is the end.</summary>
    private static string TargetOf(HttpContext http)
    {
        var raw = http.Features.Get<IHttpRequestFeature>()?.RawTarget;
        if (raw is ['/', ..]) return raw;
        return http.Request.PathBase.ToUriComponent() + http.Request.Path.ToUriComponent() + http.Request.QueryString.ToUriComponent() is { Length: > 0 } path ? path : "/";
    }

    private static IEnumerable<(string, ReadOnlyMemory<byte>)> Fields(IEnumerable<KeyValuePair<string, Microsoft.Extensions.Primitives.StringValues>> fields) =>
        from field in fields
        from value in field.Value
        select (field.Key, new ReadOnlyMemory<byte>(Encoding.Latin1.GetBytes(value ?? "")));
}

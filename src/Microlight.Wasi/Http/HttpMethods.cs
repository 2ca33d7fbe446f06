using Wasi.Http;

namespace Microlight.Wasi.Http;

/// <summary>Methods and schemes of WASI as text, and back.</summary>
internal static class HttpMethods
{
    public static Method ToMethod(string text) => text switch
    {
        "GET" => Method.Get.Instance,
        "HEAD" => Method.Head.Instance,
        "POST" => Method.Post.Instance,
        "PUT" => Method.Put.Instance,
        "DELETE" => Method.Delete.Instance,
        "CONNECT" => Method.Connect.Instance,
        "OPTIONS" => Method.Options.Instance,
        "TRACE" => Method.Trace.Instance,
        "PATCH" => Method.Patch.Instance,
        _ => new Method.Other(text),
    };

    public static string ToText(this Method method) => method switch
    {
        Method.Get => "GET",
        Method.Head => "HEAD",
        Method.Post => "POST",
        Method.Put => "PUT",
        Method.Delete => "DELETE",
        Method.Connect => "CONNECT",
        Method.Options => "OPTIONS",
        Method.Trace => "TRACE",
        Method.Patch => "PATCH",
        Method.Other { Value: var other } => other,
        _ => throw new ArgumentException("No method of HTTP.", nameof(method)),
    };

    public static Scheme ToScheme(string text) => text.ToLowerInvariant() switch
    {
        "http" => Scheme.Http.Instance,
        "https" => Scheme.Https.Instance,
        _ => new Scheme.Other(text),
    };
}

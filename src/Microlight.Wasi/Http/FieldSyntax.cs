using System.Buffers;

namespace Microlight.Wasi.Http;

/// <summary>What header fields may look like (RFC 9110, 5.1 and 5.5), and which are the host's own business.</summary>
internal static class FieldSyntax
{
    private static readonly SearchValues<char> TokenCharacters =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <summary>Fields of one connection or of where the request goes: the host's HTTP makes them, and a guest's would split or smuggle messages.</summary>
    private static readonly HashSet<string> Forbidden = new(StringComparer.OrdinalIgnoreCase)
    {
        "Connection", "Host", "HTTP2-Settings", "Keep-Alive", "Proxy-Authenticate", "Proxy-Authorization", "Proxy-Connection", "Transfer-Encoding", "Upgrade",
    };

    public static bool IsName(ReadOnlySpan<char> name) => !name.IsEmpty && !name.ContainsAnyExcept(TokenCharacters);

    /// <summary>Any bytes but those that end a line or a string, and no space around.</summary>
    public static bool IsValue(ReadOnlySpan<byte> value) =>
        !value.ContainsAnyInRange((byte)0x0a, (byte)0x0d) && !value.Contains((byte)0)
        && (value.IsEmpty || (value[0] is not ((byte)' ' or (byte)'\t') && value[^1] is not ((byte)' ' or (byte)'\t')));

    public static bool IsForbidden(string name) => Forbidden.Contains(name);
}

using System.Globalization;

namespace Microlight.Wasi.Sockets;

/// <summary>Ports from one to another, both included.</summary>
internal readonly record struct PortRange(int First, int Last)
{
    public static PortRange Any { get; } = new(0, 65535);

    /// <summary>Null unless it is a port, two with a hyphen between, or <c>*</c>.</summary>
    public static PortRange? TryParse(ReadOnlySpan<char> text)
    {
        if (text is "*") return Any;
        var hyphen = text.IndexOf('-');
        if (!TryParsePort(hyphen < 0 ? text : text[..hyphen], out var first)) return null;
        var last = first;
        if (hyphen >= 0 && !TryParsePort(text[(hyphen + 1)..], out last)) return null;
        return first <= last ? new PortRange(first, last) : null;
    }

    public bool Contains(int port) => port >= First && port <= Last;

    public override string ToString() => this == Any ? "*" : First == Last ? $"{First}" : $"{First}-{Last}";

    private static bool TryParsePort(ReadOnlySpan<char> text, out int port) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port <= 65535;
}

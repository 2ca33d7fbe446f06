using System.Globalization;
using System.Net;

namespace Microlight.Wasi.Sockets;

/// <summary>
/// One thing on the network that a guest may reach, written <c>HOST</c> or <c>HOST:PORT</c>. The host is a name (<c>api.example.com</c>), all names
/// below one (<c>*.example.com</c>), every name and public address (<c>*</c>), an address (<c>192.0.2.7</c>, <c>[2001:db8::7]</c>) or a range of them
/// (<c>10.0.0.0/8</c>, <c>[fd00::/8]</c>); the port a number, a range (<c>8000-8099</c>) or, as without one, any.
/// </summary>
public sealed class NetworkRule
{
    private readonly string? _name;
    private readonly AddressRange? _range;
    private readonly PortRange _ports;

    private NetworkRule(string? name, AddressRange? range, PortRange ports)
    {
        _name = name;
        _range = range;
        _ports = ports;
    }

    /// <summary>Every public address and every name that leads to one.</summary>
    public static NetworkRule Public { get; } = new("*", null, PortRange.Any);

    /// <summary>Whether it is an address or a range: what may be listened on has to be one.</summary>
    internal bool IsAddress => _range is not null;

    /// <exception cref="FormatException">The text is no rule; the message says how rules are written.</exception>
    public static NetworkRule Parse(string text) => TryParse(text)
        ?? throw new FormatException($"'{text}' is no network rule: it takes a host name, *.NAME, *, an address or a range ADDRESS/BITS (IPv6 in brackets), and maybe a colon with a port, FIRST-LAST or *.");

    /// <summary>Null if the text is no rule.</summary>
    public static NetworkRule? TryParse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        ReadOnlySpan<char> host = text, port = "*";
        if (text.StartsWith('['))
        {
            var end = text.IndexOf(']');
            if (end < 0) return null;
            host = text.AsSpan(1, end - 1);
            var rest = text.AsSpan(end + 1);
            if (!host.Contains(':') || (rest.Length > 0 && rest[0] != ':')) return null;
            if (rest.Length > 0) port = rest[1..];
        }
        else if (text.LastIndexOf(':') is >= 0 and var colon)
        {
            host = text.AsSpan(0, colon);
            port = text.AsSpan(colon + 1);
        }
        if (PortRange.TryParse(port) is not { } ports) return null;
        if (AddressRange.TryParse(host) is { } range) return new NetworkRule(null, range, ports);
        var name = host.ToString();
        if (name == "*") return new NetworkRule("*", null, ports);
        // What looks like a range but is none must not become a name that never matches.
        var bare = name.StartsWith("*.", StringComparison.Ordinal) ? name[2..] : name;
        return HostName.Normalize(bare) is { } normal ? new NetworkRule(name[..(name.Length - bare.Length)] + normal, null, ports) : null;
    }

    /// <summary>Whether connecting to the name at that port, or at any if that is null, is granted, subject to what its addresses turn out to be.</summary>
    internal bool MatchesName(string normalizedName, int? port)
    {
        if (_name is null || (port is { } number && !_ports.Contains(number))) return false;
        return _name == "*" || (_name.StartsWith("*.", StringComparison.Ordinal)
            ? normalizedName.Length > _name.Length - 1 && normalizedName.EndsWith(_name[1..], StringComparison.Ordinal)
            : normalizedName == _name);
    }

    /// <summary>Whether the address itself is named, or is public and every one of those is; at that port, or at any if that is null.</summary>
    internal bool MatchesAddress(IPAddress address, int? port)
    {
        if (port is { } number && !_ports.Contains(number)) return false;
        var special = SpecialAddresses.Find(address);
        if (_range is null) return _name == "*" && special is null;
        return _range.Contains(address) && (special is null || _range.IsWithin(special));
    }

    /// <summary>Whether a socket may be bound there. Any range that contains it will do: these rules are about the host's own addresses.</summary>
    internal bool MatchesLocal(IPAddress address, int port) => _range is not null && _ports.Contains(port) && _range.Contains(address);

    /// <summary>The rule as it is written.</summary>
    public override string ToString()
    {
        var host = _name ?? (_range!.First.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? $"[{_range}]" : _range.ToString());
        return string.Create(CultureInfo.InvariantCulture, $"{host}:{_ports}");
    }
}

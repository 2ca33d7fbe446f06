using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Microlight.Wasi.Sockets;

/// <summary>Addresses that begin with the same bits (RFC 4632): <c>10.0.0.0/8</c>, <c>fd00::/8</c>, or one address.</summary>
internal sealed record AddressRange(IPAddress First, int PrefixLength)
{
    /// <summary>Null if the text is no address and no range, or has bits behind the prefix.</summary>
    public static AddressRange? TryParse(ReadOnlySpan<char> text)
    {
        var slash = text.IndexOf('/');
        // IPAddress reads "10.1" and "0x0a000001" too, which nobody means.
        if (!IPAddress.TryParse(slash < 0 ? text : text[..slash], out var address) || (address.AddressFamily == AddressFamily.InterNetwork && text.Count('.') != 3)) return null;
        if (address.ScopeId() != 0) return null;
        var bits = address.GetAddressBytes().Length * 8;
        var prefix = bits;
        if (slash >= 0 && (!int.TryParse(text[(slash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out prefix) || prefix > bits)) return null;
        var range = new AddressRange(address, prefix);
        return range.IsExact() ? range : null;
    }

    public bool Contains(IPAddress address)
    {
        if (address.AddressFamily != First.AddressFamily) return false;
        Span<byte> own = stackalloc byte[16], other = stackalloc byte[16];
        First.TryWriteBytes(own, out var length);
        address.TryWriteBytes(other, out _);
        var whole = PrefixLength / 8;
        if (!own[..whole].SequenceEqual(other[..whole])) return false;
        var rest = PrefixLength % 8;
        return rest == 0 || (own[whole] ^ other[whole]) >> (8 - rest) == 0;
    }

    /// <summary>Whether all of it lies in the other one.</summary>
    public bool IsWithin(AddressRange other) => PrefixLength >= other.PrefixLength && other.Contains(First);

    public override string ToString() => PrefixLength == First.GetAddressBytes().Length * 8 ? First.ToString() : $"{First}/{PrefixLength}";

    private bool IsExact()
    {
        var bytes = First.GetAddressBytes();
        for (var bit = PrefixLength; bit < bytes.Length * 8; bit++)
            if ((bytes[bit / 8] & (0x80 >> (bit % 8))) != 0)
                return false;
        return true;
    }
}

using System.Net;
using System.Net.Sockets;

namespace Microlight.Wasi.Sockets;

/// <summary>
/// The addresses that are not the public Internet's (IANA's registries of special-purpose addresses): this machine, private networks, link-local
/// ones with the clouds' metadata services, multicast. A rule reaches them only by naming them.
/// </summary>
internal static class SpecialAddresses
{
    private static readonly AddressRange[] Ranges =
    [
        .. ((string[])
        [
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24",
            "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
            "::/128", "::1/128", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "fc00::/7", "fe80::/10", "ff00::/8",
            // Of what is globally routed, what stands for other addresses or for none.
            "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
            // All that is not: 2000::/3 alone is. Last, so that a rule can name the ranges above.
            "::/3", "4000::/2", "8000::/1",
        ]).Select(text => AddressRange.TryParse(text)!),
    ];

    /// <summary>The address that packets go to: an IPv4 address in IPv6 clothes (::ffff:0:0/96) is that IPv4 address.</summary>
    public static IPAddress Unwrap(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    /// <summary>The range that the address has to be named in, or null if it is public.</summary>
    public static AddressRange? Find(IPAddress address)
    {
        foreach (var range in Ranges)
            if (range.Contains(address))
                return range;
        return null;
    }

    /// <summary>The zone of a link-local IPv6 address, 0 for any other.</summary>
    public static long ScopeId(this IPAddress address) => address.AddressFamily == AddressFamily.InterNetworkV6 ? address.ScopeId : 0;
}

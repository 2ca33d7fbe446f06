using System.Net;
using System.Net.Sockets;
using Wasi.Sockets;
using Address = Wasi.Sockets.IpAddress;

namespace Microlight.Wasi.Sockets;

/// <summary>Addresses of wasi:sockets as .NET's, and back.</summary>
internal static class SocketAddresses
{
    public static AddressFamily ToAddressFamily(this IpAddressFamily family) => family == IpAddressFamily.Ipv4 ? AddressFamily.InterNetwork : AddressFamily.InterNetworkV6;

    public static IPEndPoint ToEndPoint(this IpSocketAddress address) => address switch
    {
        IpSocketAddress.Ipv4 { Value: var v4 } => new IPEndPoint(ToAddress(v4.Address), v4.Port),
        IpSocketAddress.Ipv6 { Value: var v6 } => new IPEndPoint(ToAddress(v6.Address, v6.ScopeId), v6.Port),
        _ => throw new ArgumentException("An address is IPv4 or IPv6.", nameof(address)),
    };

    public static IpSocketAddress ToSocketAddress(this IPEndPoint endPoint)
    {
        var port = (ushort)endPoint.Port;
        return endPoint.AddressFamily == AddressFamily.InterNetwork
            ? new IpSocketAddress.Ipv4(new Ipv4SocketAddress(port, Bytes(endPoint.Address)))
            : new IpSocketAddress.Ipv6(new Ipv6SocketAddress(port, 0, Words(endPoint.Address), (uint)endPoint.Address.ScopeId));
    }

    public static Address ToIpAddress(this IPAddress address) =>
        address.AddressFamily == AddressFamily.InterNetwork ? new Address.Ipv4(Bytes(address)) : new Address.Ipv6(Words(address));

    /// <summary>What can be nobody's peer or own address: 0.0.0.0 and ::.</summary>
    public static bool IsUnspecified(this IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);

    /// <summary>Whether a socket of this family can use the address: IPv4 addresses in IPv6 clothes are refused, WASI's sockets are of one family.</summary>
    public static bool IsOf(this IPAddress address, IpAddressFamily family) => address.AddressFamily == family.ToAddressFamily() && !address.IsIPv4MappedToIPv6;

    /// <summary>Addresses of one machine, in the sense of TCP.</summary>
    public static bool IsUnicast(this IPAddress address)
    {
        if (address.AddressFamily == AddressFamily.InterNetworkV6) return !address.IsIPv6Multicast;
        Span<byte> bytes = stackalloc byte[4];
        address.TryWriteBytes(bytes, out _);
        return bytes[0] is < 224 or (>= 240 and < 255) || (bytes[0] == 255 && !address.Equals(IPAddress.Broadcast));
    }

    private static IPAddress ToAddress((byte, byte, byte, byte) bytes) => new([bytes.Item1, bytes.Item2, bytes.Item3, bytes.Item4]);

    private static IPAddress ToAddress((ushort, ushort, ushort, ushort, ushort, ushort, ushort, ushort) words, uint scope)
    {
        ReadOnlySpan<ushort> all = [words.Item1, words.Item2, words.Item3, words.Item4, words.Item5, words.Item6, words.Item7, words.Item8];
        Span<byte> bytes = stackalloc byte[16];
        for (var i = 0; i < all.Length; i++) (bytes[2 * i], bytes[2 * i + 1]) = ((byte)(all[i] >> 8), (byte)all[i]);
        return new IPAddress(bytes, scope);
    }

    private static (byte, byte, byte, byte) Bytes(IPAddress address)
    {
        var bytes = address.GetAddressBytes();
        return (bytes[0], bytes[1], bytes[2], bytes[3]);
    }

    private static (ushort, ushort, ushort, ushort, ushort, ushort, ushort, ushort) Words(IPAddress address)
    {
        var bytes = address.GetAddressBytes();
        return (Word(0), Word(1), Word(2), Word(3), Word(4), Word(5), Word(6), Word(7));

        ushort Word(int index) => (ushort)(bytes[2 * index] << 8 | bytes[2 * index + 1]);
    }
}

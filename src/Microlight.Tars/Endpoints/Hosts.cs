using System.Net;
using System.Net.Sockets;

namespace Microlight.Tars;

/// <summary>Addresses of hosts.</summary>
internal static class Hosts
{
    /// <summary>An address, or what a name stands for; version 4 where there are both.</summary>
    /// <exception cref="SocketException">The name is unknown.</exception>
    public static async ValueTask<IPAddress> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        if (IPAddress.TryParse(host, out var address)) return address;
        var addresses = await Dns.GetHostAddressesAsync(host, cancellationToken).ConfigureAwait(false);
        return addresses.OrderBy(a => a.AddressFamily == AddressFamily.InterNetwork ? 0 : 1).FirstOrDefault() ?? throw new SocketException((int)SocketError.HostNotFound);
    }
}

using System.Net;

namespace Microlight.Wasi.Sockets;

/// <summary>Ready-made resolvers.</summary>
public static class NameResolvers
{
    /// <summary>The operating system's: its hosts file, then DNS.</summary>
    public static NameResolver System { get; } = static async (name, token) => await Dns.GetHostAddressesAsync(name, token).ConfigureAwait(false);
}

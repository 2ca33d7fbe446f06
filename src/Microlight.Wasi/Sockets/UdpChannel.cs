using System.Net;
using System.Net.Sockets;
using Wasi.Sockets;

namespace Microlight.Wasi.Sockets;

/// <summary>
/// What a UDP socket and its streams have in common: the socket, its peer, and whom it may hear and speak to. Closed when the last of
/// them is.
/// </summary>
/// <param name="context">The guest's.</param>
/// <param name="family">The addresses that it is for.</param>
/// <param name="socket">Counted as open.</param>
internal sealed class UdpChannel(WasiContext context, IpAddressFamily family, Socket socket) : IDisposable
{
    private int _users = 1;

    public WasiContext Context => context;
    public Socket Socket => socket;

    /// <summary>It is bound where the guest may listen.</summary>
    public bool ReceivesFromAnybody { get; set; }

    /// <summary>The only peer, or null for any that is allowed. Kept here and not in the kernel, which cannot let go of one again through .NET.</summary>
    public IPEndPoint? Remote { get; set; }

    /// <summary>Why nothing can be sent there; null if it can.</summary>
    public ErrorCode? Check(IPEndPoint remote)
    {
        if (!remote.Address.IsOf(family) || remote.Address.IsUnspecified() || remote.Port == 0) return ErrorCode.InvalidArgument;
        return context.AllowsConnecting(remote) ? null : ErrorCode.AccessDenied;
    }

    /// <summary>Whether a datagram from there is for the guest.</summary>
    public bool Accepts(IPEndPoint sender) =>
        Remote is { } remote ? sender.Equals(remote) : ReceivesFromAnybody || context.AllowsConnecting(sender);

    public UdpChannel Share()
    {
        _users++;
        return this;
    }

    public void Dispose()
    {
        if (--_users > 0) return;
        socket.Dispose();
        context.Open.Close();
    }
}

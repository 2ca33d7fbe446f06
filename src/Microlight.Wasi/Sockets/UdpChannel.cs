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
    /// <summary>Senders that can be answered; more than a burst brings is no use, and older ones can ask again.</summary>
    private const int MostHeard = 1024;
    private readonly HashSet<IPEndPoint> _heard = [];
    private readonly Queue<IPEndPoint> _heardOrder = [];
    private int _users = 1;

    public WasiContext Context => context;
    public Socket Socket => socket;

    /// <summary>It is bound where the guest may listen.</summary>
    public bool ReceivesFromAnybody { get; set; }

    /// <summary>The only peer, or null for any that is allowed. Kept here and not in the kernel, which cannot let go of one again through .NET.</summary>
    public IPEndPoint? Remote { get; set; }

    /// <summary>Why nothing can be sent there; null if it can: it is granted, or has sent something to where the guest listens and can be answered.</summary>
    public ErrorCode? Check(IPEndPoint remote)
    {
        if (!remote.Address.IsOf(family) || remote.Address.IsUnspecified() || remote.Port == 0) return ErrorCode.InvalidArgument;
        return _heard.Contains(remote) || context.AllowsConnecting(remote) ? null : ErrorCode.AccessDenied;
    }

    /// <summary>Whether a datagram from there is for the guest, which may then answer it.</summary>
    public bool Accepts(IPEndPoint sender)
    {
        if (Remote is { } remote ? !sender.Equals(remote) : !ReceivesFromAnybody && !context.AllowsConnecting(sender)) return false;
        if (ReceivesFromAnybody && _heard.Add(sender))
        {
            _heardOrder.Enqueue(sender);
            if (_heardOrder.Count > MostHeard) _heard.Remove(_heardOrder.Dequeue());
        }
        return true;
    }

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

using System.Net;

namespace Microlight.Tars.Server;

/// <summary>Where a call's reply goes.</summary>
internal interface IReplyChannel
{
    /// <summary>Who called.</summary>
    EndPoint Remote { get; }

    /// <summary>The longest packet that fits.</summary>
    int MaxPacketLength { get; }

    /// <summary>Sends a packet, its length included; whether it arrives is not known here.</summary>
    void Send(ReadOnlySpan<byte> frame);

    /// <summary>A call that came through here has its reply, or gets none.</summary>
    void CallEnded();
}

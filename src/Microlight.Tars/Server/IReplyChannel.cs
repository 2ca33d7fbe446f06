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
    /// <param name="frame">The packet.</param>
    /// <param name="isLast">Whether no other reply is expected just now.</param>
    void Send(ReadOnlySpan<byte> frame, bool isLast);

    /// <summary>A call that came through here has its reply, or gets none.</summary>
    void CallEnded();
}

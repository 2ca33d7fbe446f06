using System.Buffers;

namespace Microlight.Tars.Server;

/// <summary>Makes calls of packets.</summary>
internal sealed class PacketReceiver(CallDispatcher dispatcher, Quota memory, TarsLimits limits)
{
    /// <summary>Copies a packet once, reads the copy and hands the call on.</summary>
    /// <param name="packet">The packet without its length.</param>
    /// <param name="channel">Where it came from; told when the call is over.</param>
    /// <param name="holdsMemory">Whether its bytes are counted; where they are not, the call is answered that the server has too much.</param>
    /// <exception cref="TarsDecodeException">It is no request; whom to answer what is unknown.</exception>
    public void Receive(ReadOnlySequence<byte> packet, IReplyChannel channel, bool holdsMemory)
    {
        var length = (int)packet.Length;
        var copy = ArrayPool<byte>.Shared.Rent(length);
        TarsCall call;
        try
        {
            packet.CopyTo(copy);
            call = new TarsCall(TarsRequest.Read(copy.AsMemory(0, length), limits), copy, length, channel, limits, dispatcher.Stopping) { HoldsMemory = holdsMemory };
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(copy);
            if (holdsMemory) memory.Give(length);
            channel.CallEnded();
            throw;
        }
        dispatcher.Take(call, isTooMuch: !holdsMemory);
    }
}

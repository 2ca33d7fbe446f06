using System.Buffers.Binary;

namespace Microlight.Wasi.Preview1;

/// <summary>An event that poll_oneoff reports (typenames.witx, <c>$event</c>, 32 bytes).</summary>
/// <param name="Error">What is wrong with the subscription, or success.</param>
/// <param name="Available">Bytes that can be read without waiting, where that is known.</param>
/// <param name="HangUp">The other side has closed.</param>
internal readonly record struct PollEvent(Errno Error, ulong Available = 0, bool HangUp = false)
{
    public const int Size = 32;

    public void Write(in PollSubscription subscription, Span<byte> target)
    {
        target[..Size].Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(target, subscription.UserData);
        BinaryPrimitives.WriteUInt16LittleEndian(target[8..], (ushort)Error);
        target[10] = (byte)subscription.Type;
        if (subscription.Type == PollEventType.Clock) return;
        BinaryPrimitives.WriteUInt64LittleEndian(target[16..], Available);
        BinaryPrimitives.WriteUInt16LittleEndian(target[24..], HangUp ? (ushort)1 : (ushort)0);
    }
}

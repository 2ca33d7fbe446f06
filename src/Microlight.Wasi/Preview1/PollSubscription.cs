using System.Buffers.Binary;

namespace Microlight.Wasi.Preview1;

/// <summary>One subscription of poll_oneoff, read once from a copy (typenames.witx, <c>$subscription</c>, 48 bytes).</summary>
internal readonly struct PollSubscription(ReadOnlySpan<byte> bytes)
{
    public const int Size = 48;

    public ulong UserData { get; } = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
    public PollEventType Type { get; } = (PollEventType)bytes[8];

    /// <summary>A clock's number, or a descriptor's.</summary>
    public uint Subject { get; } = BinaryPrimitives.ReadUInt32LittleEndian(bytes[16..]);

    /// <summary>Nanoseconds, from now or (with <see cref="IsAbsolute"/>) since the clock's beginning.</summary>
    public ulong Timeout { get; } = BinaryPrimitives.ReadUInt64LittleEndian(bytes[24..]);

    private ushort ClockFlags { get; } = BinaryPrimitives.ReadUInt16LittleEndian(bytes[40..]);

    public bool IsAbsolute => (ClockFlags & 1) != 0;

    public bool IsValid => Type <= PollEventType.Write && (Type != PollEventType.Clock || ClockFlags <= 1);
}

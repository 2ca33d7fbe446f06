using System.Buffers;
using System.Buffers.Binary;

namespace Microlight.Tars;

/// <summary>Packets in a stream: each begins with its length, four bytes, big-endian, which count themselves.</summary>
public static class TarsFrame
{
    /// <summary>Bytes of the length.</summary>
    public const int HeaderLength = 4;

    /// <summary>Takes the first packet off a stream's bytes.</summary>
    /// <param name="stream">What has been received; moves behind the packet.</param>
    /// <param name="limits">Says how long a packet may be.</param>
    /// <param name="packet">The packet without its length.</param>
    /// <returns>Whether a packet is there whole.</returns>
    /// <exception cref="TarsDecodeException">The length is none; nothing that follows can be understood.</exception>
    public static bool TryRead(ref ReadOnlySequence<byte> stream, TarsLimits limits, out ReadOnlySequence<byte> packet)
    {
        packet = default;
        if (ReadLength(stream, limits) is not { } length || stream.Length < length) return false;
        packet = stream.Slice(HeaderLength, length - HeaderLength);
        stream = stream.Slice(length);
        return true;
    }

    /// <summary>The length of the first packet, its length field included; null if too little is there to tell.</summary>
    /// <exception cref="TarsDecodeException">The length is none.</exception>
    internal static int? ReadLength(ReadOnlySequence<byte> stream, TarsLimits limits)
    {
        if (stream.Length < HeaderLength) return null;
        Span<byte> header = stackalloc byte[HeaderLength];
        stream.Slice(0, HeaderLength).CopyTo(header);
        var length = BinaryPrimitives.ReadUInt32BigEndian(header);
        if (length <= HeaderLength || length > limits.MaxPacketLength) throw new TarsDecodeException($"A packet says that it has {length} bytes; possible are {HeaderLength + 1} to {limits.MaxPacketLength}.");
        return (int)length;
    }

    /// <summary>Leaves room for the length; the packet follows.</summary>
    internal static void Begin(PooledBuffer frame)
    {
        frame.Clear();
        frame.GetSpan(HeaderLength);
        frame.Advance(HeaderLength);
    }

    /// <summary>Writes the length into the room that <see cref="Begin"/> left.</summary>
    /// <exception cref="TarsEncodeException">The packet is longer than <paramref name="most"/>.</exception>
    internal static void End(PooledBuffer frame, int most)
    {
        if (frame.Length > most) throw new TarsEncodeException($"A packet of {frame.Length} bytes is longer than the limit of {most}.");
        BinaryPrimitives.WriteInt32BigEndian(frame.WrittenSpan, frame.Length);
    }
}

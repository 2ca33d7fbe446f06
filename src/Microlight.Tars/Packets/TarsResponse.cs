namespace Microlight.Tars;

/// <summary>A response packet, which is a reply of version 1.</summary>
public sealed record TarsResponse
{
    /// <summary>How <see cref="Body"/> is encoded.</summary>
    public TarsVersion Version { get; init; } = TarsVersion.Tars;
    /// <summary>0.</summary>
    public sbyte PacketType { get; init; }
    /// <summary>The request's.</summary>
    public int RequestId { get; init; }
    /// <summary>The request's marks.</summary>
    public TarsMessageTypes MessageType { get; init; }
    /// <summary>How the call ended.</summary>
    public TarsReturnCode Code { get; init; }
    /// <summary>The results.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }
    /// <summary>What the server's runtime adds for the caller's.</summary>
    public IReadOnlyDictionary<string, string> Status { get; init; } = TarsMaps.Empty;
    /// <summary>What went wrong, for people.</summary>
    public string Description { get; init; } = "";
    /// <summary>What the servant adds for the caller.</summary>
    public IReadOnlyDictionary<string, string> Context { get; init; } = TarsMaps.Empty;

    /// <summary>Writes the packet without its length.</summary>
    /// <exception cref="TarsEncodeException">A string is not Unicode.</exception>
    public void Write(ref TarsWriter writer)
    {
        writer.WriteInteger(1, (short)Version);
        writer.WriteInteger(2, PacketType);
        writer.WriteInteger(3, RequestId);
        writer.WriteInteger(4, (int)MessageType);
        writer.WriteInteger(5, (int)Code);
        writer.WriteBytes(6, Body.Span);
        TarsMaps.Write(ref writer, 7, Status);
        writer.WriteString(8, Description);
        TarsMaps.Write(ref writer, 9, Context);
    }

    /// <summary>Reads a packet, its length left out; <see cref="Body"/> is part of <paramref name="packet"/>.</summary>
    /// <exception cref="TarsDecodeException">It is no response packet.</exception>
    public static TarsResponse Read(ReadOnlyMemory<byte> packet, TarsLimits? limits = null)
    {
        var reader = new TarsReader(packet.Span, limits);
        return new TarsResponse
        {
            Version = (TarsVersion)reader.Read<short, Int16Codec>(1),
            PacketType = reader.Read<sbyte, Int8Codec>(2),
            RequestId = reader.Read<int, Int32Codec>(3),
            MessageType = (TarsMessageTypes)reader.Read<int, Int32Codec>(4),
            Code = (TarsReturnCode)reader.Read<int, Int32Codec>(5),
            Body = packet[reader.ReadBytesRange(6)],
            Status = TarsMaps.Read(ref reader, 7),
            Description = reader.TryRead<string, StringCodec>(8, out var description) ? description : "",
            Context = TarsMaps.Read(ref reader, 9),
        };
    }
}

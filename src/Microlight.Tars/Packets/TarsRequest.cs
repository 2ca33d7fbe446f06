namespace Microlight.Tars;

/// <summary>A request packet; replies of the versions 2 and 3 have its form, too.</summary>
public sealed record TarsRequest
{
    /// <summary>How <see cref="Body"/> is encoded.</summary>
    public TarsVersion Version { get; init; } = TarsVersion.Tars;
    /// <summary>1 for a one-way call, which gets no reply; otherwise 0.</summary>
    public sbyte PacketType { get; init; }
    /// <summary>Marks for routing and tracing.</summary>
    public TarsMessageTypes MessageType { get; init; }
    /// <summary>What the reply is told by, chosen by the client.</summary>
    public int RequestId { get; init; }
    /// <summary>The servant: <c>App.Server.Obj</c>.</summary>
    public string ServantName { get; init; } = "";
    /// <summary>The function's name.</summary>
    public string FunctionName { get; init; } = "";
    /// <summary>The parameters.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }
    /// <summary>How long the client will wait in milliseconds; 0 if it does not say.</summary>
    public int Timeout { get; init; }
    /// <summary>What the caller adds for the servant.</summary>
    public IReadOnlyDictionary<string, string> Context { get; init; } = TarsMaps.Empty;
    /// <summary>What the caller's runtime adds for the server's.</summary>
    public IReadOnlyDictionary<string, string> Status { get; init; } = TarsMaps.Empty;

    /// <summary>Whether there is no reply.</summary>
    public bool IsOneWay => PacketType == 1;

    /// <summary>Writes the packet without its length.</summary>
    /// <exception cref="TarsEncodeException">A string is not Unicode.</exception>
    public void Write(ref TarsWriter writer)
    {
        writer.WriteInteger(1, (short)Version);
        writer.WriteInteger(2, PacketType);
        writer.WriteInteger(3, (int)MessageType);
        writer.WriteInteger(4, RequestId);
        writer.WriteString(5, ServantName);
        writer.WriteString(6, FunctionName);
        writer.WriteBytes(7, Body.Span);
        writer.WriteInteger(8, Timeout);
        TarsMaps.Write(ref writer, 9, Context);
        TarsMaps.Write(ref writer, 10, Status);
    }

    /// <summary>Reads a packet, its length left out; <see cref="Body"/> is part of <paramref name="packet"/>.</summary>
    /// <exception cref="TarsDecodeException">It is no request packet.</exception>
    public static TarsRequest Read(ReadOnlyMemory<byte> packet, TarsLimits? limits = null)
    {
        var reader = new TarsReader(packet.Span, limits);
        return new TarsRequest
        {
            Version = (TarsVersion)reader.Read<short, Int16Codec>(1),
            PacketType = reader.Read<sbyte, Int8Codec>(2),
            MessageType = (TarsMessageTypes)reader.Read<int, Int32Codec>(3),
            RequestId = reader.Read<int, Int32Codec>(4),
            ServantName = reader.Read<string, StringCodec>(5),
            FunctionName = reader.Read<string, StringCodec>(6),
            Body = packet[reader.ReadBytesRange(7)],
            Timeout = reader.Read<int, Int32Codec>(8),
            Context = TarsMaps.Read(ref reader, 9),
            Status = TarsMaps.Read(ref reader, 10),
        };
    }
}

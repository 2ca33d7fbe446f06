namespace Microlight.Tars;

/// <summary>A call that a proxy makes: its parameters are written, then it is sent.</summary>
public sealed class TarsOutgoingCall
{
    private readonly PooledBuffer _body = new();

    internal TarsOutgoingCall(string functionName, TarsCallOptions options, TarsVersion version) => (FunctionName, Options, Version, Hash) = (functionName, options, version, options.Hash);

    internal string FunctionName { get; }
    internal TarsCallOptions Options { get; }
    internal TarsVersion Version { get; }
    internal int? Hash { get; private set; }

    /// <summary>Begins to write the parameters.</summary>
    /// <param name="count">How many there are, those that come back not counted.</param>
    public TarsBodyWriter WriteParameters(int count)
    {
        _body.Clear();
        return new TarsBodyWriter(Version, _body, count);
    }

    /// <summary>Sends calls with the same values to the same endpoint, unless the call's options say which.</summary>
    /// <exception cref="TarsEncodeException">The value cannot be written.</exception>
    public void RouteBy<T, TCodec>(T value) where TCodec : struct, ITarsCodec<T>
    {
        if (Options.Hash is not null) return;
        using var buffer = new PooledBuffer();
        var writer = new TarsWriter(buffer);
        TCodec.Write(ref writer, 0, value);
        // Of what is written, so that it is the same in each process: FNV-1a.
        var hash = 2166136261u;
        foreach (var b in buffer.WrittenSpan) hash = (hash ^ b) * 16777619u;
        Hash = (int)(((uint)(Hash ?? 0) * 31u) + hash);
    }

    /// <summary>Writes the packet, its length included, and gives the parameters' memory back.</summary>
    /// <exception cref="TarsEncodeException">A string is not Unicode, or the packet is too long.</exception>
    internal void WriteFrame(PooledBuffer frame, string servantName, int requestId, bool isOneWay, TimeSpan timeout, TarsLimits limits)
    {
        TarsFrame.Begin(frame);
        var writer = new TarsWriter(frame);
        new TarsRequest
        {
            Version = Version, PacketType = isOneWay ? (sbyte)1 : (sbyte)0, RequestId = requestId, ServantName = servantName, FunctionName = FunctionName,
            MessageType = Options.MessageType | (Hash is null ? TarsMessageTypes.None : TarsMessageTypes.Hash), Body = _body.WrittenMemory,
            Timeout = (int)Math.Min(timeout.TotalMilliseconds, int.MaxValue), Context = Options.Context, Status = Options.Status,
        }.Write(ref writer);
        TarsFrame.End(frame, limits.MaxPacketLength);
        _body.Dispose();
    }
}

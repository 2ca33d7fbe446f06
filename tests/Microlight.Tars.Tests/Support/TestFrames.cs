namespace Microlight.Tars.Tests.Support;

/// <summary>Packets with their lengths.</summary>
internal static class TestFrames
{
    public static byte[] Of(TarsRequest request) => Of((ref TarsWriter writer) => request.Write(ref writer));

    public static byte[] Of(TarsResponse response) => Of((ref TarsWriter writer) => response.Write(ref writer));

    private static byte[] Of(PacketWriter write)
    {
        using var buffer = new PooledBuffer();
        TarsFrame.Begin(buffer);
        var writer = new TarsWriter(buffer);
        write(ref writer);
        TarsFrame.End(buffer, TarsLimits.ProtocolMaxPacketLength);
        return buffer.WrittenSpan.ToArray();
    }

    private delegate void PacketWriter(ref TarsWriter writer);
}

using System.Buffers;

namespace Microlight.Tars.Tests.Support;

/// <summary>Writes and reads single values.</summary>
internal static class Wire
{
    public static byte[] Encode<T, TCodec>(byte tag, T value) where TCodec : struct, ITarsCodec<T>
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new TarsWriter(output);
        TCodec.Write(ref writer, tag, value);
        return output.WrittenSpan.ToArray();
    }

    public static string Hex<T, TCodec>(byte tag, T value) where TCodec : struct, ITarsCodec<T> => Convert.ToHexStringLower(Encode<T, TCodec>(tag, value));

    /// <summary>Reads a value, which must be all that is there.</summary>
    public static T Decode<T, TCodec>(byte tag, ReadOnlySpan<byte> bytes, TarsLimits? limits = null) where TCodec : struct, ITarsCodec<T>
    {
        var reader = new TarsReader(bytes, limits);
        var value = reader.Read<T, TCodec>(tag);
        Assert.Equal(bytes.Length, reader.Position);
        return value;
    }

    public static T Decode<T, TCodec>(byte tag, string hex, TarsLimits? limits = null) where TCodec : struct, ITarsCodec<T> => Decode<T, TCodec>(tag, Convert.FromHexString(hex), limits);
}

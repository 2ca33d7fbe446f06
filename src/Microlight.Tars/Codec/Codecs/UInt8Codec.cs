namespace Microlight.Tars;

/// <summary><c>unsigned byte</c>: written like a <c>short</c>.</summary>
public readonly struct UInt8Codec : ITarsCodec<byte>
{
    /// <inheritdoc/>
    public static string TypeName => "short";

    /// <inheritdoc/>
    public static void Write(ref TarsWriter writer, byte tag, byte value) => writer.WriteInteger(tag, value);

    /// <inheritdoc/>
    public static byte ReadValue(ref TarsReader reader, TarsWireType type) => (byte)reader.ReadUnsigned(type, 2, byte.MaxValue);
}

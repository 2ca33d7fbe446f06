namespace Microlight.Tars;

/// <summary><c>unsigned short</c>: written like an <c>int</c>.</summary>
public readonly struct UInt16Codec : ITarsCodec<ushort>
{
    /// <inheritdoc/>
    public static string TypeName => "int32";

    /// <inheritdoc/>
    public static void Write(ref TarsWriter writer, byte tag, ushort value) => writer.WriteInteger(tag, value);

    /// <inheritdoc/>
    public static ushort ReadValue(ref TarsReader reader, TarsWireType type) => (ushort)reader.ReadUnsigned(type, 4, ushort.MaxValue);
}

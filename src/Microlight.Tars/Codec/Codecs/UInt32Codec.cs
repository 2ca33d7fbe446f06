namespace Microlight.Tars;

/// <summary><c>unsigned int</c>: written like a <c>long</c>.</summary>
public readonly struct UInt32Codec : ITarsCodec<uint>
{
    /// <inheritdoc/>
    public static string TypeName => "int64";

    /// <inheritdoc/>
    public static void Write(ref TarsWriter writer, byte tag, uint value) => writer.WriteInteger(tag, value);

    /// <inheritdoc/>
    public static uint ReadValue(ref TarsReader reader, TarsWireType type) => reader.ReadUnsigned(type, 8, uint.MaxValue);
}

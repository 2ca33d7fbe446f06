namespace Microlight.Tars;

/// <summary><c>short</c>.</summary>
public readonly struct Int16Codec : ITarsCodec<short>
{
    /// <inheritdoc/>
    public static string TypeName => "short";

    /// <inheritdoc/>
    public static void Write(ref TarsWriter writer, byte tag, short value) => writer.WriteInteger(tag, value);

    /// <inheritdoc/>
    public static short ReadValue(ref TarsReader reader, TarsWireType type) => (short)reader.ReadInteger(type, 2);
}

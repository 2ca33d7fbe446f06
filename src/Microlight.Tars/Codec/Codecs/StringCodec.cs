namespace Microlight.Tars;

/// <summary><c>string</c>, as UTF-8.</summary>
public readonly struct StringCodec : ITarsCodec<string>
{
    /// <inheritdoc/>
    public static string TypeName => "string";

    /// <inheritdoc/>
    public static void Write(ref TarsWriter writer, byte tag, string value) => writer.WriteString(tag, value);

    /// <inheritdoc/>
    public static string ReadValue(ref TarsReader reader, TarsWireType type) => reader.ReadString(type);
}

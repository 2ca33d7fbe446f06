namespace Microlight.Tars;

/// <summary><c>byte</c>, which is signed in TARS.</summary>
public readonly struct Int8Codec : ITarsCodec<sbyte>
{
    /// <inheritdoc/>
    public static string TypeName => "char";

    /// <inheritdoc/>
    public static void Write(ref TarsWriter writer, byte tag, sbyte value) => writer.WriteInteger(tag, value);

    /// <inheritdoc/>
    public static sbyte ReadValue(ref TarsReader reader, TarsWireType type) => (sbyte)reader.ReadInteger(type, 1);
}

namespace Microlight.Tars;

/// <summary><c>int</c>.</summary>
public readonly struct Int32Codec : ITarsCodec<int>
{
    /// <inheritdoc/>
    public static string TypeName => "int32";

    /// <inheritdoc/>
    public static void Write(ref TarsWriter writer, byte tag, int value) => writer.WriteInteger(tag, value);

    /// <inheritdoc/>
    public static int ReadValue(ref TarsReader reader, TarsWireType type) => (int)reader.ReadInteger(type, 4);
}

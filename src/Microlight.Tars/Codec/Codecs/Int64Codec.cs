namespace Microlight.Tars;

/// <summary><c>long</c>.</summary>
public readonly struct Int64Codec : ITarsCodec<long>
{
    /// <inheritdoc/>
    public static string TypeName => "int64";

    /// <inheritdoc/>
    public static void Write(ref TarsWriter writer, byte tag, long value) => writer.WriteInteger(tag, value);

    /// <inheritdoc/>
    public static long ReadValue(ref TarsReader reader, TarsWireType type) => reader.ReadInteger(type, 8);
}

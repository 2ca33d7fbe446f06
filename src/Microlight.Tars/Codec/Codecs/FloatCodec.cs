namespace Microlight.Tars;

/// <summary><c>float</c>.</summary>
public readonly struct FloatCodec : ITarsCodec<float>
{
    /// <inheritdoc/>
    public static string TypeName => "float";

    /// <inheritdoc/>
    public static void Write(ref TarsWriter writer, byte tag, float value) => writer.WriteFloat(tag, value);

    /// <inheritdoc/>
    public static float ReadValue(ref TarsReader reader, TarsWireType type) => reader.ReadFloat(type);
}

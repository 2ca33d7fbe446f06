namespace Microlight.Tars;

/// <summary><c>double</c>.</summary>
public readonly struct DoubleCodec : ITarsCodec<double>
{
    /// <inheritdoc/>
    public static string TypeName => "double";

    /// <inheritdoc/>
    public static void Write(ref TarsWriter writer, byte tag, double value) => writer.WriteDouble(tag, value);

    /// <inheritdoc/>
    public static double ReadValue(ref TarsReader reader, TarsWireType type) => reader.ReadDouble(type);
}

namespace Microlight.Tars;

/// <summary><c>vector&lt;byte&gt;</c>, as one piece.</summary>
public readonly struct BytesCodec : ITarsCodec<byte[]>
{
    /// <inheritdoc/>
    public static string TypeName => "list<char>";

    /// <inheritdoc/>
    public static void Write(ref TarsWriter writer, byte tag, byte[] value) => writer.WriteBytes(tag, value ?? throw new TarsEncodeException($"The bytes with tag {tag} are null; TARS has no null."));

    /// <inheritdoc/>
    public static byte[] ReadValue(ref TarsReader reader, TarsWireType type) => reader.ReadBytes(type).ToArray();
}

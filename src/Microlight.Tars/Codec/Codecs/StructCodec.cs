namespace Microlight.Tars;

/// <summary>A structure of a .tars file.</summary>
/// <typeparam name="T">The structure.</typeparam>
public readonly struct StructCodec<T> : ITarsCodec<T> where T : ITarsStruct<T>
{
    /// <inheritdoc/>
    public static string TypeName => T.TypeName;

    /// <inheritdoc/>
    public static void Write(ref TarsWriter writer, byte tag, T value) => writer.WriteStruct(tag, value);

    /// <inheritdoc/>
    public static T ReadValue(ref TarsReader reader, TarsWireType type) => reader.ReadStruct<T>(type);
}

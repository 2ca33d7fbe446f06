namespace Microlight.Tars;

/// <summary><c>bool</c>: an integer of 8 bits, 0 or 1.</summary>
public readonly struct BoolCodec : ITarsCodec<bool>
{
    /// <inheritdoc/>
    public static string TypeName => "bool";

    /// <inheritdoc/>
    public static void Write(ref TarsWriter writer, byte tag, bool value) => writer.WriteInteger(tag, value ? 1 : 0);

    /// <inheritdoc/>
    public static bool ReadValue(ref TarsReader reader, TarsWireType type) => reader.ReadInteger(type, 1) != 0;
}

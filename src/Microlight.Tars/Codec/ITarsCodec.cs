namespace Microlight.Tars;

/// <summary>How values of a type are written and read. Codecs are empty structures that compose as type arguments, so that the compiler makes one loop of each: <c>ListCodec&lt;int, Int32Codec&gt;</c>.</summary>
/// <typeparam name="T">The C# type.</typeparam>
public interface ITarsCodec<T>
{
    /// <summary>The type's name in packets of version 2, as npm's @tars/stream spells it.</summary>
    static abstract string TypeName { get; }

    /// <summary>Writes a field, its head included.</summary>
    /// <exception cref="TarsEncodeException">The value cannot be written.</exception>
    static abstract void Write(ref TarsWriter writer, byte tag, T value);

    /// <summary>Reads the value of a field whose head was read.</summary>
    /// <exception cref="TarsDecodeException">The value has another type, is truncated or out of range.</exception>
    static abstract T ReadValue(ref TarsReader reader, TarsWireType type);
}

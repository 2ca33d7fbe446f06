namespace Microlight.Tars;

/// <summary>A structure of a .tars file; the generator implements it.</summary>
/// <typeparam name="TSelf">The structure.</typeparam>
public interface ITarsStruct<TSelf> where TSelf : ITarsStruct<TSelf>
{
    /// <summary>Name in packets of version 2: <c>Module.Struct</c>.</summary>
    static abstract string TypeName { get; }

    /// <summary>Writes the fields, in the order of their tags, without begin and end of the structure.</summary>
    /// <exception cref="TarsEncodeException">A value cannot be written.</exception>
    void WriteFields(ref TarsWriter writer);

    /// <summary>Reads the fields, up to the structure's end, which stays.</summary>
    /// <exception cref="TarsDecodeException">A required field is not there, or a value is not what it should be.</exception>
    static abstract TSelf ReadFields(ref TarsReader reader);
}

namespace Microlight.Tars;

/// <summary>What the lower four bits of a field's head byte say about its value.</summary>
public enum TarsWireType : byte
{
    /// <summary>One byte, signed.</summary>
    Int8 = 0,
    /// <summary>Two bytes, signed, big-endian like all that follow.</summary>
    Int16 = 1,
    /// <summary>Four bytes.</summary>
    Int32 = 2,
    /// <summary>Eight bytes.</summary>
    Int64 = 3,
    /// <summary>Four bytes, IEEE 754.</summary>
    Float = 4,
    /// <summary>Eight bytes, IEEE 754.</summary>
    Double = 5,
    /// <summary>A length of one byte, then that many bytes of UTF-8.</summary>
    String1 = 6,
    /// <summary>A length of four bytes, then that many bytes of UTF-8.</summary>
    String4 = 7,
    /// <summary>A count (an integer with tag 0), then pairs of a key with tag 0 and a value with tag 1.</summary>
    Map = 8,
    /// <summary>A count (an integer with tag 0), then elements with tag 0.</summary>
    List = 9,
    /// <summary>Fields follow, up to <see cref="StructEnd"/>.</summary>
    StructBegin = 10,
    /// <summary>The end of a structure.</summary>
    StructEnd = 11,
    /// <summary>Zero, of any number type; no bytes follow.</summary>
    Zero = 12,
    /// <summary>Bytes: a head of <see cref="Int8"/>, a count (an integer with tag 0), then the bytes.</summary>
    SimpleList = 13,
}

namespace Microlight;

/// <summary>The types that cross between host and guest; the letters are those of a signature string (docs/abi.md).</summary>
public enum GuestType : byte
{
    /// <summary>No value; only as the empty result list.</summary>
    Unit = 0,
    /// <summary>Signed 32-bit integer, letter <c>i</c>.</summary>
    Int32 = 1,
    /// <summary>Unsigned 32-bit integer, letter <c>u</c>.</summary>
    UInt32 = 2,
    /// <summary>Signed 64-bit integer, letter <c>I</c>.</summary>
    Int64 = 3,
    /// <summary>Unsigned 64-bit integer, letter <c>U</c>.</summary>
    UInt64 = 4,
    /// <summary>IEEE 754 binary32, letter <c>f</c>; NaN bits are kept.</summary>
    Float32 = 5,
    /// <summary>IEEE 754 binary64, letter <c>d</c>; NaN bits are kept.</summary>
    Float64 = 6,
    /// <summary>Boolean, 0 or 1, letter <c>b</c>.</summary>
    Boolean = 7,
    /// <summary>UTF-8 string, letter <c>s</c>.</summary>
    String = 8,
    /// <summary>Byte vector, letter <c>y</c>.</summary>
    Bytes = 9,
    /// <summary>An opaque 64-bit reference (a Wasm funcref or externref), letter <c>r</c>; 0 is null.</summary>
    Reference = 10,
    /// <summary>Signed 8-bit integer, letter <c>c</c>.</summary>
    Int8 = 11,
    /// <summary>Unsigned 8-bit integer, letter <c>C</c>.</summary>
    UInt8 = 12,
    /// <summary>Signed 16-bit integer, letter <c>h</c>.</summary>
    Int16 = 13,
    /// <summary>Unsigned 16-bit integer, letter <c>H</c>.</summary>
    UInt16 = 14,
    /// <summary>128 bits (a Wasm v128), letter <c>v</c>.</summary>
    Vector128 = 15,
}

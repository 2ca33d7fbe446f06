namespace Microlight.Tars.Idl;

/// <summary>The types that the language itself has.</summary>
public enum IdlPrimitive
{
    /// <summary><c>bool</c></summary>
    Bool,
    /// <summary><c>byte</c>, signed.</summary>
    Int8,
    /// <summary><c>unsigned byte</c></summary>
    UInt8,
    /// <summary><c>short</c></summary>
    Int16,
    /// <summary><c>unsigned short</c></summary>
    UInt16,
    /// <summary><c>int</c></summary>
    Int32,
    /// <summary><c>unsigned int</c></summary>
    UInt32,
    /// <summary><c>long</c></summary>
    Int64,
    /// <summary><c>float</c></summary>
    Float,
    /// <summary><c>double</c></summary>
    Double,
    /// <summary><c>string</c></summary>
    String,
}

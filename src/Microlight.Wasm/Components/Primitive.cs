namespace Microlight.Wasm.Components;

/// <summary>Types of values without parts; the numbers are the binary format's (Binary.md, primvaltype).</summary>
public enum Primitive : byte
{
    Bool = 0x7f, S8 = 0x7e, U8 = 0x7d, S16 = 0x7c, U16 = 0x7b, S32 = 0x7a, U32 = 0x79, S64 = 0x78, U64 = 0x77, F32 = 0x76, F64 = 0x75, Char = 0x74, String = 0x73,
    /// <summary>Of WASI 0.3; values of it cannot be passed yet.</summary>
    ErrorContext = 0x64,
}

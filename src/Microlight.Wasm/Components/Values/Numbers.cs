namespace Microlight.Wasm.Components.Values;

/// <summary>Types of numbers, whose lists are copied as they are.</summary>
internal static class Numbers
{
    /// <summary>The .NET type of a type of numbers, else null.</summary>
    public static Type? TypeOf(WitType type) => type is not WitPrimitive { Kind: var kind } ? null : kind switch
    {
        Primitive.S8 => typeof(sbyte),
        Primitive.U8 => typeof(byte),
        Primitive.S16 => typeof(short),
        Primitive.U16 => typeof(ushort),
        Primitive.S32 => typeof(int),
        Primitive.U32 => typeof(uint),
        Primitive.S64 => typeof(long),
        Primitive.U64 => typeof(ulong),
        Primitive.F32 => typeof(float),
        Primitive.F64 => typeof(double),
        _ => null,
    };
}

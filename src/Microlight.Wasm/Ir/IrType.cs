using Microlight.Wasm.Binary;
using TypeCode = Microlight.Wasm.Binary.TypeCode;

namespace Microlight.Wasm.Ir;

/// <summary>Types of SSA values. References are pointer-sized and opaque.</summary>
internal enum IrType : byte { None, I32, I64, F32, F64, Ref, V128 }

internal static class IrTypes
{
    public static IrType Of(WasmType type) => type.Code switch
    {
        TypeCode.I32 => IrType.I32,
        TypeCode.I64 => IrType.I64,
        TypeCode.F32 => IrType.F32,
        TypeCode.F64 => IrType.F64,
        TypeCode.V128 => IrType.V128,
        _ when type.IsReference => IrType.Ref,
        _ => throw new InvalidOperationException($"No SSA type for {type}."),
    };

    public static IrType[] Of(ReadOnlySpan<WasmType> types)
    {
        var result = new IrType[types.Length];
        for (var i = 0; i < types.Length; i++) result[i] = Of(types[i]);
        return result;
    }
}

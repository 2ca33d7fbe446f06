using Microlight.Wasm.Binary;

namespace Microlight.Wasm.Validation;

/// <summary>Types of the plain numeric instructions: one or two operands of one type, one result (spec 3.3.1).</summary>
internal static class OperatorSignatures
{
    private static readonly Signature[] SingleByte = Build();

    private static readonly Signature[] Saturating =
    [
        Unary(WasmType.F32, WasmType.I32), Unary(WasmType.F32, WasmType.I32), Unary(WasmType.F64, WasmType.I32), Unary(WasmType.F64, WasmType.I32),
        Unary(WasmType.F32, WasmType.I64), Unary(WasmType.F32, WasmType.I64), Unary(WasmType.F64, WasmType.I64), Unary(WasmType.F64, WasmType.I64),
    ];

    /// <summary>Operands is 1 or 2, or 0 where the opcode is no plain numeric instruction.</summary>
    internal readonly record struct Signature(int Operands, WasmType Operand, WasmType Result);

    public static Signature Of(Opcode opcode)
    {
        if ((uint)opcode < (uint)SingleByte.Length) return SingleByte[(int)opcode];
        var number = (uint)opcode - 0xfc00;
        return number < (uint)Saturating.Length ? Saturating[number] : default;
    }

    private static Signature Unary(WasmType operand, WasmType result) => new(1, operand, result);

    private static Signature[] Build()
    {
        WasmType i32 = WasmType.I32, i64 = WasmType.I64, f32 = WasmType.F32, f64 = WasmType.F64;
        var table = new Signature[(int)Opcode.I64Extend32S + 1];

        void Range(Opcode first, Opcode last, int operands, WasmType operand, WasmType result)
        {
            for (var opcode = first; opcode <= last; opcode++) table[(int)opcode] = new Signature(operands, operand, result);
        }

        Range(Opcode.I32Eqz, Opcode.I32Eqz, 1, i32, i32);
        Range(Opcode.I32Eq, Opcode.I32GeU, 2, i32, i32);
        Range(Opcode.I64Eqz, Opcode.I64Eqz, 1, i64, i32);
        Range(Opcode.I64Eq, Opcode.I64GeU, 2, i64, i32);
        Range(Opcode.F32Eq, Opcode.F32Ge, 2, f32, i32);
        Range(Opcode.F64Eq, Opcode.F64Ge, 2, f64, i32);
        Range(Opcode.I32Clz, Opcode.I32Popcnt, 1, i32, i32);
        Range(Opcode.I32Add, Opcode.I32Rotr, 2, i32, i32);
        Range(Opcode.I64Clz, Opcode.I64Popcnt, 1, i64, i64);
        Range(Opcode.I64Add, Opcode.I64Rotr, 2, i64, i64);
        Range(Opcode.F32Abs, Opcode.F32Sqrt, 1, f32, f32);
        Range(Opcode.F32Add, Opcode.F32Copysign, 2, f32, f32);
        Range(Opcode.F64Abs, Opcode.F64Sqrt, 1, f64, f64);
        Range(Opcode.F64Add, Opcode.F64Copysign, 2, f64, f64);
        Range(Opcode.I32WrapI64, Opcode.I32WrapI64, 1, i64, i32);
        Range(Opcode.I32TruncF32S, Opcode.I32TruncF32U, 1, f32, i32);
        Range(Opcode.I32TruncF64S, Opcode.I32TruncF64U, 1, f64, i32);
        Range(Opcode.I64ExtendI32S, Opcode.I64ExtendI32U, 1, i32, i64);
        Range(Opcode.I64TruncF32S, Opcode.I64TruncF32U, 1, f32, i64);
        Range(Opcode.I64TruncF64S, Opcode.I64TruncF64U, 1, f64, i64);
        Range(Opcode.F32ConvertI32S, Opcode.F32ConvertI32U, 1, i32, f32);
        Range(Opcode.F32ConvertI64S, Opcode.F32ConvertI64U, 1, i64, f32);
        Range(Opcode.F32DemoteF64, Opcode.F32DemoteF64, 1, f64, f32);
        Range(Opcode.F64ConvertI32S, Opcode.F64ConvertI32U, 1, i32, f64);
        Range(Opcode.F64ConvertI64S, Opcode.F64ConvertI64U, 1, i64, f64);
        Range(Opcode.F64PromoteF32, Opcode.F64PromoteF32, 1, f32, f64);
        Range(Opcode.I32ReinterpretF32, Opcode.I32ReinterpretF32, 1, f32, i32);
        Range(Opcode.I64ReinterpretF64, Opcode.I64ReinterpretF64, 1, f64, i64);
        Range(Opcode.F32ReinterpretI32, Opcode.F32ReinterpretI32, 1, i32, f32);
        Range(Opcode.F64ReinterpretI64, Opcode.F64ReinterpretI64, 1, i64, f64);
        Range(Opcode.I32Extend8S, Opcode.I32Extend16S, 1, i32, i32);
        Range(Opcode.I64Extend8S, Opcode.I64Extend32S, 1, i64, i64);
        return table;
    }
}

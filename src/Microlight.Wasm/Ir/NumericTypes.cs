using Microlight.Wasm.Binary;

namespace Microlight.Wasm.Ir;

/// <summary>Operand count and result type of numeric instructions, loads and constants (spec 3.4.1).</summary>
internal static class NumericTypes
{
    public static bool IsBinary(Opcode op) => op switch
    {
        Opcode.I32Eqz or Opcode.I64Eqz => false,
        >= Opcode.I32Eq and <= Opcode.F64Ge => true,
        >= Opcode.I32Add and <= Opcode.I32Rotr => true,
        >= Opcode.I64Add and <= Opcode.I64Rotr => true,
        >= Opcode.F32Add and <= Opcode.F32Copysign => true,
        >= Opcode.F64Add and <= Opcode.F64Copysign => true,
        Opcode.I64MulWideS or Opcode.I64MulWideU => true,
        _ => false,
    };

    public static bool IsComparison(Opcode op) => op is >= Opcode.I32Eqz and <= Opcode.F64Ge;

    public static IrType Result(Opcode op) => op switch
    {
        >= Opcode.I32Eqz and <= Opcode.I32Rotr => IrType.I32,
        >= Opcode.I64Clz and <= Opcode.I64Rotr => IrType.I64,
        >= Opcode.F32Abs and <= Opcode.F32Copysign => IrType.F32,
        >= Opcode.F64Abs and <= Opcode.F64Copysign => IrType.F64,
        Opcode.I32WrapI64 or (>= Opcode.I32TruncF32S and <= Opcode.I32TruncF64U) or Opcode.I32ReinterpretF32 => IrType.I32,
        (>= Opcode.I64ExtendI32S and <= Opcode.I64TruncF64U) or Opcode.I64ReinterpretF64 => IrType.I64,
        (>= Opcode.F32ConvertI32S and <= Opcode.F32DemoteF64) or Opcode.F32ReinterpretI32 => IrType.F32,
        (>= Opcode.F64ConvertI32S and <= Opcode.F64PromoteF32) or Opcode.F64ReinterpretI64 => IrType.F64,
        Opcode.I32Extend8S or Opcode.I32Extend16S => IrType.I32,
        >= Opcode.I64Extend8S and <= Opcode.I64Extend32S => IrType.I64,
        >= Opcode.I32TruncSatF32S and <= Opcode.I32TruncSatF64U => IrType.I32,
        >= Opcode.I64TruncSatF32S and <= Opcode.I64TruncSatF64U or Opcode.I64MulWideS or Opcode.I64MulWideU => IrType.I64,
        Opcode.I32Const or Opcode.I32Load or (>= Opcode.I32Load8S and <= Opcode.I32Load16U) => IrType.I32,
        Opcode.I64Const or Opcode.I64Load or (>= Opcode.I64Load8S and <= Opcode.I64Load32U) => IrType.I64,
        Opcode.F32Const or Opcode.F32Load => IrType.F32,
        Opcode.F64Const or Opcode.F64Load => IrType.F64,
        _ when VectorOpcodes.Shape(op) is var shape and not VectorShape.None => shape switch
        {
            VectorShape.ExtractLane => IrTypes.Of(VectorOpcodes.Lane(op)),
            VectorShape.Test => IrType.I32,
            _ => IrType.V128,
        },
        _ => throw new InvalidOperationException($"{op} is not numeric."),
    };

    /// <summary>Type of the operands of a numeric instruction.</summary>
    public static IrType Operand(Opcode op) => op switch
    {
        Opcode.I32Eqz or >= Opcode.I32Eq and <= Opcode.I32GeU => IrType.I32,
        >= Opcode.I64Eqz and <= Opcode.I64GeU => IrType.I64,
        >= Opcode.F32Eq and <= Opcode.F32Ge => IrType.F32,
        >= Opcode.F64Eq and <= Opcode.F64Ge => IrType.F64,
        >= Opcode.I32Clz and <= Opcode.F64Copysign => Result(op),
        Opcode.I32WrapI64 or Opcode.F32ConvertI64S or Opcode.F32ConvertI64U or Opcode.F64ConvertI64S or Opcode.F64ConvertI64U or Opcode.F64ReinterpretI64 => IrType.I64,
        Opcode.I32TruncF32S or Opcode.I32TruncF32U or Opcode.I64TruncF32S or Opcode.I64TruncF32U or Opcode.F64PromoteF32 or Opcode.I32ReinterpretF32
            or Opcode.I32TruncSatF32S or Opcode.I32TruncSatF32U or Opcode.I64TruncSatF32S or Opcode.I64TruncSatF32U => IrType.F32,
        Opcode.I32TruncF64S or Opcode.I32TruncF64U or Opcode.I64TruncF64S or Opcode.I64TruncF64U or Opcode.F32DemoteF64 or Opcode.I64ReinterpretF64
            or Opcode.I32TruncSatF64S or Opcode.I32TruncSatF64U or Opcode.I64TruncSatF64S or Opcode.I64TruncSatF64U => IrType.F64,
        >= Opcode.I64Extend8S and <= Opcode.I64Extend32S or Opcode.I64MulWideS or Opcode.I64MulWideU => IrType.I64,
        _ => IrType.I32,
    };

    /// <summary>Type of an operand of a vector instruction, by its number.</summary>
    public static IrType VectorOperand(Opcode op, int operand) => VectorOpcodes.Shape(op) switch
    {
        VectorShape.Splat => IrTypes.Of(VectorOpcodes.Lane(op)),
        VectorShape.ReplaceLane when operand == 1 => IrTypes.Of(VectorOpcodes.Lane(op)),
        VectorShape.Shift when operand == 1 => IrType.I32,
        _ => IrType.V128,
    };

    /// <summary>Type of the value that a store takes.</summary>
    public static IrType Stored(Opcode op) => op switch
    {
        Opcode.I32Store or Opcode.I32Store8 or Opcode.I32Store16 => IrType.I32,
        Opcode.F32Store => IrType.F32,
        Opcode.F64Store => IrType.F64,
        _ when VectorOpcodes.Shape(op) != VectorShape.None => IrType.V128,
        _ => IrType.I64,
    };
}

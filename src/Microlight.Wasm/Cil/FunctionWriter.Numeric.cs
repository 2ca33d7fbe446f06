using System.Reflection.Metadata;
using Microlight.Wasm.Binary;
using Microlight.Wasm.Ir;

namespace Microlight.Wasm.Cil;

/// <summary>Numeric instructions and conditions. What CIL cannot say exactly is a method of the runtime's Numeric.</summary>
internal sealed partial class FunctionWriter
{
    /// <summary>Definitions are looked at through this many instructions.</summary>
    private const int KnownDepth = 4;

    private void Numeric(int value, int depth)
    {
        ref var instruction = ref _function[value];
        var op = instruction.Op;
        if (op == Opcode.F32DemoteF64 && _function[instruction.A].Op == Opcode.F64PromoteF32)
        {
            // The code generator would drop both conversions, which quieten a NaN.
            Value(instruction.A, depth);
            _code.Op(ILOpCode.Conv_r4);
            _code.LoadHidden(IrType.F32, BitConverter.SingleToUInt32Bits(1f));
            _code.Op(ILOpCode.Mul);
            return;
        }
        Operand(op, instruction.A, depth);
        if (op is >= Opcode.I32Shl and <= Opcode.I32ShrU or >= Opcode.I64Shl and <= Opcode.I64ShrU)
        {
            ShiftCount(instruction.B, depth + 1, op < Opcode.I64Shl ? 31 : 63);
            _code.Op((op is Opcode.I32Shl or Opcode.I64Shl) ? ILOpCode.Shl : (op is Opcode.I32ShrS or Opcode.I64ShrS) ? ILOpCode.Shr : ILOpCode.Shr_un);
            return;
        }
        if (op == Opcode.F32ReinterpretI32 && (MayBeNarrow(_function[instruction.A].Op) || MayBeKnown(instruction.A, KnownDepth)))
        {
            _code.LoadHidden(IrType.I32, 0);
            _code.Op(ILOpCode.Or);
        }
        if (instruction.B >= 0) Operand(op, instruction.B, depth + 1);
        if (ZeroTests.IsRotation(op) && _zeroTests.MayReach(value))
        {
            // Not or, which a count of -1 would swallow.
            _code.LoadHidden(instruction.Type, 0);
            _code.Op(ILOpCode.Add);
        }
        if (op is Opcode.I32RemS or Opcode.I64RemS && _function.Integer(instruction.B) is > 0)
        {
            _code.Op(ILOpCode.Rem);
            return;
        }
        if (!Direct(op)) _code.Token(ILOpCode.Call, _tokens.Numeric(op));
    }

    /// <summary>
    /// What the code generator might take for one load of 8 or 16 bits, which it reinterprets as a load of 32 (RyuJIT of .NET 10): such loads,
    /// extensions and masks, and what may turn out to be one by inlining.
    /// </summary>
    private static bool MayBeNarrow(Opcode op) => op is >= Opcode.I32Load8S and <= Opcode.I32Load16U or Opcode.I32Extend8S or Opcode.I32Extend16S or Opcode.I32And
        or Opcode.Call or Opcode.CallIndirect or Opcode.Select or IrOp.Parameter;

    /// <summary>
    /// The code generator may find the number out, by folding and inlining. Were it a signalling NaN, it would become a quiet one as a
    /// floating-point constant. What comes from memory or a global stays unknown.
    /// </summary>
    private bool MayBeKnown(int value, int depth)
    {
        ref var instruction = ref _function[value];
        var op = instruction.Op;
        if (IrOp.IsLoad(op) || op is Opcode.GlobalGet or IrOp.ExtraResult or IrOp.ArgumentSlot) return false;
        if (!IrOp.IsNumeric(op) || depth == 0) return true;
        return MayBeKnown(instruction.A, depth - 1) && (instruction.B < 0 || MayBeKnown(instruction.B, depth - 1));
    }

    /// <summary>An operand; of floating-point arithmetic a neutral constant is hidden: the code generator would drop the operation, which quietens a NaN.</summary>
    private void Operand(Opcode op, int value, int depth)
    {
        ref var operand = ref _function[value];
        var neutral = op is >= Opcode.F32Add and <= Opcode.F32Div && operand.Op == Opcode.F32Const && MathF.Abs(BitConverter.UInt32BitsToSingle((uint)operand.Immediate)) is 0 or 1
            || op is >= Opcode.F64Add and <= Opcode.F64Div && operand.Op == Opcode.F64Const && Math.Abs(BitConverter.UInt64BitsToDouble(operand.Immediate)) is 0 or 1;
        if (neutral) _code.LoadHidden(operand.Type, operand.Immediate);
        else Value(value, depth);
    }

    private void ShiftCount(int value, int depth, int mask)
    {
        ref var count = ref _function[value];
        if (IrOp.IsConstant(count.Op))
        {
            _code.LoadInt32((int)count.Immediate & mask);
            return;
        }
        // The mask that the module wrote itself is one too many.
        var masked = _trees.IsInline(value) && count.Op is Opcode.I32And or Opcode.I64And && IrOp.IsConstant(_function[count.B].Op) && ((int)_function[count.B].Immediate & mask) == mask;
        Value(masked ? count.A : value, depth);
        if (mask == 63) _code.Op(ILOpCode.Conv_i4);
        _code.LoadInt32(mask);
        _code.Op(ILOpCode.And);
    }

    private bool Direct(Opcode op)
    {
        var codes = DirectCode(op);
        if (codes is null) return false;
        foreach (var code in codes) _code.Op(code);
        return true;
    }

    private static ILOpCode[]? DirectCode(Opcode op) => op switch
    {
        Opcode.I32Eqz => [ILOpCode.Ldc_i4_0, ILOpCode.Ceq],
        Opcode.I64Eqz => [ILOpCode.Ldc_i4_0, ILOpCode.Conv_i8, ILOpCode.Ceq],
        Opcode.I32Eq or Opcode.I64Eq or Opcode.F32Eq or Opcode.F64Eq => [ILOpCode.Ceq],
        Opcode.I32Ne or Opcode.I64Ne or Opcode.F32Ne or Opcode.F64Ne => [ILOpCode.Ceq, ILOpCode.Ldc_i4_0, ILOpCode.Ceq],
        Opcode.I32LtS or Opcode.I64LtS or Opcode.F32Lt or Opcode.F64Lt => [ILOpCode.Clt],
        Opcode.I32LtU or Opcode.I64LtU => [ILOpCode.Clt_un],
        Opcode.I32GtS or Opcode.I64GtS or Opcode.F32Gt or Opcode.F64Gt => [ILOpCode.Cgt],
        Opcode.I32GtU or Opcode.I64GtU => [ILOpCode.Cgt_un],
        Opcode.I32LeS or Opcode.I64LeS => [ILOpCode.Cgt, ILOpCode.Ldc_i4_0, ILOpCode.Ceq],
        Opcode.I32LeU or Opcode.I64LeU or Opcode.F32Le or Opcode.F64Le => [ILOpCode.Cgt_un, ILOpCode.Ldc_i4_0, ILOpCode.Ceq],
        Opcode.I32GeS or Opcode.I64GeS => [ILOpCode.Clt, ILOpCode.Ldc_i4_0, ILOpCode.Ceq],
        Opcode.I32GeU or Opcode.I64GeU or Opcode.F32Ge or Opcode.F64Ge => [ILOpCode.Clt_un, ILOpCode.Ldc_i4_0, ILOpCode.Ceq],
        Opcode.I32Add or Opcode.I64Add or Opcode.F32Add or Opcode.F64Add => [ILOpCode.Add],
        Opcode.I32Sub or Opcode.I64Sub or Opcode.F32Sub or Opcode.F64Sub => [ILOpCode.Sub],
        Opcode.I32Mul or Opcode.I64Mul or Opcode.F32Mul or Opcode.F64Mul => [ILOpCode.Mul],
        Opcode.I32DivS or Opcode.I64DivS or Opcode.F32Div or Opcode.F64Div => [ILOpCode.Div],
        Opcode.I32DivU or Opcode.I64DivU => [ILOpCode.Div_un],
        Opcode.I32RemU or Opcode.I64RemU => [ILOpCode.Rem_un],
        Opcode.I32And or Opcode.I64And => [ILOpCode.And],
        Opcode.I32Or or Opcode.I64Or => [ILOpCode.Or],
        Opcode.I32Xor or Opcode.I64Xor => [ILOpCode.Xor],
        Opcode.F32Neg or Opcode.F64Neg => [ILOpCode.Neg],
        Opcode.I32WrapI64 => [ILOpCode.Conv_i4],
        Opcode.I64ExtendI32S => [ILOpCode.Conv_i8],
        Opcode.I64ExtendI32U => [ILOpCode.Conv_u8],
        Opcode.F32ConvertI32S or Opcode.F32ConvertI64S or Opcode.F32DemoteF64 => [ILOpCode.Conv_r4],
        Opcode.F32ConvertI32U => [ILOpCode.Conv_u8, ILOpCode.Conv_r4],
        Opcode.F64ConvertI32S or Opcode.F64ConvertI64S or Opcode.F64PromoteF32 => [ILOpCode.Conv_r8],
        Opcode.F64ConvertI32U => [ILOpCode.Conv_u8, ILOpCode.Conv_r8],
        Opcode.I32Extend8S => [ILOpCode.Conv_i1],
        Opcode.I32Extend16S => [ILOpCode.Conv_i2],
        Opcode.I64Extend8S => [ILOpCode.Conv_i1, ILOpCode.Conv_i8],
        Opcode.I64Extend16S => [ILOpCode.Conv_i2, ILOpCode.Conv_i8],
        Opcode.I64Extend32S => [ILOpCode.Conv_i4, ILOpCode.Conv_i8],
        _ => null,
    };

    /// <summary>True if the numeric instruction is a method of the runtime's Numeric.</summary>
    public static bool IsHelper(Opcode op) => IrOp.IsNumeric(op) && DirectCode(op) is null && op is not (>= Opcode.I32Shl and <= Opcode.I32ShrU or >= Opcode.I64Shl and <= Opcode.I64ShrU);

    /// <summary>Jumps if the condition is (not) zero, on a comparison directly.</summary>
    private void BranchOn(int condition, bool sense, int label)
    {
        while (_trees.IsInline(condition) && _function[condition].Op == Opcode.I32Eqz)
        {
            sense = !sense;
            condition = _function[condition].A;
        }
        ref var test = ref _function[condition];
        if (_trees.IsInline(condition) && test.Op is Opcode.I64Eqz or Opcode.RefIsNull)
        {
            Value(test.A, 0);
            _code.Branch(sense ? ILOpCode.Brfalse : ILOpCode.Brtrue, label);
            return;
        }
        if (_trees.IsInline(condition) && test.Op == IrOp.TypeTest)
        {
            JumpOnType(test, sense, label);
            return;
        }
        if (_trees.IsInline(condition) && ZeroTest(test.Op) is { } zero)
        {
            Value(test.A, 0);
            CallRuntime(zero);
            _code.Branch(sense ? ILOpCode.Brfalse : ILOpCode.Brtrue, label);
            return;
        }
        if (_trees.IsInline(condition) && Jump(test.Op, sense) is { } jump)
        {
            Value(test.A, 0);
            Value(test.B, 1);
            _code.Branch(jump, label);
            return;
        }
        Value(condition, 0);
        _code.Branch(sense ? ILOpCode.Brtrue : ILOpCode.Brfalse, label);
    }

    /// <summary>The jump taken when the comparison's outcome is <paramref name="sense"/>; NaN makes every comparison but ne false.</summary>
    private static ILOpCode? Jump(Opcode op, bool sense) => op switch
    {
        Opcode.I32Eq or Opcode.I64Eq or Opcode.F32Eq or Opcode.F64Eq => sense ? ILOpCode.Beq : ILOpCode.Bne_un,
        Opcode.I32Ne or Opcode.I64Ne or Opcode.F32Ne or Opcode.F64Ne => sense ? ILOpCode.Bne_un : ILOpCode.Beq,
        Opcode.I32LtS or Opcode.I64LtS => sense ? ILOpCode.Blt : ILOpCode.Bge,
        Opcode.I32LtU or Opcode.I64LtU => sense ? ILOpCode.Blt_un : ILOpCode.Bge_un,
        Opcode.I32GtS or Opcode.I64GtS => sense ? ILOpCode.Bgt : ILOpCode.Ble,
        Opcode.I32GtU or Opcode.I64GtU => sense ? ILOpCode.Bgt_un : ILOpCode.Ble_un,
        Opcode.I32LeS or Opcode.I64LeS => sense ? ILOpCode.Ble : ILOpCode.Bgt,
        Opcode.I32LeU or Opcode.I64LeU => sense ? ILOpCode.Ble_un : ILOpCode.Bgt_un,
        Opcode.I32GeS or Opcode.I64GeS => sense ? ILOpCode.Bge : ILOpCode.Blt,
        Opcode.I32GeU or Opcode.I64GeU => sense ? ILOpCode.Bge_un : ILOpCode.Blt_un,
        Opcode.F32Lt or Opcode.F64Lt => sense ? ILOpCode.Blt : ILOpCode.Bge_un,
        Opcode.F32Gt or Opcode.F64Gt => sense ? ILOpCode.Bgt : ILOpCode.Ble_un,
        Opcode.F32Le or Opcode.F64Le => sense ? ILOpCode.Ble : ILOpCode.Bgt_un,
        Opcode.F32Ge or Opcode.F64Ge => sense ? ILOpCode.Bge : ILOpCode.Blt_un,
        _ => null,
    };
}

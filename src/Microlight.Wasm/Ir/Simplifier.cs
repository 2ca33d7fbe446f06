using Microlight.Wasm.Binary;

namespace Microlight.Wasm.Ir;

/// <summary>
/// Algebra on one pure instruction as it is built: constants folded and kept on the right, identities, chains of additions, doubled
/// masks, comparisons that bounds decide. Looks no deeper than the definitions of the operands' operands. Floating-point arithmetic is
/// folded on constants only. Whatever RyuJIT would fold is folded here: a load that becomes useless is known to <see cref="DeadCode"/> then.
/// </summary>
internal static class Simplifier
{
    /// <summary>Returns a value that equals the instruction, or −1 when it is to be appended, perhaps rewritten.</summary>
    public static int Simplify(IrFunction function, ref IrInstruction instruction)
    {
        var op = instruction.Op;
        if (op == Opcode.Select) return Select(function, ref instruction);
        if (!IrOp.IsNumeric(op)) return -1;
        if (instruction.B < 0) return Unary(function, ref instruction);
        if (op is Opcode.I64MulWideS or Opcode.I64MulWideU) return -1;
        if (op is >= Opcode.F32Eq and <= Opcode.F64Ge or >= Opcode.F32Add and <= Opcode.F64Copysign) return Float(function, in instruction);
        return Binary(function, ref instruction);
    }

    /// <summary>The value that a narrow store may store instead: masks and extensions of bits it drops are skipped.</summary>
    public static int LowBits(IrFunction function, int value, Opcode store)
    {
        var bits = store switch { Opcode.I32Store8 or Opcode.I64Store8 => 8, Opcode.I32Store16 or Opcode.I64Store16 => 16, Opcode.I64Store32 => 32, _ => 64 };
        while (bits < 64)
        {
            ref var definition = ref function[value];
            var skip = definition.Op switch
            {
                Opcode.I32And or Opcode.I64And => IsConstant(function, definition.B, out var mask) && (~mask & ((1UL << bits) - 1)) == 0,
                Opcode.I32Extend8S or Opcode.I64Extend8S => bits <= 8,
                Opcode.I32Extend16S or Opcode.I64Extend16S => bits <= 16,
                Opcode.I64Extend32S => bits <= 32,
                _ => false,
            };
            if (!skip) break;
            value = definition.A;
        }
        return value;
    }

    private static bool IsConstant(IrFunction function, int value, out ulong bits)
    {
        ref var definition = ref function[value];
        bits = definition.Immediate;
        return definition.Op is >= Opcode.I32Const and <= Opcode.F64Const;
    }

    private static int Constant(IrFunction function, IrType type, ulong bits) => function.Add(new IrInstruction
    {
        Op = type switch { IrType.I32 => Opcode.I32Const, IrType.F32 => Opcode.F32Const, IrType.F64 => Opcode.F64Const, _ => Opcode.I64Const },
        Type = type, A = -1, B = -1, C = -1, Immediate = type == IrType.I32 ? (uint)bits : bits,
    });

    private static int Float(IrFunction function, in IrInstruction instruction) =>
        IsConstant(function, instruction.A, out var left) && IsConstant(function, instruction.B, out var right) && FloatFolding.Binary(instruction.Op, left, right) is { } folded
            ? Constant(function, instruction.Type, folded) : -1;

    private static int Select(IrFunction function, ref IrInstruction instruction)
    {
        if (function.AreSame(instruction.A, instruction.B)) return instruction.A;
        if (ValueRanges.Decide(Opcode.I32Eqz, ValueRanges.Of(function, instruction.C), default) is { } isZero) return isZero ? instruction.B : instruction.A;
        ref var test = ref function[instruction.C];
        if (test.Op == Opcode.I32Eqz)
        {
            (instruction.A, instruction.B) = (instruction.B, instruction.A);
            instruction.C = test.A;
        }
        return -1;
    }

    private static int Unary(IrFunction function, ref IrInstruction instruction)
    {
        var a = instruction.A;
        if (IsConstant(function, a, out var bits) && (Folding.Unary(instruction.Op, bits) ?? FloatFolding.Unary(instruction.Op, bits)) is { } folded) return Constant(function, instruction.Type, folded);
        if (instruction.Op is Opcode.I32Eqz or Opcode.I64Eqz && ValueRanges.Decide(instruction.Op, ValueRanges.Of(function, a), default) is { } isZero)
            return Constant(function, IrType.I32, isZero ? 1UL : 0);
        ref var source = ref function[a];
        switch (instruction.Op)
        {
            case Opcode.I32Eqz:
                if (Folding.Inverse(source.Op) is { } inverse)
                {
                    instruction = source with { Op = inverse };
                    return -1;
                }
                break;
            case Opcode.I32WrapI64 when source.Op is Opcode.I64ExtendI32S or Opcode.I64ExtendI32U: return source.A;
            case Opcode.I32WrapI64 when source.Op == Opcode.I64And && IsConstant(function, source.B, out var mask) && (uint)mask == uint.MaxValue:
                instruction.A = source.A;
                break;
            case Opcode.I64Eqz when source.Op is Opcode.I64ExtendI32S or Opcode.I64ExtendI32U:
                instruction.Op = Opcode.I32Eqz;
                instruction.A = source.A;
                break;
            // Bits go and come back unchanged.
            case Opcode.I32ReinterpretF32 when source.Op == Opcode.F32ReinterpretI32:
            case Opcode.F32ReinterpretI32 when source.Op == Opcode.I32ReinterpretF32:
            case Opcode.I64ReinterpretF64 when source.Op == Opcode.F64ReinterpretI64:
            case Opcode.F64ReinterpretI64 when source.Op == Opcode.I64ReinterpretF64:
                return source.A;
        }
        return -1;
    }

    private static int Binary(IrFunction function, ref IrInstruction instruction)
    {
        var leftConstant = IsConstant(function, instruction.A, out var left);
        var rightConstant = IsConstant(function, instruction.B, out var right);
        if (leftConstant && rightConstant && Folding.Binary(instruction.Op, left, right) is { } folded) return Constant(function, instruction.Type, folded);
        if (leftConstant && !rightConstant && Folding.IsCommutative(instruction.Op))
        {
            (instruction.A, instruction.B) = (instruction.B, instruction.A);
            (right, rightConstant) = (left, true);
        }
        if (NumericTypes.IsComparison(instruction.Op) && ValueRanges.Decide(instruction.Op, ValueRanges.Of(function, instruction.A), ValueRanges.Of(function, instruction.B)) is { } holds)
            return Constant(function, IrType.I32, holds ? 1UL : 0);
        if (instruction.A == instruction.B && OfEqual(instruction.Op) is var (isOperand, result)) return isOperand ? instruction.A : Constant(function, instruction.Type, result);
        if (leftConstant && left == 0 && Folding.IsShift(instruction.Op)) return instruction.A;
        if (!rightConstant) return -1;
        var wide = instruction.Op is >= Opcode.I64Add and <= Opcode.I64Rotr;
        var type = instruction.Type;
        switch (instruction.Op)
        {
            case Opcode.I32Add or Opcode.I64Add or Opcode.I32Sub or Opcode.I64Sub:
                if (instruction.Op is Opcode.I32Sub or Opcode.I64Sub)
                {
                    instruction.Op = wide ? Opcode.I64Add : Opcode.I32Add;
                    right = 0 - right;
                }
                ref var inner = ref function[instruction.A];
                if (inner.Op == instruction.Op && IsConstant(function, inner.B, out var more))
                {
                    right += more;
                    instruction.A = inner.A;
                }
                if (!wide) right = (uint)right;
                if (right == 0) return instruction.A;
                instruction.B = Constant(function, type, right);
                break;
            case Opcode.I32Or or Opcode.I64Or or Opcode.I32Xor or Opcode.I64Xor when right == 0: return instruction.A;
            case Opcode.I32Mul or Opcode.I64Mul when right == 1: return instruction.A;
            case Opcode.I32Mul or Opcode.I64Mul or Opcode.I32And or Opcode.I64And when right == 0: return instruction.B;
            case Opcode.I32Or when (uint)right == uint.MaxValue: return instruction.B;
            case Opcode.I64Or when right == ulong.MaxValue: return instruction.B;
            case Opcode.I32RemS when (uint)right is 1 or uint.MaxValue: return Constant(function, type, 0);
            case Opcode.I64RemS when right is 1 or ulong.MaxValue: return Constant(function, type, 0);
            case Opcode.I32RemU or Opcode.I64RemU when right == 1: return Constant(function, type, 0);
            case Opcode.I32And when (uint)right == uint.MaxValue: return instruction.A;
            case Opcode.I64And when right == ulong.MaxValue: return instruction.A;
            case Opcode.I32Shl or Opcode.I32ShrS or Opcode.I32ShrU or Opcode.I32Rotl or Opcode.I32Rotr when (right & 31) == 0: return instruction.A;
            case Opcode.I64Shl or Opcode.I64ShrS or Opcode.I64ShrU or Opcode.I64Rotl or Opcode.I64Rotr when (right & 63) == 0: return instruction.A;
            case Opcode.I32DivU or Opcode.I64DivU or Opcode.I32DivS or Opcode.I64DivS when right == 1: return instruction.A;
            case Opcode.I32Eq when right == 0 && NumericTypes.IsComparison(function[instruction.A].Op):
                instruction.Op = Opcode.I32Eqz;
                instruction.B = -1;
                return Unary(function, ref instruction);
            case Opcode.I32Ne when right == 0 && NumericTypes.IsComparison(function[instruction.A].Op): return instruction.A;
        }
        return -1;
    }

    /// <summary>What an instruction gives for one value twice, if that is always the same: the value, or a constant.</summary>
    private static (bool IsOperand, ulong Result)? OfEqual(Opcode op) => op switch
    {
        Opcode.I32And or Opcode.I64And or Opcode.I32Or or Opcode.I64Or => (true, 0),
        Opcode.I32Sub or Opcode.I64Sub or Opcode.I32Xor or Opcode.I64Xor => (false, 0),
        Opcode.I32Eq or Opcode.I64Eq or Opcode.I32LeS or Opcode.I64LeS or Opcode.I32LeU or Opcode.I64LeU
            or Opcode.I32GeS or Opcode.I64GeS or Opcode.I32GeU or Opcode.I64GeU => (false, 1),
        >= Opcode.I32Eq and <= Opcode.I32GeU or >= Opcode.I64Eq and <= Opcode.I64GeU => (false, 0),
        _ => null,
    };
}

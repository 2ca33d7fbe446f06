using System.Numerics;
using Microlight.Wasm.Binary;

namespace Microlight.Wasm.Ir;

/// <summary>
/// The select instruction on integers in loops, as arithmetic with a mask: RyuJIT makes conditional moves outside of loops only, and what
/// compilers to WebAssembly make a select of, they often hold to be unpredictable. What the branch predictor usually gets right stays a
/// jump, which costs nothing then: the best so far (an arm is a phi, or what lies where the result is about to be stored) and bounds
/// (an arm is a constant).
/// </summary>
internal sealed partial class IrBuilder
{
    private void Select()
    {
        var condition = Pop();
        var b = Pop();
        var a = Pop();
        var select = new IrInstruction { Op = Opcode.Select, Type = _function[a].Type, A = a, B = b, C = condition };
        var value = Simplifier.Simplify(_function, ref select);
        if (value < 0 && _loopDepth > 0 && _function.Variables is null && select.Type is IrType.I32 or IrType.I64) value = WithoutJump(select);
        Push(value >= 0 ? value : _function.Add(select));
    }

    /// <summary>The value, or −1 where a jump is better.</summary>
    private int WithoutJump(in IrInstruction select)
    {
        var (type, a, b, condition) = (select.Type, select.A, select.B, select.C);
        if (_function[a].Op == IrOp.Phi || _function[b].Op == IrOp.Phi || IsReplaced(a) || IsReplaced(b)) return -1;
        if (IsInteger(a, out var first) && IsInteger(b, out var second)) return OfConstants(type, first, second, condition);
        if (IsIncrement(a, b, out var step)) return Arithmetic(Opcode.I32Add, type, b, Masked(type, step, condition, true));
        if (IsIncrement(b, a, out step)) return Arithmetic(Opcode.I32Add, type, a, Masked(type, step, condition, false));
        var test = _function[condition];
        if (type == IrType.I32 && test.Op is >= Opcode.I32LtS and <= Opcode.I32GeU)
        {
            if (Same(test.A, a) && Same(test.B, b)) return Extremum(a, b, test.Op, true);
            if (Same(test.A, b) && Same(test.B, a)) return Extremum(a, b, test.Op, false);
        }
        if (IsInteger(a, out _) || IsInteger(b, out _)) return -1;
        return Arithmetic(Opcode.I32Xor, type, b, Arithmetic(Opcode.I32And, type, Arithmetic(Opcode.I32Xor, type, a, b), Mask(type, condition, true)));
    }

    /// <summary>It was loaded from the address that waits on the operand stack, for the store of the select's result.</summary>
    private bool IsReplaced(int value) => _function[value].Op is Opcode.I32Load or Opcode.I64Load && _stack.Count > 0 && _stack[^1] == _function[value].A;

    /// <summary>The smaller or larger of two i32 that were compared, in this order or the other: from the sign of their difference in 64 bits.</summary>
    private int Extremum(int a, int b, Opcode comparison, bool same)
    {
        var minimum = same == comparison is Opcode.I32LtS or Opcode.I32LtU or Opcode.I32LeS or Opcode.I32LeU;
        var signed = comparison is Opcode.I32LtS or Opcode.I32LeS or Opcode.I32GtS or Opcode.I32GeS;
        if (signed && IsInteger(b, out var bits) && bits == 0)
            return Pure(Opcode.I32And, IrType.I32, a, NegatedUnless(minimum, Pure(Opcode.I32ShrS, IrType.I32, a, Constant(IrType.I32, 31))));
        if (IsInteger(a, out _) || IsInteger(b, out _)) return -1;
        var extend = signed ? Opcode.I64ExtendI32S : Opcode.I64ExtendI32U;
        var difference = Pure(Opcode.I64Sub, IrType.I64, Pure(extend, IrType.I64, a), Pure(extend, IrType.I64, b));
        var sign = Pure(Opcode.I64ShrS, IrType.I64, difference, Constant(IrType.I64, 63));
        var negative = Pure(Opcode.I32WrapI64, IrType.I32, Pure(Opcode.I64And, IrType.I64, difference, sign));
        return minimum ? Pure(Opcode.I32Add, IrType.I32, b, negative) : Pure(Opcode.I32Sub, IrType.I32, a, negative);
    }

    private int OfConstants(IrType type, ulong first, ulong second, int condition)
    {
        var (step, back) = type == IrType.I32 ? ((uint)(first - second), (uint)(second - first)) : (first - second, second - first);
        return BitOperations.IsPow2(back) && !BitOperations.IsPow2(step)
            ? Arithmetic(Opcode.I32Add, type, Masked(type, back, condition, false), Constant(type, first))
            : Arithmetic(Opcode.I32Add, type, Masked(type, step, condition, true), Constant(type, second));
    }

    /// <summary>The constant if whether the condition holds is <paramref name="sense"/>, otherwise 0.</summary>
    private int Masked(IrType type, ulong bits, int condition, bool sense) => BitOperations.IsPow2(bits)
        ? Arithmetic(Opcode.I32Shl, type, Boolean(type, condition, sense), Constant(type, (ulong)BitOperations.TrailingZeroCount(bits)))
        : Arithmetic(Opcode.I32And, type, Mask(type, condition, sense), Constant(type, bits));

    /// <summary>All bits set if whether the condition holds is <paramref name="sense"/>, otherwise none.</summary>
    private int Mask(IrType type, int condition, bool sense)
    {
        var test = _function[condition];
        if (test.Op is not (Opcode.I32LtS or Opcode.I32GtS) || !IsInteger(test.B, out var bound) || bound != (test.Op == Opcode.I32LtS ? 0 : uint.MaxValue))
            return Arithmetic(Opcode.I32Sub, type, Constant(type, 0), Boolean(type, condition, sense));
        var sign = NegatedUnless(sense == (test.Op == Opcode.I32LtS), Pure(Opcode.I32ShrS, IrType.I32, test.A, Constant(IrType.I32, 31)));
        return type == IrType.I32 ? sign : Pure(Opcode.I64ExtendI32S, IrType.I64, sign);
    }

    private int NegatedUnless(bool asItIs, int mask) => asItIs ? mask : Pure(Opcode.I32Xor, IrType.I32, mask, Constant(IrType.I32, uint.MaxValue));

    /// <summary>1 if whether the condition holds is <paramref name="sense"/>, otherwise 0.</summary>
    private int Boolean(IrType type, int condition, bool sense)
    {
        var value = !sense ? Pure(Opcode.I32Eqz, IrType.I32, condition)
            : NumericTypes.IsComparison(_function[condition].Op) ? condition : Pure(Opcode.I32Ne, IrType.I32, condition, Constant(IrType.I32, 0));
        return type == IrType.I32 ? value : Pure(Opcode.I64ExtendI32U, IrType.I64, value);
    }

    /// <summary>An operation of i32, or the one of i64 like it.</summary>
    private int Arithmetic(Opcode op, IrType type, int a, int b) => Pure(type == IrType.I32 ? op : op - Opcode.I32Add + Opcode.I64Add, type, a, b);

    private bool IsInteger(int value, out ulong bits)
    {
        bits = _function[value].Immediate;
        return _function[value].Op is Opcode.I32Const or Opcode.I64Const;
    }

    private bool Same(int a, int b) => a == b || IsInteger(a, out var first) && IsInteger(b, out var second) && first == second;

    private bool IsIncrement(int sum, int value, out ulong step)
    {
        step = 0;
        return _function[sum].Op is Opcode.I32Add or Opcode.I64Add && _function[sum].A == value && IsInteger(_function[sum].B, out step);
    }
}

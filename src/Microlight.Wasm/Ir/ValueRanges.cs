using Microlight.Wasm.Binary;

namespace Microlight.Wasm.Ir;

/// <summary>Bounds of integers that follow from the instruction that gives them, and the comparisons that they decide.</summary>
internal static class ValueRanges
{
    /// <summary>Least and greatest value, as a signed number of its type.</summary>
    public readonly record struct Bounds(long Least, long Greatest);

    public static Bounds Of(IrFunction function, int value)
    {
        ref var definition = ref function[value];
        // What is behind an extension, one step deep.
        if (definition.Op == Opcode.I64ExtendI32U)
        {
            var source = Own(function, definition.A);
            return source.Least >= 0 ? source : new Bounds(0, uint.MaxValue);
        }
        return definition.Op == Opcode.I64ExtendI32S ? Own(function, definition.A) : Own(function, value);
    }

    /// <summary>The result of a comparison of integers (or the test for zero, of one operand) that is the same for all values within bounds.</summary>
    public static bool? Decide(Opcode op, Bounds a, Bounds b) => op switch
    {
        Opcode.I32Eqz or Opcode.I64Eqz => Equal(a, new Bounds(0, 0)),
        Opcode.I32Eq or Opcode.I64Eq => Equal(a, b),
        Opcode.I32Ne or Opcode.I64Ne => !Equal(a, b),
        Opcode.I32LtS or Opcode.I64LtS => Less(a, b),
        Opcode.I32GtS or Opcode.I64GtS => Less(b, a),
        Opcode.I32LeS or Opcode.I64LeS => !Less(b, a),
        Opcode.I32GeS or Opcode.I64GeS => !Less(a, b),
        Opcode.I32LtU or Opcode.I64LtU => Below(a, b),
        Opcode.I32GtU or Opcode.I64GtU => Below(b, a),
        Opcode.I32LeU or Opcode.I64LeU => !Below(b, a),
        Opcode.I32GeU or Opcode.I64GeU => !Below(a, b),
        _ => null,
    };

    private static Bounds Own(IrFunction function, int value)
    {
        ref var definition = ref function[value];
        var all = definition.Type == IrType.I32 ? new Bounds(int.MinValue, int.MaxValue) : new Bounds(long.MinValue, long.MaxValue);
        if (NumericTypes.IsComparison(definition.Op)) return new Bounds(0, 1);
        switch (definition.Op)
        {
            case Opcode.I32Const: return new Bounds((int)definition.Immediate, (int)definition.Immediate);
            case Opcode.I64Const: return new Bounds((long)definition.Immediate, (long)definition.Immediate);
            case Opcode.I32Load8U or Opcode.I64Load8U: return new Bounds(0, byte.MaxValue);
            case Opcode.I32Load16U or Opcode.I64Load16U: return new Bounds(0, ushort.MaxValue);
            case Opcode.I64Load32U or Opcode.I64ExtendI32U: return new Bounds(0, uint.MaxValue);
            case Opcode.I32Load8S or Opcode.I64Load8S or Opcode.I32Extend8S or Opcode.I64Extend8S: return new Bounds(sbyte.MinValue, sbyte.MaxValue);
            case Opcode.I32Load16S or Opcode.I64Load16S or Opcode.I32Extend16S or Opcode.I64Extend16S: return new Bounds(short.MinValue, short.MaxValue);
            case Opcode.I64Load32S or Opcode.I64ExtendI32S or Opcode.I64Extend32S: return new Bounds(int.MinValue, int.MaxValue);
            case Opcode.I32Clz or Opcode.I32Ctz or Opcode.I32Popcnt: return new Bounds(0, 32);
            case Opcode.I64Clz or Opcode.I64Ctz or Opcode.I64Popcnt: return new Bounds(0, 64);
        }
        if (definition.B < 0 || !IrOp.IsNumeric(definition.Op) || Constant(function, definition.B) is not { } right) return all;
        return definition.Op switch
        {
            Opcode.I32And or Opcode.I64And when right >= 0 => new Bounds(0, right),
            // Bits are added to a negative number only: it comes nearer to zero.
            Opcode.I32Or or Opcode.I64Or when right < 0 => new Bounds(right, -1),
            Opcode.I32ShrU when (right & 31) != 0 => new Bounds(0, uint.MaxValue >> (int)right),
            Opcode.I64ShrU when (right & 63) != 0 => new Bounds(0, (long)(ulong.MaxValue >> (int)right)),
            Opcode.I32RemU or Opcode.I64RemU when right > 0 => new Bounds(0, right - 1),
            Opcode.I32RemS or Opcode.I64RemS when right > 0 => new Bounds(1 - right, right - 1),
            _ => all,
        };
    }

    private static long? Constant(IrFunction function, int value) => function[value].Op switch
    {
        Opcode.I32Const => (int)function[value].Immediate,
        Opcode.I64Const => (long)function[value].Immediate,
        _ => null,
    };

    private static bool? Equal(Bounds a, Bounds b)
    {
        if (a.Greatest < b.Least || b.Greatest < a.Least) return false;
        return a.Least == a.Greatest && a == b ? true : null;
    }

    private static bool? Less(Bounds a, Bounds b) => a.Greatest < b.Least ? true : a.Least >= b.Greatest ? false : null;

    /// <summary>Less, unsigned: negative numbers are above all others.</summary>
    private static bool? Below(Bounds a, Bounds b)
    {
        // Nothing is below 0, or above all bits set.
        if (b is (0, 0) || a is (-1, -1)) return false;
        var (aNegative, bNegative) = (Negative(a), Negative(b));
        if (aNegative is null || bNegative is null) return null;
        return aNegative == bNegative ? Less(a, b) : bNegative;
    }

    private static bool? Negative(Bounds a) => a.Least >= 0 ? false : a.Greatest < 0 ? true : null;
}

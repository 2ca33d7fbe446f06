using System.Numerics;
using Microlight.Wasm.Binary;

namespace Microlight.Wasm.Ir;

/// <summary>
/// Floating-point instructions and conversions on constants (spec 4.3.3 and 4.3.4). Null is not folded: what traps, and what gives a NaN,
/// whose bits are the processor's choice.
/// </summary>
internal static class FloatFolding
{
    public static ulong? Unary(Opcode op, ulong a)
    {
        var (single, number) = (BitConverter.UInt32BitsToSingle((uint)a), BitConverter.UInt64BitsToDouble(a));
        return op switch
        {
            >= Opcode.F32Abs and <= Opcode.F32Sqrt => Bits(Rounded(op - Opcode.F32Abs + Opcode.F64Abs, single, MathF.Sqrt(single))),
            >= Opcode.F64Abs and <= Opcode.F64Sqrt => Bits(Rounded(op, number, Math.Sqrt(number))),
            Opcode.I32ReinterpretF32 or Opcode.F32ReinterpretI32 => (uint)a,
            Opcode.I64ReinterpretF64 or Opcode.F64ReinterpretI64 => a,
            Opcode.F32ConvertI32S => Bits((float)(int)a),
            Opcode.F32ConvertI32U => Bits(Single((uint)a)),
            Opcode.F32ConvertI64S => Bits((long)a < 0 ? -Single(0 - a) : Single(a)),
            Opcode.F32ConvertI64U => Bits(Single(a)),
            Opcode.F64ConvertI32S => Bits((double)(int)a),
            Opcode.F64ConvertI32U => Bits((double)(uint)a),
            Opcode.F64ConvertI64S => Bits((double)(long)a),
            Opcode.F64ConvertI64U => Bits(Double(a)),
            Opcode.F32DemoteF64 => Bits((float)number),
            Opcode.F64PromoteF32 => Bits((double)single),
            Opcode.I32TruncF32S or Opcode.I32TruncF32U or Opcode.I64TruncF32S or Opcode.I64TruncF32U => Truncated(op, single),
            Opcode.I32TruncF64S or Opcode.I32TruncF64U or Opcode.I64TruncF64S or Opcode.I64TruncF64U => Truncated(op, number),
            Opcode.I32TruncSatF32S => (uint)int.CreateSaturating(single),
            Opcode.I32TruncSatF32U => uint.CreateSaturating(single),
            Opcode.I32TruncSatF64S => (uint)int.CreateSaturating(number),
            Opcode.I32TruncSatF64U => uint.CreateSaturating(number),
            Opcode.I64TruncSatF32S => (ulong)long.CreateSaturating(single),
            Opcode.I64TruncSatF32U => ulong.CreateSaturating(single),
            Opcode.I64TruncSatF64S => (ulong)long.CreateSaturating(number),
            Opcode.I64TruncSatF64U => ulong.CreateSaturating(number),
            _ => null,
        };
    }

    public static ulong? Binary(Opcode op, ulong a, ulong b)
    {
        var (x, y) = (BitConverter.UInt32BitsToSingle((uint)a), BitConverter.UInt32BitsToSingle((uint)b));
        if (op is >= Opcode.F32Eq and <= Opcode.F32Ge) return Compare(op - Opcode.F32Eq + Opcode.F64Eq, x, y) ? 1UL : 0;
        if (op is >= Opcode.F32Add and <= Opcode.F32Copysign) return Arithmetic(op - Opcode.F32Add + Opcode.F64Add, x, y) is { } single ? Bits(single) : null;
        var (v, w) = (BitConverter.UInt64BitsToDouble(a), BitConverter.UInt64BitsToDouble(b));
        if (op is >= Opcode.F64Eq and <= Opcode.F64Ge) return Compare(op, v, w) ? 1UL : 0;
        return Arithmetic(op, v, w) is { } number ? Bits(number) : null;
    }

    private static bool Compare(Opcode op, double a, double b) => op switch
    {
        Opcode.F64Eq => a == b,
        Opcode.F64Ne => a != b,
        Opcode.F64Lt => a < b,
        Opcode.F64Gt => a > b,
        Opcode.F64Le => a <= b,
        _ => a >= b,
    };

    /// <summary>Rounded to <typeparamref name="T"/> once, as each instruction is.</summary>
    private static T? Arithmetic<T>(Opcode op, T a, T b) where T : struct, IBinaryFloatingPointIeee754<T> => op switch
    {
        Opcode.F64Add => a + b,
        Opcode.F64Sub => a - b,
        Opcode.F64Mul => a * b,
        Opcode.F64Div => a / b,
        Opcode.F64Min => T.Min(a, b),
        Opcode.F64Max => T.Max(a, b),
        Opcode.F64Copysign => T.CopySign(a, b),
        _ => null,
    };

    private static T Rounded<T>(Opcode op, T a, T root) where T : struct, IBinaryFloatingPointIeee754<T> => op switch
    {
        Opcode.F64Abs => T.Abs(a),
        Opcode.F64Neg => -a,
        Opcode.F64Ceil => T.Ceiling(a),
        Opcode.F64Floor => T.Floor(a),
        Opcode.F64Trunc => T.Truncate(a),
        Opcode.F64Nearest => T.Round(a, MidpointRounding.ToEven),
        _ => root,
    };

    private static ulong? Bits(float value) => float.IsNaN(value) ? null : BitConverter.SingleToUInt32Bits(value);

    private static ulong? Bits(double value) => double.IsNaN(value) ? null : BitConverter.DoubleToUInt64Bits(value);

    /// <summary>What a double may not hold is shortened so that it does, with a last bit that says what was lost: one rounding is left.</summary>
    private static float Single(ulong value) => value >> 53 == 0 ? (float)(double)(long)value : (float)(double)(long)(value >> 11 | ((value & 0x7ff) == 0 ? 0UL : 1UL)) * 2048f;

    private static double Double(ulong value) => (long)value >= 0 ? (long)value : (double)(long)(value >> 1 | value & 1) * 2;

    private static ulong? Truncated(Opcode op, double value)
    {
        var whole = Math.Truncate(value);
        return op switch
        {
            Opcode.I32TruncF32S or Opcode.I32TruncF64S when whole is >= int.MinValue and <= int.MaxValue => (uint)(int)whole,
            Opcode.I32TruncF32U or Opcode.I32TruncF64U when whole is >= 0 and <= uint.MaxValue => (uint)whole,
            Opcode.I64TruncF32S or Opcode.I64TruncF64S when whole is >= -9223372036854775808.0 and < 9223372036854775808.0 => (ulong)(long)whole,
            Opcode.I64TruncF32U or Opcode.I64TruncF64U when whole is >= 0 and < 18446744073709551616.0 => ulong.CreateSaturating(whole),
            _ => null,
        };
    }
}

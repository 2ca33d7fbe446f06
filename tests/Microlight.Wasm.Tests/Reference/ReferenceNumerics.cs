using System.Numerics;
using Microlight.Wasm.Binary;

namespace Microlight.Wasm.Tests.Reference;

/// <summary>Numeric instructions (spec 4.3) on bits: 32-bit values are zero-extended.</summary>
internal static class ReferenceNumerics
{
    public static ulong Unary(Opcode opcode, ulong a)
    {
        var (i, l, f, d) = ((int)a, (long)a, F32(a), F64(a));
        return opcode switch
        {
            Opcode.I32Eqz => Of((uint)a == 0),
            Opcode.I64Eqz => Of(a == 0),
            Opcode.I32Clz => (uint)BitOperations.LeadingZeroCount((uint)a),
            Opcode.I32Ctz => (uint)BitOperations.TrailingZeroCount((uint)a),
            Opcode.I32Popcnt => (uint)BitOperations.PopCount((uint)a),
            Opcode.I64Clz => (uint)BitOperations.LeadingZeroCount(a),
            Opcode.I64Ctz => (uint)BitOperations.TrailingZeroCount(a),
            Opcode.I64Popcnt => (uint)BitOperations.PopCount(a),
            Opcode.F32Abs => (uint)a & 0x7fff_ffff,
            Opcode.F32Neg => (uint)a ^ 0x8000_0000,
            Opcode.F32Ceil => Of(MathF.Ceiling(f)),
            Opcode.F32Floor => Of(MathF.Floor(f)),
            Opcode.F32Trunc => Of(MathF.Truncate(f)),
            Opcode.F32Nearest => Of(MathF.Round(f, MidpointRounding.ToEven)),
            Opcode.F32Sqrt => Of(MathF.Sqrt(f)),
            Opcode.F64Abs => a & 0x7fff_ffff_ffff_ffff,
            Opcode.F64Neg => a ^ 0x8000_0000_0000_0000,
            Opcode.F64Ceil => Of(Math.Ceiling(d)),
            Opcode.F64Floor => Of(Math.Floor(d)),
            Opcode.F64Trunc => Of(Math.Truncate(d)),
            Opcode.F64Nearest => Of(Math.Round(d, MidpointRounding.ToEven)),
            Opcode.F64Sqrt => Of(Math.Sqrt(d)),
            Opcode.I32WrapI64 => (uint)a,
            Opcode.I32TruncF32S => (uint)(int)Truncate(f, -2147483649.0, 2147483648.0),
            Opcode.I32TruncF32U => (uint)Truncate(f, -1.0, 4294967296.0),
            Opcode.I32TruncF64S => (uint)(int)Truncate(d, -2147483649.0, 2147483648.0),
            Opcode.I32TruncF64U => (uint)Truncate(d, -1.0, 4294967296.0),
            Opcode.I64ExtendI32S => (ulong)i,
            Opcode.I64ExtendI32U => (uint)a,
            Opcode.I64TruncF32S => (ulong)(long)TruncateInto64(f),
            Opcode.I64TruncF32U => (ulong)Truncate(f, -1.0, 18446744073709551616.0),
            Opcode.I64TruncF64S => (ulong)(long)TruncateInto64(d),
            Opcode.I64TruncF64U => (ulong)Truncate(d, -1.0, 18446744073709551616.0),
            Opcode.F32ConvertI32S => Of((float)i),
            Opcode.F32ConvertI32U => Of((float)(long)(uint)a),
            Opcode.F32ConvertI64S => Of((float)l),
            // Halving an odd number keeps its last bit, so that the one rounding is right.
            Opcode.F32ConvertI64U => Of(l >= 0 ? (float)l : (float)(long)(a >> 1 | a & 1) * 2),
            Opcode.F32DemoteF64 => Of((float)d),
            Opcode.F64ConvertI32S => Of((double)i),
            Opcode.F64ConvertI32U => Of((double)(uint)a),
            Opcode.F64ConvertI64S => Of((double)l),
            Opcode.F64ConvertI64U => Of(l >= 0 ? (double)l : (double)(long)(a >> 1 | a & 1) * 2),
            Opcode.F64PromoteF32 => Of((double)f),
            Opcode.I32ReinterpretF32 or Opcode.F32ReinterpretI32 or Opcode.I64ReinterpretF64 or Opcode.F64ReinterpretI64 => a,
            Opcode.I32Extend8S => (uint)(sbyte)a,
            Opcode.I32Extend16S => (uint)(short)a,
            Opcode.I64Extend8S => (ulong)(sbyte)a,
            Opcode.I64Extend16S => (ulong)(short)a,
            Opcode.I64Extend32S => (ulong)i,
            Opcode.I32TruncSatF32S => (uint)(int)Saturate(f, int.MinValue, int.MaxValue),
            Opcode.I32TruncSatF32U => (uint)Saturate(f, 0, uint.MaxValue),
            Opcode.I32TruncSatF64S => (uint)(int)Saturate(d, int.MinValue, int.MaxValue),
            Opcode.I32TruncSatF64U => (uint)Saturate(d, 0, uint.MaxValue),
            Opcode.I64TruncSatF32S or Opcode.I64TruncSatF64S => (ulong)Saturate64(opcode == Opcode.I64TruncSatF32S ? f : d),
            Opcode.I64TruncSatF32U or Opcode.I64TruncSatF64U => SaturateUnsigned64(opcode == Opcode.I64TruncSatF32U ? f : d),
            _ => throw new InvalidOperationException($"{opcode} is not unary."),
        };
    }

    public static ulong Binary(Opcode opcode, ulong a, ulong b) => opcode switch
    {
        >= Opcode.I32Eq and <= Opcode.I32GeU or >= Opcode.I32Add and <= Opcode.I32Rotr => Binary32(opcode, (uint)a, (uint)b),
        >= Opcode.I64Eq and <= Opcode.I64GeU or >= Opcode.I64Add and <= Opcode.I64Rotr => Binary64(opcode, a, b),
        _ => BinaryFloat(opcode, a, b),
    };

    private static ulong Binary32(Opcode opcode, uint a, uint b)
    {
        var (s, t) = ((int)a, (int)b);
        return opcode switch
        {
            Opcode.I32Eq => Of(a == b),
            Opcode.I32Ne => Of(a != b),
            Opcode.I32LtS => Of(s < t),
            Opcode.I32LtU => Of(a < b),
            Opcode.I32GtS => Of(s > t),
            Opcode.I32GtU => Of(a > b),
            Opcode.I32LeS => Of(s <= t),
            Opcode.I32LeU => Of(a <= b),
            Opcode.I32GeS => Of(s >= t),
            Opcode.I32GeU => Of(a >= b),
            Opcode.I32Add => a + b,
            Opcode.I32Sub => a - b,
            Opcode.I32Mul => a * b,
            Opcode.I32DivS or Opcode.I32DivU or Opcode.I32RemS or Opcode.I32RemU when b == 0 => throw ReferenceTrap.Of(WasmTrapKind.IntegerDivideByZero),
            Opcode.I32DivS when s == int.MinValue && t == -1 => throw ReferenceTrap.Of(WasmTrapKind.IntegerOverflow),
            Opcode.I32DivS => (uint)(s / t),
            Opcode.I32DivU => a / b,
            Opcode.I32RemS => t == -1 ? 0 : (uint)(s % t),
            Opcode.I32RemU => a % b,
            Opcode.I32And => a & b,
            Opcode.I32Or => a | b,
            Opcode.I32Xor => a ^ b,
            Opcode.I32Shl => a << t,
            Opcode.I32ShrS => (uint)(s >> t),
            Opcode.I32ShrU => a >> t,
            Opcode.I32Rotl => BitOperations.RotateLeft(a, t),
            _ => BitOperations.RotateRight(a, t),
        };
    }

    private static ulong Binary64(Opcode opcode, ulong a, ulong b)
    {
        var (s, t) = ((long)a, (long)b);
        return opcode switch
        {
            Opcode.I64Eq => Of(a == b),
            Opcode.I64Ne => Of(a != b),
            Opcode.I64LtS => Of(s < t),
            Opcode.I64LtU => Of(a < b),
            Opcode.I64GtS => Of(s > t),
            Opcode.I64GtU => Of(a > b),
            Opcode.I64LeS => Of(s <= t),
            Opcode.I64LeU => Of(a <= b),
            Opcode.I64GeS => Of(s >= t),
            Opcode.I64GeU => Of(a >= b),
            Opcode.I64Add => a + b,
            Opcode.I64Sub => a - b,
            Opcode.I64Mul => a * b,
            Opcode.I64DivS or Opcode.I64DivU or Opcode.I64RemS or Opcode.I64RemU when b == 0 => throw ReferenceTrap.Of(WasmTrapKind.IntegerDivideByZero),
            Opcode.I64DivS when s == long.MinValue && t == -1 => throw ReferenceTrap.Of(WasmTrapKind.IntegerOverflow),
            Opcode.I64DivS => (ulong)(s / t),
            Opcode.I64DivU => a / b,
            Opcode.I64RemS => t == -1 ? 0 : (ulong)(s % t),
            Opcode.I64RemU => a % b,
            Opcode.I64And => a & b,
            Opcode.I64Or => a | b,
            Opcode.I64Xor => a ^ b,
            Opcode.I64Shl => a << (int)b,
            Opcode.I64ShrS => (ulong)(s >> (int)b),
            Opcode.I64ShrU => a >> (int)b,
            Opcode.I64Rotl => BitOperations.RotateLeft(a, (int)b),
            _ => BitOperations.RotateRight(a, (int)b),
        };
    }

    private static ulong BinaryFloat(Opcode opcode, ulong a, ulong b)
    {
        var (f, g, d, e) = (F32(a), F32(b), F64(a), F64(b));
        return opcode switch
        {
            Opcode.F32Eq => Of(f == g),
            Opcode.F32Ne => Of(f != g),
            Opcode.F32Lt => Of(f < g),
            Opcode.F32Gt => Of(f > g),
            Opcode.F32Le => Of(f <= g),
            Opcode.F32Ge => Of(f >= g),
            Opcode.F64Eq => Of(d == e),
            Opcode.F64Ne => Of(d != e),
            Opcode.F64Lt => Of(d < e),
            Opcode.F64Gt => Of(d > e),
            Opcode.F64Le => Of(d <= e),
            Opcode.F64Ge => Of(d >= e),
            Opcode.F32Add => Of(f + g),
            Opcode.F32Sub => Of(f - g),
            Opcode.F32Mul => Of(f * g),
            Opcode.F32Div => Of(f / g),
            Opcode.F32Min => Of(float.IsNaN(f) || float.IsNaN(g) ? f + g : MathF.Min(f, g)),
            Opcode.F32Max => Of(float.IsNaN(f) || float.IsNaN(g) ? f + g : MathF.Max(f, g)),
            Opcode.F32Copysign => (uint)a & 0x7fff_ffff | (uint)b & 0x8000_0000,
            Opcode.F64Add => Of(d + e),
            Opcode.F64Sub => Of(d - e),
            Opcode.F64Mul => Of(d * e),
            Opcode.F64Div => Of(d / e),
            Opcode.F64Min => Of(double.IsNaN(d) || double.IsNaN(e) ? d + e : Math.Min(d, e)),
            Opcode.F64Max => Of(double.IsNaN(d) || double.IsNaN(e) ? d + e : Math.Max(d, e)),
            Opcode.F64Copysign => a & 0x7fff_ffff_ffff_ffff | b & 0x8000_0000_0000_0000,
            _ => throw new InvalidOperationException($"{opcode} is not binary."),
        };
    }

    private static float F32(ulong bits) => BitConverter.UInt32BitsToSingle((uint)bits);
    private static double F64(ulong bits) => BitConverter.UInt64BitsToDouble(bits);
    private static ulong Of(bool value) => value ? 1u : 0u;
    private static ulong Of(float value) => BitConverter.SingleToUInt32Bits(value);
    private static ulong Of(double value) => BitConverter.DoubleToUInt64Bits(value);

    /// <summary>Both bounds are outside of the range.</summary>
    private static double Truncate(double value, double below, double above) => double.IsNaN(value)
        ? throw ReferenceTrap.Of(WasmTrapKind.InvalidConversionToInteger)
        : value > below && value < above ? Math.Truncate(value) : throw ReferenceTrap.Of(WasmTrapKind.IntegerOverflow);

    /// <summary>The number below −2^63 is no double, so the lower bound is inside of the range.</summary>
    private static double TruncateInto64(double value) => value == -9223372036854775808.0 ? value : Truncate(value, -9223372036854775808.0, 9223372036854775808.0);

    private static double Saturate(double value, double least, double most) => double.IsNaN(value) ? 0 : Math.Clamp(Math.Truncate(value), least, most);

    private static long Saturate64(double value) => double.IsNaN(value) ? 0
        : value >= 9223372036854775808.0 ? long.MaxValue : value <= -9223372036854775808.0 ? long.MinValue : (long)value;

    private static ulong SaturateUnsigned64(double value) => double.IsNaN(value) || value <= 0 ? 0
        : value >= 18446744073709551616.0 ? ulong.MaxValue : (ulong)value;
}

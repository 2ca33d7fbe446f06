using System.Numerics;
using Microlight.Wasm.Binary;

namespace Microlight.Wasm.Ir;

/// <summary>Integer instructions on constants (spec 4.3.2). Bits are zero-extended from 32 where the type is i32; null is not folded.</summary>
internal static class Folding
{
    public static ulong? Unary(Opcode op, ulong a) => op switch
    {
        Opcode.I32Eqz or Opcode.I64Eqz => a == 0 ? 1UL : 0,
        Opcode.I32Clz => (ulong)BitOperations.LeadingZeroCount((uint)a),
        Opcode.I32Ctz => (ulong)BitOperations.TrailingZeroCount((uint)a),
        Opcode.I32Popcnt => (ulong)BitOperations.PopCount((uint)a),
        Opcode.I64Clz => (ulong)BitOperations.LeadingZeroCount(a),
        Opcode.I64Ctz => (ulong)BitOperations.TrailingZeroCount(a),
        Opcode.I64Popcnt => (ulong)BitOperations.PopCount(a),
        Opcode.I32WrapI64 or Opcode.I64ExtendI32U => (uint)a,
        Opcode.I64ExtendI32S or Opcode.I64Extend32S => (ulong)(int)a,
        Opcode.I32Extend8S => (uint)(sbyte)a,
        Opcode.I32Extend16S => (uint)(short)a,
        Opcode.I64Extend8S => (ulong)(sbyte)a,
        Opcode.I64Extend16S => (ulong)(short)a,
        _ => null,
    };

    public static ulong? Binary(Opcode op, ulong a, ulong b)
    {
        if (op is >= Opcode.I32Add and <= Opcode.I32Rotr) return Binary32(op, (uint)a, (uint)b);
        if (op is >= Opcode.I64Add and <= Opcode.I64Rotr) return Binary64(op, a, b);
        if (op is >= Opcode.I32Eq and <= Opcode.I32GeU) return Compare((Opcode)(op - Opcode.I32Eq + Opcode.I64Eq), (ulong)(int)a, (ulong)(int)b) ? 1UL : 0;
        if (op is >= Opcode.I64Eq and <= Opcode.I64GeU) return Compare(op, a, b) ? 1UL : 0;
        return null;
    }

    /// <summary>The comparison that is true exactly when this one is false, for integers.</summary>
    public static Opcode? Inverse(Opcode op) => op switch
    {
        Opcode.I32Eq => Opcode.I32Ne, Opcode.I32Ne => Opcode.I32Eq,
        Opcode.I32LtS => Opcode.I32GeS, Opcode.I32GeS => Opcode.I32LtS, Opcode.I32GtS => Opcode.I32LeS, Opcode.I32LeS => Opcode.I32GtS,
        Opcode.I32LtU => Opcode.I32GeU, Opcode.I32GeU => Opcode.I32LtU, Opcode.I32GtU => Opcode.I32LeU, Opcode.I32LeU => Opcode.I32GtU,
        Opcode.I64Eq => Opcode.I64Ne, Opcode.I64Ne => Opcode.I64Eq,
        Opcode.I64LtS => Opcode.I64GeS, Opcode.I64GeS => Opcode.I64LtS, Opcode.I64GtS => Opcode.I64LeS, Opcode.I64LeS => Opcode.I64GtS,
        Opcode.I64LtU => Opcode.I64GeU, Opcode.I64GeU => Opcode.I64LtU, Opcode.I64GtU => Opcode.I64LeU, Opcode.I64LeU => Opcode.I64GtU,
        Opcode.F32Eq => Opcode.F32Ne, Opcode.F32Ne => Opcode.F32Eq, Opcode.F64Eq => Opcode.F64Ne, Opcode.F64Ne => Opcode.F64Eq,
        _ => null,
    };

    public static bool IsCommutative(Opcode op) => op is Opcode.I32Add or Opcode.I64Add or Opcode.I32Mul or Opcode.I64Mul or Opcode.I32And or Opcode.I64And
        or Opcode.I32Or or Opcode.I64Or or Opcode.I32Xor or Opcode.I64Xor or Opcode.I32Eq or Opcode.I64Eq or Opcode.I32Ne or Opcode.I64Ne;

    public static bool IsShift(Opcode op) => op is >= Opcode.I32Shl and <= Opcode.I32Rotr or >= Opcode.I64Shl and <= Opcode.I64Rotr;

    private static bool Compare(Opcode op, ulong a, ulong b) => op switch
    {
        Opcode.I64Eq => a == b,
        Opcode.I64Ne => a != b,
        Opcode.I64LtS => (long)a < (long)b,
        Opcode.I64LtU => a < b,
        Opcode.I64GtS => (long)a > (long)b,
        Opcode.I64GtU => a > b,
        Opcode.I64LeS => (long)a <= (long)b,
        Opcode.I64LeU => a <= b,
        Opcode.I64GeS => (long)a >= (long)b,
        _ => a >= b,
    };

    private static ulong? Binary32(Opcode op, uint a, uint b) => op switch
    {
        Opcode.I32Add => a + b,
        Opcode.I32Sub => a - b,
        Opcode.I32Mul => a * b,
        Opcode.I32DivS when b != 0 && !((int)a == int.MinValue && (int)b == -1) => (uint)((int)a / (int)b),
        Opcode.I32RemS when b != 0 => (int)b == -1 ? 0 : (uint)((int)a % (int)b),
        Opcode.I32DivU when b != 0 => a / b,
        Opcode.I32RemU when b != 0 => a % b,
        Opcode.I32And => a & b,
        Opcode.I32Or => a | b,
        Opcode.I32Xor => a ^ b,
        Opcode.I32Shl => a << (int)b,
        Opcode.I32ShrS => (uint)((int)a >> (int)b),
        Opcode.I32ShrU => a >> (int)b,
        Opcode.I32Rotl => BitOperations.RotateLeft(a, (int)b),
        Opcode.I32Rotr => BitOperations.RotateRight(a, (int)b),
        _ => null,
    };

    private static ulong? Binary64(Opcode op, ulong a, ulong b) => op switch
    {
        Opcode.I64Add => a + b,
        Opcode.I64Sub => a - b,
        Opcode.I64Mul => a * b,
        Opcode.I64DivS when b != 0 && !((long)a == long.MinValue && (long)b == -1) => (ulong)((long)a / (long)b),
        Opcode.I64RemS when b != 0 => (long)b == -1 ? 0 : (ulong)((long)a % (long)b),
        Opcode.I64DivU when b != 0 => a / b,
        Opcode.I64RemU when b != 0 => a % b,
        Opcode.I64And => a & b,
        Opcode.I64Or => a | b,
        Opcode.I64Xor => a ^ b,
        Opcode.I64Shl => a << (int)b,
        Opcode.I64ShrS => (ulong)((long)a >> (int)b),
        Opcode.I64ShrU => a >> (int)b,
        Opcode.I64Rotl => BitOperations.RotateLeft(a, (int)b),
        Opcode.I64Rotr => BitOperations.RotateRight(a, (int)b),
        _ => null,
    };
}

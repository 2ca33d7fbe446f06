using Microlight.Wasm.Binary;
using Microlight.Wasm.Validation;

namespace Microlight.Fuzz.Programs;

/// <summary>Constants and numeric instructions. Where the specification leaves the bits of a NaN open, the generated code makes it the canonical one.</summary>
internal sealed partial class FunctionGenerator
{
    private static readonly ulong[] Interesting =
    [
        0, 1, 2, 7, 31, 32, 63, 64, 127, 128, 255, 256, 0x7fff, 0x8000, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xffffffff, 0x100000000,
        0x7fffffffffffffff, 0x8000000000000000, 0xfffffffffffffffe, ulong.MaxValue, 0x5555555555555555, 0x123456789abcdef0,
    ];

    private static readonly double[] InterestingFloats =
    [
        0, -0.0, 1, -1, 0.5, 1.5, 2.5, -2.5, 255.9, 65536, 2147483647, 2147483648, -2147483648, -2147483649, 4294967295, 4294967296, 9.2233720368547758e18,
        1.8446744073709552e19, -9.2233720368547758e18, 1e-310, 1e-40, 3.4028234663852886e38, 1.7976931348623157e308, double.PositiveInfinity, double.NegativeInfinity,
        16777217, 9007199254740993, 0.1, double.Epsilon, 1.1754943508222875e-38,
    ];

    private ulong AnyBits() => random.Next(3) switch
    {
        0 => Interesting[random.Next(Interesting.Length)],
        1 => (ulong)random.Next(-20, 20),
        _ => (ulong)random.NextInt64(long.MinValue, long.MaxValue),
    };

    private double AnyFloat() => Chance(60) ? InterestingFloats[random.Next(InterestingFloats.Length)] : (random.NextDouble() - 0.5) * Math.Pow(2, random.Next(-70, 70));

    private void Constant(WasmType type)
    {
        if (type == WasmType.I32) I32((int)AnyBits());
        else if (type == WasmType.I64)
        {
            code.Opcode(Opcode.I64Const);
            code.Signed((long)AnyBits());
        }
        else if (type == WasmType.V128) VectorConstant();
        else
        {
            var value = AnyFloat();
            code.Opcode(type == WasmType.F32 ? Opcode.F32Const : Opcode.F64Const);
            if (type == WasmType.F32) code.Fixed32(BitConverter.SingleToUInt32Bits((float)value));
            else code.Fixed64(BitConverter.DoubleToUInt64Bits(value));
        }
    }

    private void Operator(WasmType type, int depth)
    {
        if (type == WasmType.V128 || shape.HasVectors && Chance(20))
        {
            if (type == WasmType.V128) VectorOperator(depth);
            else VectorQuestion(type, depth);
            return;
        }
        var operators = NumericOperators.For(type);
        var opcode = operators[random.Next(operators.Length)];
        while (NumericOperators.TrapsOften(opcode) && Chance(95)) opcode = operators[random.Next(operators.Length)];
        var signature = OperatorSignatures.Of(opcode);
        for (var i = 0; i < signature.Operands; i++) Expression(signature.Operand, depth + 1);
        if (NumericOperators.Divides(opcode) && Chance(95))
        {
            // Odd, so not 0.
            if (type == WasmType.I32) I32(1);
            else
            {
                code.Opcode(Opcode.I64Const);
                code.Signed(1);
            }
            code.Opcode(type == WasmType.I32 ? Opcode.I32Or : Opcode.I64Or);
        }
        code.Opcode(opcode);
        if (NumericOperators.MakesNaN(opcode)) Canonicalize(type);
    }

    /// <summary>The value on the stack, or the canonical NaN if it is any NaN.</summary>
    private void Canonicalize(WasmType type)
    {
        var single = type == WasmType.F32;
        var scratch = single ? _scratchF32 : _scratchF64;
        Index(Opcode.LocalTee, scratch);
        code.Opcode(single ? Opcode.F32Const : Opcode.F64Const);
        if (single) code.Fixed32(0x7fc00000);
        else code.Fixed64(0x7ff8000000000000);
        Index(Opcode.LocalGet, scratch);
        Index(Opcode.LocalGet, scratch);
        code.Opcode(single ? Opcode.F32Eq : Opcode.F64Eq);
        code.Opcode(Opcode.Select);
    }
}

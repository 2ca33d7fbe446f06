using Microlight.Wasm.Binary;

namespace Microlight.Fuzz.Programs;

/// <summary>
/// Vectors. Relaxed instructions get operands for which the specification leaves no choice; NaNs whose bits it leaves open are made
/// canonical lane by lane.
/// </summary>
internal sealed partial class FunctionGenerator
{
    private static readonly Opcode[] VectorOpcodesOfValues = [.. Enum.GetValues<Opcode>().Where(o => VectorOpcodes.IsPure(o) && VectorOpcodes.Shape(o) is not (VectorShape.ExtractLane or VectorShape.Test)
        && !HasChoice(o))];

    private static readonly Opcode[] VectorLoads = [.. Enum.GetValues<Opcode>().Where(o => VectorOpcodes.Shape(o) is VectorShape.Load or VectorShape.LoadLane)];
    private static readonly Opcode[] VectorStores = [.. Enum.GetValues<Opcode>().Where(o => VectorOpcodes.Shape(o) is VectorShape.Store or VectorShape.StoreLane)];

    private static readonly Dictionary<WasmType, Opcode[]> Questions = NumericOperators.Types.ToDictionary(t => t,
        t => Enum.GetValues<Opcode>().Where(o => VectorOpcodes.Shape(o) == VectorShape.ExtractLane && VectorOpcodes.Lane(o) == t
            || VectorOpcodes.Shape(o) == VectorShape.Test && t == WasmType.I32).ToArray());

    /// <summary>Fused or not, a product and a sum differ in the last bit: no operands are safe.</summary>
    private static bool HasChoice(Opcode opcode) => opcode is >= Opcode.F32x4RelaxedMadd and <= Opcode.F64x2RelaxedNmadd;

    private void VectorConstant()
    {
        code.Opcode(Opcode.V128Const);
        Span<byte> bytes = stackalloc byte[16];
        var kind = random.Next(5);
        if (kind == 0) random.NextBytes(bytes);
        var size = kind == 3 ? 4 : kind == 4 ? 8 : 1 << random.Next(4);
        for (var i = 0; i < 16 && kind != 0; i += size)
        {
            var bits = kind switch
            {
                3 => BitConverter.SingleToUInt32Bits((float)AnyFloat()),
                4 => BitConverter.DoubleToUInt64Bits(AnyFloat()),
                _ => AnyBits(),
            };
            for (var j = 0; j < size; j++) bytes[i + j] = (byte)(bits >> 8 * j);
        }
        code.Raw(bytes);
    }

    /// <summary>An operation that gives a vector.</summary>
    private void VectorOperator(int depth)
    {
        var opcode = VectorOpcodesOfValues[random.Next(VectorOpcodesOfValues.Length)];
        var shape = VectorOpcodes.Shape(opcode);
        if (shape == VectorShape.Splat)
        {
            Expression(VectorOpcodes.Lane(opcode), depth + 1);
            code.Opcode(opcode);
            return;
        }
        Expression(WasmType.V128, depth + 1);
        PrepareFirst(opcode);
        switch (shape)
        {
            case VectorShape.Shuffle:
                if (Chance(30)) Index(Opcode.LocalTee, _scratchV128);
                if (Chance(20)) Index(Opcode.LocalGet, _scratchV128);
                else Expression(WasmType.V128, depth + 1);
                code.Opcode(opcode);
                code.Raw(Lanes());
                return;
            case VectorShape.Shift:
                if (Chance(60)) I32(random.Next(-3, 70));
                else Expression(WasmType.I32, depth + 1);
                break;
            case VectorShape.ReplaceLane: Expression(VectorOpcodes.Lane(opcode), depth + 1); break;
            case VectorShape.Binary or VectorShape.Ternary:
                Expression(WasmType.V128, depth + 1);
                PrepareSecond(opcode);
                break;
        }
        if (shape == VectorShape.Ternary)
        {
            Expression(WasmType.V128, depth + 1);
            if (opcode is >= Opcode.I8x16RelaxedLaneselect and <= Opcode.I64x2RelaxedLaneselect)
            {
                // A mask whose lanes are all ones or all zeros.
                Expression(WasmType.V128, depth + 1);
                code.Opcode(opcode switch
                {
                    Opcode.I8x16RelaxedLaneselect => Opcode.I8x16GtU, Opcode.I16x8RelaxedLaneselect => Opcode.I16x8LeS,
                    Opcode.I32x4RelaxedLaneselect => Opcode.I32x4Ne, _ => Opcode.I64x2LtS,
                });
            }
            else if (opcode == Opcode.V128Bitselect && Chance(50))
            {
                Expression(WasmType.V128, depth + 1);
                code.Opcode((Opcode)random.Next((int)Opcode.I8x16Eq, (int)Opcode.F64x2Ge + 1));
            }
        }
        code.Opcode(opcode);
        if (shape == VectorShape.ReplaceLane) code.Byte((byte)random.Next(VectorOpcodes.LaneCount(opcode)));
        if (LanesThatMayBeNaN(opcode) is { } lanes) CanonicalizeLanes(lanes);
    }

    /// <summary>What is on the stack becomes an operand that leaves a relaxed instruction no choice.</summary>
    private void PrepareFirst(Opcode opcode)
    {
        switch (opcode)
        {
            case Opcode.I32x4RelaxedTruncF32x4S:
                // Halved, numbers of 32 bits stay below 2^31 when they are rounded.
                I32(1);
                code.Opcode(Opcode.I32x4ShrS);
                code.Opcode(Opcode.F32x4ConvertI32x4S);
                break;
            case Opcode.I32x4RelaxedTruncF32x4U:
                I32(1);
                code.Opcode(Opcode.I32x4ShrU);
                code.Opcode(Opcode.F32x4ConvertI32x4S);
                break;
            case Opcode.I32x4RelaxedTruncF64x2SZero: code.Opcode(Opcode.F64x2ConvertLowI32x4S); break;
            case Opcode.I32x4RelaxedTruncF64x2UZero: code.Opcode(Opcode.F64x2ConvertLowI32x4U); break;
            default: PrepareComparison(opcode); break;
        }
    }

    private void PrepareSecond(Opcode opcode)
    {
        switch (opcode)
        {
            case Opcode.I8x16RelaxedSwizzle: And(0x8f); break;
            case Opcode.I16x8RelaxedQ15mulrS: And(0x7f); break;
            case Opcode.I16x8RelaxedDotI8x16I7x16S or Opcode.I32x4RelaxedDotI8x16I7x16AddS: And(0x7f); break;
            default: PrepareComparison(opcode); break;
        }
    }

    /// <summary>Integers converted to floats are no NaN and no −0.</summary>
    private void PrepareComparison(Opcode opcode)
    {
        if (opcode is Opcode.F32x4RelaxedMin or Opcode.F32x4RelaxedMax) code.Opcode(Opcode.F32x4ConvertI32x4S);
        else if (opcode is Opcode.F64x2RelaxedMin or Opcode.F64x2RelaxedMax) code.Opcode(Opcode.F64x2ConvertLowI32x4U);
    }

    private void And(byte mask)
    {
        code.Opcode(Opcode.V128Const);
        Span<byte> bytes = stackalloc byte[16];
        bytes.Fill(mask);
        code.Raw(bytes);
        code.Opcode(Opcode.V128And);
    }

    /// <summary>Lanes of a shuffle: any, or one of the patterns for which there are instructions, with a fault now and then.</summary>
    private byte[] Lanes()
    {
        var lanes = new byte[16];
        var (kind, size, start) = (random.Next(7), 1 << random.Next(4), random.Next(32));
        var words = Enumerable.Range(0, 16).Select(_ => random.Next(32)).ToArray();
        for (var i = 0; i < 16; i++)
        {
            lanes[i] = (byte)(kind switch
            {
                0 => words[i],
                1 => (start + i) % 32,                                                                  // a run
                2 => (i / size / 2 * size + i % size + i / size % 2 * 16 + start / 16 * 8) % 32,        // by turns
                3 => words[i / size] / size * size % 32 + i % size,                                     // whole elements
                4 => i + words[i / size] / 16 * 16,                                                     // a blend
                5 => i < 8 ? words[i / 2] % 4 * 2 + i % 2 : start < 16 ? i : 8 + words[i / 2] % 4 * 2 + i % 2, // words of halves
                _ => start / 16 * 16 + words[i] % 16,                                                   // of one vector
            });
        }
        if (Chance(10)) lanes[random.Next(16)] = (byte)random.Next(32);
        return lanes;
    }

    /// <summary>A number out of a vector.</summary>
    private void VectorQuestion(WasmType type, int depth)
    {
        var opcode = Questions[type][random.Next(Questions[type].Length)];
        Expression(WasmType.V128, depth + 1);
        code.Opcode(opcode);
        if (VectorOpcodes.Shape(opcode) == VectorShape.ExtractLane) code.Byte((byte)random.Next(VectorOpcodes.LaneCount(opcode)));
    }

    private void VectorLoad(int depth)
    {
        var opcode = VectorLoads[random.Next(VectorLoads.Length)];
        var memory = AnyMemory();
        VectorAddress(memory, depth);
        if (VectorOpcodes.Shape(opcode) == VectorShape.LoadLane) Expression(WasmType.V128, depth + 1);
        VectorArgument(opcode, memory);
    }

    private void VectorStore(int depth)
    {
        var opcode = VectorStores[random.Next(VectorStores.Length)];
        var memory = AnyMemory();
        VectorAddress(memory, depth);
        Expression(WasmType.V128, depth + 1);
        VectorArgument(opcode, memory);
    }

    /// <summary>An address, now and then just before the end of the first page.</summary>
    private void VectorAddress(uint memory, int depth)
    {
        if (!Chance(2))
        {
            Address(memory, depth);
            return;
        }
        code.Opcode(shape.Memories[(int)memory].Limits.Is64 ? Opcode.I64Const : Opcode.I32Const);
        code.Signed(65536 - random.Next(20));
    }

    private void VectorArgument(Opcode opcode, uint memory)
    {
        Argument(opcode, memory, VectorOpcodes.Alignment(opcode));
        if (VectorOpcodes.Shape(opcode) is VectorShape.LoadLane or VectorShape.StoreLane) code.Byte((byte)random.Next(VectorOpcodes.LaneCount(opcode)));
    }

    /// <summary>F32 or F64 if the result may have NaNs of open bits in lanes of that type.</summary>
    private static WasmType? LanesThatMayBeNaN(Opcode opcode) => opcode switch
    {
        >= Opcode.F32x4Ceil and <= Opcode.F32x4Nearest or >= Opcode.F32x4Sqrt and <= Opcode.F32x4Max or Opcode.F32x4DemoteF64x2Zero => WasmType.F32,
        Opcode.F64x2Ceil or Opcode.F64x2Floor or Opcode.F64x2Trunc or Opcode.F64x2Nearest or >= Opcode.F64x2Sqrt and <= Opcode.F64x2Max or Opcode.F64x2PromoteLowF32x4 => WasmType.F64,
        _ => null,
    };

    private void CanonicalizeLanes(WasmType lanes)
    {
        var single = lanes == WasmType.F32;
        Index(Opcode.LocalTee, _scratchV128);
        code.Opcode(Opcode.V128Const);
        for (var i = 0; i < 2; i++) code.Fixed64(single ? 0x7fc00000_7fc00000UL : 0x7ff8000000000000);
        Index(Opcode.LocalGet, _scratchV128);
        Index(Opcode.LocalGet, _scratchV128);
        code.Opcode(single ? Opcode.F32x4Eq : Opcode.F64x2Eq);
        code.Opcode(Opcode.V128Bitselect);
    }
}

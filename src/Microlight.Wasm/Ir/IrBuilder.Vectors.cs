using Microlight.Wasm.Binary;

namespace Microlight.Wasm.Ir;

/// <summary>Vector instructions, with the simplifications that say more about a shuffle or splat than the code generator finds.</summary>
internal sealed partial class IrBuilder
{
    private int AddVector(UInt128 bits)
    {
        _function.Vectors.Add(bits);
        return _function.Vectors.Count - 1;
    }

    private int VectorConstant(UInt128 bits) => Append(Opcode.V128Const, IrType.V128, index: AddVector(bits));

    private void Vector(in Instruction instruction, VectorShape shape)
    {
        var op = Relaxed(instruction.Opcode);
        switch (shape)
        {
            case VectorShape.Constant: Push(VectorConstant(new UInt128(instruction.High, instruction.Immediate))); break;
            case VectorShape.Load: VectorLoad(in instruction, -1); break;
            case VectorShape.LoadLane: VectorLoad(in instruction, Pop()); break;
            case VectorShape.Store or VectorShape.StoreLane:
                var stored = Pop();
                var store = Append(op, IrType.None, PopAddress(in instruction), stored, immediate: instruction.Immediate, index: instruction.Lane);
                _function[store].Memory = _context.Instance.Memories[instruction.A];
                break;
            case VectorShape.Splat: Splat(op); break;
            case VectorShape.Shuffle: Shuffle(new UInt128(instruction.High, instruction.Immediate)); break;
            case VectorShape.ReplaceLane:
                var number = Pop();
                Push(Append(op, IrType.V128, Pop(), number, index: instruction.Lane));
                break;
            case VectorShape.Ternary:
                var third = Pop();
                var second = Pop();
                Push(Append(op, IrType.V128, Pop(), second, third, UnlikeOthers(op)));
                break;
            case VectorShape.Binary or VectorShape.Shift:
                var right = Pop();
                Push(Append(op, IrType.V128, Pop(), right, immediate: UnlikeOthers(op)));
                break;
            default:
                Push(Append(op, NumericTypes.Result(op), Pop(), index: instruction.Lane));
                break;
        }
    }

    /// <summary>
    /// Relaxed instructions (spec 4.3.5) as others where the first alternative is as good, and in the deterministic profile, which
    /// prescribes the first alternative of each.
    /// </summary>
    private Opcode Relaxed(Opcode op) => op switch
    {
        Opcode.I32x4RelaxedTruncF32x4U => Opcode.I32x4TruncSatF32x4U,
        Opcode.I32x4RelaxedTruncF64x2UZero => Opcode.I32x4TruncSatF64x2UZero,
        _ when !_context.IsDeterministic => op,
        Opcode.I8x16RelaxedSwizzle => Opcode.I8x16Swizzle,
        Opcode.I32x4RelaxedTruncF32x4S => Opcode.I32x4TruncSatF32x4S,
        Opcode.I32x4RelaxedTruncF64x2SZero => Opcode.I32x4TruncSatF64x2SZero,
        >= Opcode.I8x16RelaxedLaneselect and <= Opcode.I64x2RelaxedLaneselect => Opcode.V128Bitselect,
        Opcode.F32x4RelaxedMin => Opcode.F32x4Min,
        Opcode.F32x4RelaxedMax => Opcode.F32x4Max,
        Opcode.F64x2RelaxedMin => Opcode.F64x2Min,
        Opcode.F64x2RelaxedMax => Opcode.F64x2Max,
        Opcode.I16x8RelaxedQ15mulrS => Opcode.I16x8Q15mulrSatS,
        _ => op,
    };

    /// <summary>Immediate of a relaxed instruction that is left: 1 for what the deterministic profile prescribes.</summary>
    private ulong UnlikeOthers(Opcode op) => _context.IsDeterministic && op >= Opcode.I8x16RelaxedSwizzle ? 1ul : 0;

    private void VectorLoad(in Instruction instruction, int vector)
    {
        var load = Append(instruction.Opcode, IrType.V128, PopAddress(in instruction), vector, immediate: instruction.Immediate, index: instruction.Lane);
        _function[load].Memory = _context.Instance.Memories[instruction.A];
        Push(load);
    }

    private void Splat(Opcode op)
    {
        var value = Pop();
        if (!IrOp.IsConstant(_function[value].Op))
        {
            Push(Append(op, IrType.V128, value));
            return;
        }
        var bits = _function[value].Immediate;
        var lane = op switch
        {
            Opcode.I8x16Splat => (bits & 0xff) * 0x0101_0101_0101_0101,
            Opcode.I16x8Splat => (bits & 0xffff) * 0x0001_0001_0001_0001,
            Opcode.I32x4Splat or Opcode.F32x4Splat => (bits & 0xffff_ffff) * 0x0000_0001_0000_0001,
            _ => bits,
        };
        Push(VectorConstant(new UInt128(lane, lane)));
    }

    /// <summary>A shuffle that takes bytes of one vector only has that as its only operand, with lanes below 16; the identity is none.</summary>
    private void Shuffle(UInt128 lanes)
    {
        var b = Pop();
        var a = Pop();
        var second = lanes & Bytes(0x10);
        if (a == b || second == Bytes(0x10)) (a, lanes) = (b, lanes & Bytes(0x0f));
        else if (second == 0) b = a;
        if (a == b && lanes == new UInt128(0x0f0e_0d0c_0b0a_0908, 0x0706_0504_0302_0100)) Push(a);
        else Push(Append(Opcode.I8x16Shuffle, IrType.V128, a, a == b ? -1 : b, index: AddVector(lanes)));
    }

    private static UInt128 Bytes(byte value)
    {
        var half = value * 0x0101_0101_0101_0101UL;
        return new UInt128(half, half);
    }
}

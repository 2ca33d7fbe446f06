using Microlight.Wasm.Binary;
using Microlight.Wasm.Ir;
using Microlight.Wasm.Validation;

namespace Microlight.Wasm.Cil;

/// <summary>
/// Finds the loads that the code generator might make narrower because their users look at the low bytes only: RyuJIT of .NET 10 turns
/// <c>(int)long</c>, <c>x &amp; 255</c>, lanes and narrow stores into loads of just that part, also through arithmetic whose low bits depend
/// on low bits alone. An access that lies across the end of memory would not trap then (spec 4.6.9). The writer keeps the found ones whole.
/// </summary>
internal sealed class NarrowedLoads
{
    /// <summary>By value: how many of its low bytes some user looks at; 0 if all users look at all.</summary>
    private readonly byte[] _part;
    private readonly IrFunction _function;

    /// <summary>One pass, backwards, as definitions come before uses; what a phi of a loop passes on does not get to earlier definitions by tree.</summary>
    public NarrowedLoads(IrFunction function)
    {
        _function = function;
        _part = new byte[function.Count];
        for (var i = function.Count - 1; i >= 0; i--)
        {
            ref var instruction = ref function[i];
            var count = instruction.OperandCount;
            for (var j = 0; j < count; j++)
            {
                var part = Part(in instruction, i, j);
                ref var known = ref _part[instruction.Operand(j)];
                if (part != 0 && (known == 0 || part < known)) known = part;
            }
        }
    }

    /// <summary>The value is a load, or a load's bits as an integer, and would be narrowed.</summary>
    public bool Contains(int value)
    {
        var op = _function[value].Op;
        var bytes = op switch
        {
            Opcode.I32ReinterpretF32 => 4,
            Opcode.I64ReinterpretF64 => 8,
            Opcode.V128Load => 16,
            >= Opcode.I32Load and <= Opcode.I64Load32U when _function[value].Type is IrType.I32 or IrType.I64 => 1 << MemoryAccess.Of(op).Alignment,
            _ => 0,
        };
        return _part[value] != 0 && _part[value] < bytes;
    }

    /// <summary>How many low bytes of operand <paramref name="number"/> an instruction looks at; 0 for all of them.</summary>
    private byte Part(in IrInstruction instruction, int value, int number)
    {
        switch (instruction.Op)
        {
            // Inlining may bring anything here.
            case Opcode.Return or Opcode.Call: return 1;
            case Opcode.I32Extend8S or Opcode.I64Extend8S: return 1;
            case Opcode.I32Extend16S or Opcode.I64Extend16S: return 2;
            case Opcode.I64Extend32S or Opcode.I32WrapI64: return Least(value, 4);
            case Opcode.I32Store8 or Opcode.I64Store8 when number == 1: return 1;
            case Opcode.I32Store16 or Opcode.I64Store16 when number == 1: return 2;
            case Opcode.I64Store32 when number == 1: return 4;
            case Opcode.MemoryFill: return 1;
            case >= Opcode.I32Shl and <= Opcode.I32Rotr or >= Opcode.I64Shl and <= Opcode.I64Rotr when number == 1: return 1;
            case Opcode.I32Shl or Opcode.I64Shl: return 1;
            case Opcode.I32And or Opcode.I64And: return Least(value, Mask(number == 0 ? instruction.B : instruction.A));
            // Low bits of the result depend on low bits of the operands alone, or the value is handed on.
            case Opcode.I32Add or Opcode.I32Sub or Opcode.I32Mul or Opcode.I32Or or Opcode.I32Xor or Opcode.I64Add or Opcode.I64Sub or Opcode.I64Mul or Opcode.I64Or
                or Opcode.I64Xor or Opcode.I32ShrS or Opcode.I32ShrU or Opcode.I64ShrS or Opcode.I64ShrU or Opcode.I64ExtendI32S or Opcode.I64ExtendI32U or Opcode.Select
                or IrOp.Phi: return _part[value];
            case Opcode.I8x16Splat: return 1;
            case Opcode.I16x8Splat: return 2;
            case Opcode.I8x16ReplaceLane when number == 1: return 1;
            case Opcode.I16x8ReplaceLane when number == 1: return 2;
        }
        return VectorOpcodes.Shape(instruction.Op) switch
        {
            VectorShape.ExtractLane => 1,
            VectorShape.Shift or VectorShape.StoreLane when number == 1 => 1,
            _ => instruction.Op is Opcode.I16x8ExtendLowI8x16S or Opcode.I16x8ExtendLowI8x16U or Opcode.I32x4ExtendLowI16x8S or Opcode.I32x4ExtendLowI16x8U
                or Opcode.I64x2ExtendLowI32x4S or Opcode.I64x2ExtendLowI32x4U or Opcode.I16x8ExtmulLowI8x16S or Opcode.I16x8ExtmulLowI8x16U
                or Opcode.F64x2ConvertLowI32x4S or Opcode.F64x2PromoteLowF32x4 ? (byte)8 : (byte)0,
        };
    }

    private byte Least(int value, byte part) => _part[value] == 0 || part != 0 && part < _part[value] ? part : _part[value];

    /// <summary>The bytes that a mask leaves. One that is not known may become so by inlining, but not if memory has it.</summary>
    private byte Mask(int mask)
    {
        ref var instruction = ref _function[mask];
        if (!IrOp.IsConstant(instruction.Op)) return IrOp.IsLoad(instruction.Op) ? (byte)0 : (byte)1;
        var bits = instruction.Op == Opcode.I32Const ? (uint)instruction.Immediate : instruction.Immediate;
        return bits switch { <= 0xff => 1, <= 0xffff => 2, <= 0xffff_ffff when instruction.Op == Opcode.I64Const => 4, _ => 0 };
    }
}

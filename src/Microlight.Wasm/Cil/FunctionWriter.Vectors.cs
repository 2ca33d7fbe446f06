using System.Reflection.Metadata;
using Microlight.Wasm.Binary;
using Microlight.Wasm.Ir;

namespace Microlight.Wasm.Cil;

/// <summary>Vector instructions: most are a call that the code generator replaces by one machine instruction; the rest are methods of the runtime's Vector.</summary>
internal sealed partial class FunctionWriter
{
    /// <summary>Masks are looked at through this many logical instructions.</summary>
    private const int MaskDepth = 4;

    private void Call(in VectorMethod method) => _code.Token(ILOpCode.Call, _tokens.Vectors[method]);
    private void CallRuntime(Opcode op) => _code.Token(ILOpCode.Call, _tokens.Vectors.Runtime(op));
    private void CallRuntime(string name) => _code.Token(ILOpCode.Call, _tokens.Vectors.Runtime(name));

    private void VectorConstant(UInt128 bits)
    {
        _code.LoadInt64((long)(ulong)bits);
        _code.LoadInt64((long)(ulong)(bits >> 64));
        Call(VectorMethods.Join);
    }

    private void Vector(in IrInstruction instruction, int depth)
    {
        var op = instruction.Op;
        switch (VectorOpcodes.Shape(op))
        {
            case VectorShape.Shuffle: Shuffle(instruction, depth); return;
            case VectorShape.ExtractLane: ExtractLane(instruction, depth); return;
            case VectorShape.ReplaceLane: ReplaceLane(instruction, depth); return;
            case VectorShape.Shift when IrOp.IsConstant(_function[instruction.B].Op): ShiftBy(instruction, depth); return;
            case VectorShape.Test when ZeroTest(op) is { } test:
                Value(instruction.A, depth);
                CallRuntime(test);
                _code.Op(ILOpCode.Ldc_i4_0, ILOpCode.Ceq);
                return;
            case VectorShape.Ternary when op == Opcode.V128Bitselect && IsByteMask(instruction.C, MaskDepth):
                Blend(instruction, depth);
                return;
        }
        var direct = VectorMethods.ByOpcode.TryGetValue(op, out var method);
        if (direct && method.Swapped)
        {
            Value(instruction.B, depth);
            Value(instruction.A, depth + 1);
        }
        else VectorOperands(instruction, depth);
        if (direct) Call(method);
        else if (instruction.Immediate != 0) CallRuntime(Deterministic(op));
        else CallRuntime(op);
    }

    /// <summary>A choice by bytes. Of a mask that has to be turned around at the end, the operands are exchanged instead.</summary>
    private void Blend(in IrInstruction instruction, int depth)
    {
        var mask = _function[instruction.C];
        if (_trees.IsInline(instruction.C) && (mask.Op == Opcode.V128Not || Opposite(mask.Op) != mask.Op))
        {
            Value(instruction.B, depth);
            Value(instruction.A, depth + 1);
            if (mask.Op == Opcode.V128Not) Value(mask.A, depth + 2);
            else
            {
                mask.Op = Opposite(mask.Op);
                Vector(mask, depth + 2);
            }
        }
        else VectorOperands(instruction, depth);
        CallRuntime("Blend");
    }

    /// <summary>The comparison that is false where this one is true, if it is the one with fewer instructions; otherwise this one.</summary>
    private static Opcode Opposite(Opcode comparison) => comparison switch
    {
        Opcode.I8x16Ne => Opcode.I8x16Eq, Opcode.I8x16LeS => Opcode.I8x16GtS, Opcode.I8x16GeS => Opcode.I8x16LtS, Opcode.I8x16GtU => Opcode.I8x16LeU, Opcode.I8x16LtU => Opcode.I8x16GeU,
        Opcode.I16x8Ne => Opcode.I16x8Eq, Opcode.I16x8LeS => Opcode.I16x8GtS, Opcode.I16x8GeS => Opcode.I16x8LtS, Opcode.I16x8GtU => Opcode.I16x8LeU, Opcode.I16x8LtU => Opcode.I16x8GeU,
        Opcode.I32x4Ne => Opcode.I32x4Eq, Opcode.I32x4LeS => Opcode.I32x4GtS, Opcode.I32x4GeS => Opcode.I32x4LtS, Opcode.I32x4GtU => Opcode.I32x4LeU, Opcode.I32x4LtU => Opcode.I32x4GeU,
        Opcode.I64x2Ne => Opcode.I64x2Eq, Opcode.I64x2LeS => Opcode.I64x2GtS, Opcode.I64x2GeS => Opcode.I64x2LtS,
        _ => comparison,
    };

    private void VectorOperands(in IrInstruction instruction, int depth)
    {
        var count = instruction.OperandCount;
        for (var i = 0; i < count; i++)
        {
            var operand = instruction.Operand(i);
            if (IsNeutral(instruction.Op, i, operand)) HiddenVector(_function.Vectors[_function[operand].Index], depth + i);
            else Value(operand, depth + i);
        }
    }

    /// <summary>What the code generator would drop an operation for, with which the quietening of a NaN is lost.</summary>
    private bool IsNeutral(Opcode op, int position, int operand)
    {
        if (op is not (>= Opcode.F32x4Add and <= Opcode.F32x4Div or >= Opcode.F64x2Add and <= Opcode.F64x2Div) || _function[operand].Op != Opcode.V128Const) return false;
        var isDivision = op is Opcode.F32x4Div or Opcode.F64x2Div;
        var bits = _function.Vectors[_function[operand].Index];
        var (neutral, isSingle) = (true, op <= Opcode.F32x4Div);
        for (var i = 0; i < 128; i += isSingle ? 32 : 64)
        {
            var lane = isSingle ? BitConverter.UInt32BitsToSingle((uint)(bits >> i)) : BitConverter.UInt64BitsToDouble((ulong)(bits >> i));
            if (double.IsNaN(lane)) return true;
            neutral &= Math.Abs(lane) is 0 or 1;
        }
        return neutral && (position == 1 || !isDivision);
    }

    private void HiddenVector(UInt128 bits, int depth)
    {
        _maximumStack = Math.Max(_maximumStack, depth + 8);
        _code.LoadHidden(IrType.I64, (ulong)bits);
        _code.LoadHidden(IrType.I64, (ulong)(bits >> 64));
        CallRuntime("Join");
    }

    /// <summary>Relaxed instructions in the deterministic profile that no other instruction equals.</summary>
    private static string Deterministic(Opcode op) => op switch
    {
        Opcode.F32x4RelaxedMadd => "F32x4Madd",
        Opcode.F32x4RelaxedNmadd => "F32x4Nmadd",
        Opcode.F64x2RelaxedMadd => "F64x2Madd",
        Opcode.F64x2RelaxedNmadd => "F64x2Nmadd",
        Opcode.I16x8RelaxedDotI8x16I7x16S => "I16x8DotI8x16S",
        _ => "I32x4DotI8x16AddS",
    };

    /// <summary>The method that says the opposite of a test; null for bitmasks.</summary>
    private static string? ZeroTest(Opcode op) => op switch
    {
        Opcode.V128AnyTrue => "IsZero",
        Opcode.I8x16AllTrue => "I8x16HasZero",
        Opcode.I16x8AllTrue => "I16x8HasZero",
        Opcode.I32x4AllTrue => "I32x4HasZero",
        Opcode.I64x2AllTrue => "I64x2HasZero",
        _ => null,
    };

    /// <summary>Every byte of the value is known to be 0 or 255.</summary>
    private bool IsByteMask(int value, int depth)
    {
        ref var mask = ref _function[value];
        switch (mask.Op)
        {
            case >= Opcode.I8x16Eq and <= Opcode.F64x2Ge or >= Opcode.I64x2Eq and <= Opcode.I64x2GeS: return true;
            case Opcode.V128Not: return depth > 0 && IsByteMask(mask.A, depth - 1);
            case Opcode.V128And or Opcode.V128Or or Opcode.V128Xor or Opcode.V128Andnot: return depth > 0 && IsByteMask(mask.A, depth - 1) && IsByteMask(_function[value].B, depth - 1);
            case Opcode.V128Const:
                for (var bits = _function.Vectors[mask.Index]; bits != 0; bits >>= 8)
                {
                    if ((byte)bits is not (0 or 0xff)) return false;
                }
                return true;
            default: return false;
        }
    }

    private void ShiftBy(in IrInstruction instruction, int depth)
    {
        var op = instruction.Op;
        var bits = op switch { <= Opcode.I8x16ShrU => 8, <= Opcode.I16x8ShrU => 16, <= Opcode.I32x4ShrU => 32, _ => 64 };
        Value(instruction.A, depth);
        _code.LoadInt32((int)_function[instruction.B].Immediate & (bits - 1));
        if (VectorMethods.ShiftsByOpcode.TryGetValue(op, out var shift)) Call(shift);
        else CallRuntime(op switch { Opcode.I8x16Shl => "I8x16ShlBy", Opcode.I8x16ShrS => "I8x16ShrSBy", Opcode.I8x16ShrU => "I8x16ShrUBy", _ => "I64x2ShrSBy" });
    }

    private void ExtractLane(in IrInstruction instruction, int depth)
    {
        var lane = instruction.Index;
        Value(instruction.A, depth);
        switch (instruction.Op)
        {
            case Opcode.I32x4ExtractLane when lane == 0: Call(VectorMethods.First32); return;
            case Opcode.I64x2ExtractLane when lane == 0: Call(VectorMethods.First64); return;
        }
        _code.LoadInt32(lane);
        switch (instruction.Op)
        {
            case Opcode.I8x16ExtractLaneS or Opcode.I8x16ExtractLaneU: Call(VectorMethods.Extract8); break;
            case Opcode.I16x8ExtractLaneS or Opcode.I16x8ExtractLaneU: Call(VectorMethods.Extract16); break;
            case Opcode.I32x4ExtractLane: Call(VectorMethods.Extract32); break;
            case Opcode.I64x2ExtractLane: Call(VectorMethods.Extract64); break;
            default: CallRuntime(instruction.Op); break;
        }
        if (instruction.Op == Opcode.I8x16ExtractLaneS) _code.Op(ILOpCode.Conv_i1);
        else if (instruction.Op == Opcode.I16x8ExtractLaneS) _code.Op(ILOpCode.Conv_i2);
    }

    private void ReplaceLane(in IrInstruction instruction, int depth)
    {
        Value(instruction.A, depth);
        Value(instruction.B, depth + 1);
        _code.LoadInt32(instruction.Index);
        switch (instruction.Op)
        {
            case Opcode.I8x16ReplaceLane: Call(VectorMethods.Insert8); break;
            case Opcode.I16x8ReplaceLane: Call(VectorMethods.Insert16); break;
            case Opcode.I32x4ReplaceLane: Call(VectorMethods.Insert32); break;
            case Opcode.I64x2ReplaceLane: Call(VectorMethods.Insert64); break;
            default: CallRuntime(instruction.Op); break;
        }
    }

    private void VectorLoad(in IrInstruction load, int depth, bool whole)
    {
        if (VectorOpcodes.Shape(load.Op) == VectorShape.Load)
        {
            Address(load, depth);
            if (load.Op == Opcode.V128Load && whole) CallRuntime("LoadWhole");
            else if (load.Op == Opcode.V128Load) _code.Token(ILOpCode.Ldobj, _tokens.Vectors.Type);
            else CallRuntime(load.Op);
            return;
        }
        Value(load.B, depth);
        Address(load, depth + 1);
        if (load.Op != Opcode.V128Load64Lane) _code.Op(load.Op switch { Opcode.V128Load8Lane => ILOpCode.Ldind_u1, Opcode.V128Load16Lane => ILOpCode.Ldind_u2, _ => ILOpCode.Ldind_i4 });
        _code.LoadInt32(load.Index);
        switch (load.Op)
        {
            case Opcode.V128Load8Lane: Call(VectorMethods.Insert8); break;
            case Opcode.V128Load16Lane: Call(VectorMethods.Insert16); break;
            case Opcode.V128Load32Lane: Call(VectorMethods.Insert32); break;
            default: CallRuntime(load.Op); break;
        }
    }

    private void VectorStore(in IrInstruction store, int depth)
    {
        Address(store, depth);
        Value(store.B, depth + 1);
        if (store.Op == Opcode.V128Store)
        {
            _code.Token(ILOpCode.Stobj, _tokens.Vectors.Type);
            return;
        }
        _code.LoadInt32(store.Index);
        switch (store.Op)
        {
            case Opcode.V128Store8Lane:
                Call(VectorMethods.Extract8);
                _code.Op(ILOpCode.Stind_i1);
                break;
            case Opcode.V128Store16Lane:
                Call(VectorMethods.Extract16);
                _code.Op(ILOpCode.Stind_i2);
                break;
            default: CallRuntime(store.Op); break;
        }
    }
}

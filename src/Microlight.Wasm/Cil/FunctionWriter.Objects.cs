using System.Numerics;
using System.Reflection.Metadata;
using Microlight.Wasm.Binary;
using Microlight.Wasm.Ir;

namespace Microlight.Wasm.Cil;

/// <summary>Structs, arrays and i31: fields and elements are read and written in place, all that allocates is a call.</summary>
internal sealed partial class FunctionWriter
{
    /// <summary>False if the instruction is none of these.</summary>
    private bool Object(in IrInstruction instruction, int depth)
    {
        var op = instruction.Op;
        switch (op)
        {
            case Opcode.RefEq:
                Operands(instruction, depth);
                _code.Op(ILOpCode.Ceq);
                break;
            case Opcode.RefI31:
                Value(instruction.A, depth);
                _code.LoadInt32(1);
                _code.Op(ILOpCode.Shl);
                _code.LoadInt32(1);
                _code.Op(ILOpCode.Or, ILOpCode.Conv_u8);
                break;
            case Opcode.I31GetS or Opcode.I31GetU:
                Value(instruction.A, depth);
                _code.Op(ILOpCode.Conv_i4);
                _code.LoadInt32(1);
                _code.Op(op == Opcode.I31GetS ? ILOpCode.Shr : ILOpCode.Shr_un);
                break;
            case Opcode.CallRef:
                Arguments(_tokens.TypeOf(instruction.Index), instruction.Arguments!, depth);
                Value(instruction.A, depth + instruction.Arguments!.Length);
                _code.Op(ILOpCode.Ldind_i8, ILOpCode.Conv_i);
                _code.Token(ILOpCode.Calli, _tokens.Signature(instruction.Index));
                break;
            case Opcode.StructNew or Opcode.StructNewDefault: StructNew(instruction, depth); break;
            case Opcode.StructGet or Opcode.StructGetS or Opcode.StructGetU:
                Value(instruction.A, depth);
                Add(Types.Struct(instruction.Index).Offsets[instruction.Immediate]);
                LoadField(Types.Fields(instruction.Index)[instruction.Immediate], op == Opcode.StructGetS);
                break;
            case Opcode.StructSet:
                Value(instruction.A, depth);
                Add(Types.Struct(instruction.Index).Offsets[instruction.Immediate]);
                Value(instruction.B, depth + 1);
                StoreField(Types.Fields(instruction.Index)[instruction.Immediate]);
                break;
            case Opcode.ArrayGet or Opcode.ArrayGetS or Opcode.ArrayGetU:
                Element(instruction, depth);
                LoadField(Types.Element(instruction.Index), op == Opcode.ArrayGetS);
                break;
            case Opcode.ArraySet:
                Element(instruction, depth);
                Value(instruction.C, depth + 1);
                StoreField(Types.Element(instruction.Index));
                break;
            case Opcode.ArrayLen:
                Value(instruction.A, depth);
                Length();
                break;
            default: return ArrayOf(instruction, depth);
        }
        return true;
    }

    private TypeRecords Types => _tokens.Layout.Types;

    /// <summary>From an array on the evaluation stack to its length.</summary>
    private void Length()
    {
        Add(HeapContract.ArrayLength);
        _code.Op(ILOpCode.Ldind_i4);
    }

    /// <summary>Pushes the address of an element whose index has been checked.</summary>
    private void Element(in IrInstruction instruction, int depth)
    {
        var element = Types.Element(instruction.Index);
        Value(instruction.A, depth);
        Value(instruction.B, depth + 1);
        if (BitOperations.Log2((uint)ObjectLayout.SizeOf(element)) is > 0 and var log)
        {
            _code.LoadInt32(log);
            _code.Op(ILOpCode.Shl);
        }
        _code.Op(ILOpCode.Add);
        Add(ObjectLayout.FirstElement(element));
    }

    /// <summary>The new object has zeros already; what is evaluated after the allocation finds it on the stack, as does a collection.</summary>
    private void StructNew(in IrInstruction instruction, int depth)
    {
        _code.LoadAddress(Types.OfType(instruction.Index));
        _code.Token(ILOpCode.Call, _tokens.Heap(RuntimeContract.HeapNew));
        var fields = Types.Fields(instruction.Index);
        var offsets = Types.Struct(instruction.Index).Offsets;
        for (var i = 0; i < instruction.Arguments!.Length; i++) Initialize(instruction.Arguments[i], fields[i], offsets[i], depth + 1);
    }

    private void Initialize(int value, FieldType field, int offset, int depth)
    {
        ref var definition = ref _function[value];
        if (definition.Op == Opcode.V128Const ? _function.Vectors[definition.Index] == 0 : IrOp.IsConstant(definition.Op) && definition.Immediate == 0) return;
        _code.Op(ILOpCode.Dup);
        Add(offset);
        Value(value, depth + 1);
        StoreField(field);
    }

    private bool ArrayOf(in IrInstruction instruction, int depth)
    {
        var record = Types.OfType(instruction.Index);
        switch (instruction.Op)
        {
            case Opcode.ArrayNewFixed:
                var element = Types.Element(instruction.Index);
                var arguments = instruction.Arguments!;
                _code.LoadAddress(record);
                _code.LoadInt32(arguments.Length);
                _code.Token(ILOpCode.Call, _tokens.Heap(RuntimeContract.HeapNewArray));
                for (var i = 0; i < arguments.Length; i++)
                    Initialize(arguments[i], element, ObjectLayout.FirstElement(element) + i * ObjectLayout.SizeOf(element), depth + 1);
                break;
            case Opcode.ArrayNewDefault:
                _code.LoadAddress(record);
                Value(instruction.Arguments![0], depth + 1);
                _code.Token(ILOpCode.Call, _tokens.Heap(RuntimeContract.HeapNewArray));
                break;
            case Opcode.ArrayNew:
                _code.LoadAddress(record);
                Bits(instruction.Arguments![0], depth + 1);
                Bits(instruction.Arguments[1], depth + 2);
                _code.Token(ILOpCode.Call, _tokens.Arrays(IsOfVectors(instruction) ? RuntimeContract.ArraysNewVectors : RuntimeContract.ArraysNew));
                break;
            case Opcode.ArrayFill:
                for (var i = 0; i < 4; i++) Bits(instruction.Arguments![i], depth + i);
                _code.Token(ILOpCode.Call, _tokens.Arrays(IsOfVectors(instruction) ? RuntimeContract.ArraysFillVectors : RuntimeContract.ArraysFill));
                break;
            case Opcode.ArrayCopy:
                for (var i = 0; i < 5; i++) Bits(instruction.Arguments![i], depth + i);
                _code.Token(ILOpCode.Call, _tokens.Arrays(RuntimeContract.ArraysCopy));
                break;
            case Opcode.ArrayNewData: Helper(_tokens.Arrays(RuntimeContract.ArraysNewData), depth, record, Data(instruction), instruction, false); break;
            case Opcode.ArrayNewElem: Helper(_tokens.Arrays(RuntimeContract.ArraysNewElem), depth, record, Elements(instruction), instruction, false); break;
            case Opcode.ArrayInitData: Helper(_tokens.Arrays(RuntimeContract.ArraysInitData), depth, Data(instruction), 0, instruction, false); break;
            case Opcode.ArrayInitElem: Helper(_tokens.Arrays(RuntimeContract.ArraysInitElem), depth, Elements(instruction), 0, instruction, false); break;
            default: return false;
        }
        return true;

        ulong Data(in IrInstruction i) => _tokens.Layout.DataSegment(_instance, (int)i.Immediate);
        ulong Elements(in IrInstruction i) => _tokens.Layout.ElementSegment(_instance, (int)i.Immediate);
    }

    private bool IsOfVectors(in IrInstruction instruction) => Types.Element(instruction.Index).Type == WasmType.V128;

    /// <summary>Pushes a value's bits as 64; a vector stays one.</summary>
    private void Bits(int value, int depth)
    {
        Value(value, depth);
        ToBits(_code, _tokens, _function[value].Type);
    }

    /// <summary>From a value on the evaluation stack to its bits as 64.</summary>
    public static void ToBits(CilBuffer code, ProgramTokens tokens, IrType type)
    {
        switch (type)
        {
            case IrType.I32: code.Op(ILOpCode.Conv_u8); break;
            case IrType.F32:
                code.Token(ILOpCode.Call, tokens.Numeric(Opcode.I32ReinterpretF32));
                code.Op(ILOpCode.Conv_u8);
                break;
            case IrType.F64: code.Token(ILOpCode.Call, tokens.Numeric(Opcode.I64ReinterpretF64)); break;
        }
    }

    private void LoadField(FieldType field, bool signed)
    {
        if (field.Type == WasmType.V128)
        {
            _code.Token(ILOpCode.Ldobj, _tokens.Vectors.Type);
            return;
        }
        _code.Op(field.Packing switch
        {
            Packing.I8 => signed ? ILOpCode.Ldind_i1 : ILOpCode.Ldind_u1,
            Packing.I16 => signed ? ILOpCode.Ldind_i2 : ILOpCode.Ldind_u2,
            _ => IrTypes.Of(field.Type) switch
            {
                IrType.I32 => ILOpCode.Ldind_i4,
                IrType.F32 => ILOpCode.Ldind_r4,
                IrType.F64 => ILOpCode.Ldind_r8,
                _ => ILOpCode.Ldind_i8,
            },
        });
    }

    private void StoreField(FieldType field) => StoreField(_code, _tokens, field);

    /// <summary>Stores a value at an address, both on the evaluation stack.</summary>
    public static void StoreField(CilBuffer code, ProgramTokens tokens, FieldType field)
    {
        if (field.Type == WasmType.V128)
        {
            code.Token(ILOpCode.Stobj, tokens.Vectors.Type);
            return;
        }
        code.Op(field.Packing switch
        {
            Packing.I8 => ILOpCode.Stind_i1,
            Packing.I16 => ILOpCode.Stind_i2,
            _ => IrTypes.Of(field.Type) switch
            {
                IrType.I32 => ILOpCode.Stind_i4,
                IrType.F32 => ILOpCode.Stind_r4,
                IrType.F64 => ILOpCode.Stind_r8,
                _ => ILOpCode.Stind_i8,
            },
        });
    }
}

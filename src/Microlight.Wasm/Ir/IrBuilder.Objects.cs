using Microlight.Wasm.Binary;

namespace Microlight.Wasm.Ir;

/// <summary>Structs and arrays: what may trap is an instruction of its own before the access.</summary>
internal sealed partial class IrBuilder
{
    private bool Object(in Instruction instruction)
    {
        var op = instruction.Opcode;
        switch (op)
        {
            case Opcode.StructNew: Push(New(instruction, PopArguments(StructType(instruction.A).Fields.Length))); break;
            case Opcode.StructNewDefault: Push(New(instruction, [])); break;
            case Opcode.StructGet or Opcode.StructGetS or Opcode.StructGetU: StructGet(instruction); break;
            case Opcode.StructSet:
                var field = Pop();
                var structure = NonNull(Pop(), WasmTrapKind.NullStructureReference);
                Append(Opcode.StructSet, IrType.None, structure, field, immediate: instruction.B, index: _context.TypeIds[instruction.A]);
                break;
            case Opcode.ArrayNew: Push(New(instruction, PopArguments(2))); break;
            case Opcode.ArrayNewDefault: Push(New(instruction, PopArguments(1))); break;
            case Opcode.ArrayNewFixed: Push(New(instruction, PopArguments((int)instruction.B))); break;
            case Opcode.ArrayNewData or Opcode.ArrayNewElem: Push(New(instruction, PopArguments(2))); break;
            case Opcode.ArrayGet or Opcode.ArrayGetS or Opcode.ArrayGetU: ArrayGet(instruction); break;
            case Opcode.ArraySet: ArraySet(instruction); break;
            case Opcode.ArrayLen: PushPure(Opcode.ArrayLen, IrType.I32, NonNull(Pop(), WasmTrapKind.NullArrayReference)); break;
            case Opcode.ArrayFill or Opcode.ArrayInitData or Opcode.ArrayInitElem: Bulk(instruction, 4); break;
            case Opcode.ArrayCopy: Bulk(instruction, 5); break;
            default: return false;
        }
        return true;
    }

    private StructType StructType(uint type) => (StructType)_context.Module.Types[type].Composite;

    private int New(in Instruction instruction, int[] arguments)
    {
        var value = Append(instruction.Opcode, IrType.Ref, index: _context.TypeIds[instruction.A], immediate: instruction.B, arguments: arguments);
        return Typed(value, WasmType.Reference((int)instruction.A, false));
    }

    private void StructGet(in Instruction instruction)
    {
        var field = StructType(instruction.A).Fields[instruction.B];
        var structure = NonNull(Pop(), WasmTrapKind.NullStructureReference);
        Push(Typed(Append(instruction.Opcode, IrTypes.Of(field.Type), structure, immediate: instruction.B, index: _context.TypeIds[instruction.A]), field.Type));
    }

    private int Index(int index, int array)
    {
        var check = (InBounds, index, array, false);
        if (_checked.TryGetValue(check, out var known)) return known;
        var result = Append(IrOp.BoundsCheck, IrType.I64, index, array);
        Remember(check, result);
        return result;
    }

    private void ArrayGet(in Instruction instruction)
    {
        var element = ((ArrayType)_context.Module.Types[instruction.A].Composite).Element;
        var index = Pop();
        var array = NonNull(Pop(), WasmTrapKind.NullArrayReference);
        Push(Typed(Append(instruction.Opcode, IrTypes.Of(element.Type), array, Index(index, array), index: _context.TypeIds[instruction.A]), element.Type));
    }

    private void ArraySet(in Instruction instruction)
    {
        var value = Pop();
        var index = Pop();
        var array = NonNull(Pop(), WasmTrapKind.NullArrayReference);
        Append(Opcode.ArraySet, IrType.None, array, Index(index, array), value, index: _context.TypeIds[instruction.A]);
    }

    /// <summary>array.fill, .copy, .init_data and .init_elem: the array first, the source of a copy third.</summary>
    private void Bulk(in Instruction instruction, int operands)
    {
        var arguments = PopArguments(operands);
        arguments[0] = NonNull(arguments[0], WasmTrapKind.NullArrayReference);
        if (instruction.Opcode == Opcode.ArrayCopy) arguments[2] = NonNull(arguments[2], WasmTrapKind.NullArrayReference);
        Append(instruction.Opcode, IrType.None, index: _context.TypeIds[instruction.A], immediate: instruction.B, arguments: arguments);
    }
}

using System.Reflection.Metadata;
using Microlight.Wasm.Binary;
using Microlight.Wasm.Ir;

namespace Microlight.Wasm.Cil;

/// <summary>Constant expressions (spec 3.4.13) as code: values on the evaluation stack, objects made when it is their turn.</summary>
internal sealed partial class InitializerWriter
{
    private readonly Stack<IrType> _types = new();
    private readonly Dictionary<IrType, Stack<int>> _freeLocals = [];

    /// <summary>Pushes the value of a constant expression.</summary>
    private IrType Expression(ConstantExpression expression, int depth)
    {
        _types.Clear();
        foreach (var instruction in ConstantExpressions.Read(_module, expression))
        {
            Step(instruction);
            _maximumStack = Math.Max(_maximumStack, depth + _types.Count + 8);
        }
        return _types.Peek();
    }

    private void Step(in Instruction instruction)
    {
        switch (instruction.Opcode)
        {
            case Opcode.I32Const:
                _code.LoadInt32((int)instruction.Immediate);
                _types.Push(IrType.I32);
                break;
            case Opcode.I64Const:
                _code.LoadInt64((long)instruction.Immediate);
                _types.Push(IrType.I64);
                break;
            case Opcode.F32Const or Opcode.F64Const:
                var type = NumericTypes.Result(instruction.Opcode);
                _code.LoadHidden(type, instruction.Immediate);
                _types.Push(type);
                break;
            case Opcode.V128Const:
                _code.LoadInt64((long)instruction.Immediate);
                _code.LoadInt64((long)instruction.High);
                _code.Token(ILOpCode.Call, _tokens.Vectors[VectorMethods.Join]);
                _types.Push(IrType.V128);
                break;
            case Opcode.RefNull:
                _code.LoadInt64(0);
                _types.Push(IrType.Ref);
                break;
            case Opcode.RefFunc:
                _code.LoadAddress(_layout.Descriptor(_instance.Index, (int)instruction.A));
                _types.Push(IrType.Ref);
                break;
            case Opcode.GlobalGet:
                _code.Token(ILOpCode.Ldsfld, _tokens.Global(_instance.Globals[instruction.A]));
                _types.Push(IrTypes.Of(_module.Globals[instruction.A].Type));
                break;
            case Opcode.I32Add or Opcode.I64Add: Binary(ILOpCode.Add); break;
            case Opcode.I32Sub or Opcode.I64Sub: Binary(ILOpCode.Sub); break;
            case Opcode.I32Mul or Opcode.I64Mul: Binary(ILOpCode.Mul); break;
            case Opcode.AnyConvertExtern or Opcode.ExternConvertAny: break;
            case Opcode.RefI31:
                _code.LoadInt32(1);
                _code.Op(ILOpCode.Shl);
                _code.LoadInt32(1);
                _code.Op(ILOpCode.Or, ILOpCode.Conv_u8);
                Replace(1);
                break;
            case Opcode.StructNew: Struct(_instance.TypeIds[instruction.A]); break;
            case Opcode.StructNewDefault:
                _code.LoadAddress(_layout.TypeRecord(_instance.TypeIds[instruction.A]));
                _code.Token(ILOpCode.Call, _tokens.Heap(RuntimeContract.HeapNew));
                Replace(0);
                break;
            case Opcode.ArrayNew: Array(_instance.TypeIds[instruction.A]); break;
            case Opcode.ArrayNewDefault:
                var length = Keep();
                _code.LoadAddress(_layout.TypeRecord(_instance.TypeIds[instruction.A]));
                _code.LoadLocal(length);
                GiveBack(length);
                _code.Token(ILOpCode.Call, _tokens.Heap(RuntimeContract.HeapNewArray));
                Replace(0);
                break;
            case Opcode.ArrayNewFixed: Array(_instance.TypeIds[instruction.A], (int)instruction.B); break;
            default: throw new InvalidOperationException($"{instruction.Opcode} in a constant expression.");
        }
    }

    private void Binary(ILOpCode op)
    {
        _code.Op(op);
        _types.Pop();
    }

    /// <summary>An instruction has taken so many operands and left a reference.</summary>
    private void Replace(int operands)
    {
        for (; operands > 0; operands--) _types.Pop();
        _types.Push(IrType.Ref);
    }

    /// <summary>From the evaluation stack to a local that nothing else uses until it is given back.</summary>
    private int Keep()
    {
        var type = _types.Pop();
        if (!_freeLocals.TryGetValue(type, out var free) || !free.TryPop(out var local))
        {
            local = _locals.Count;
            _locals.Add(type);
        }
        _code.StoreLocal(local);
        return local;
    }

    private void GiveBack(params ReadOnlySpan<int> locals)
    {
        foreach (var local in locals)
        {
            if (!_freeLocals.TryGetValue(_locals[local], out var free)) _freeLocals.Add(_locals[local], free = new Stack<int>());
            free.Push(local);
        }
    }

    private int[] Keep(int count)
    {
        var locals = new int[count];
        for (var i = count; i-- > 0;) locals[i] = Keep();
        return locals;
    }

    private void Struct(int type)
    {
        var fields = _layout.Types.Fields(type);
        var values = Keep(fields.Length);
        _code.LoadAddress(_layout.TypeRecord(type));
        _code.Token(ILOpCode.Call, _tokens.Heap(RuntimeContract.HeapNew));
        for (var i = 0; i < fields.Length; i++) Store(values[i], fields[i], _layout.Types.Struct(type).Offsets[i]);
        GiveBack(values);
        Replace(0);
    }

    private void Array(int type, int length)
    {
        var element = _layout.Types.Element(type);
        var values = Keep(length);
        _code.LoadAddress(_layout.TypeRecord(type));
        _code.LoadInt32(length);
        _code.Token(ILOpCode.Call, _tokens.Heap(RuntimeContract.HeapNewArray));
        for (var i = 0; i < length; i++) Store(values[i], element, ObjectLayout.FirstElement(element) + i * ObjectLayout.SizeOf(element));
        GiveBack(values);
        Replace(0);
    }

    private void Store(int value, FieldType field, int offset)
    {
        _code.Op(ILOpCode.Dup);
        _code.LoadInt64(offset);
        _code.Op(ILOpCode.Add);
        _code.LoadLocal(value);
        FunctionWriter.StoreField(_code, _tokens, field);
    }

    private void Array(int type)
    {
        var length = Keep();
        var value = Keep();
        _code.LoadAddress(_layout.TypeRecord(type));
        _code.LoadLocal(value);
        FunctionWriter.ToBits(_code, _tokens, _locals[value]);
        _code.LoadLocal(length);
        _code.Op(ILOpCode.Conv_u8);
        _code.Token(ILOpCode.Call, _tokens.Arrays(_locals[value] == IrType.V128 ? RuntimeContract.ArraysNewVectors : RuntimeContract.ArraysNew));
        GiveBack(value, length);
        Replace(0);
    }
}

using System.Reflection.Metadata;
using Microlight.Wasm.Binary;
using Microlight.Wasm.Ir;
using TypeCode = Microlight.Wasm.Binary.TypeCode;

namespace Microlight.Wasm.Cil;

/// <summary>Checks and tests of references. Null is 0, an i31 is odd, a host's value has 2 in its low bits, an object none.</summary>
internal sealed partial class FunctionWriter
{
    private void NullCheck(int number)
    {
        var check = _function[number];
        Value(check.A, 0);
        Keep(number);
        Unless(ILOpCode.Brfalse, (WasmTrapKind)check.Index);
    }

    private void BoundsCheck(int number)
    {
        var check = _function[number];
        Value(check.A, 0);
        _code.Op(ILOpCode.Conv_u8);
        Keep(number);
        Value(check.B, 1);
        Length();
        _code.Op(ILOpCode.Conv_u8);
        Unless(ILOpCode.Bge_un, WasmTrapKind.OutOfBoundsArrayAccess);
    }

    /// <summary>What is on the evaluation stack becomes the value, and stays there.</summary>
    private void Keep(int number)
    {
        if (_variables.Location[number] == VariableAssignment.None) return;
        StoreValue(number);
        LoadVariable(_variables.Location[number]);
    }

    private void CastCheck(int number)
    {
        var check = _function[number];
        var failed = _code.NewLabel();
        _checkTraps.Add((failed, WasmTrapKind.CastFailure, _current));
        JumpOnType(check, false, failed);
        if (_variables.Location[number] == VariableAssignment.None) return;
        Value(check.A, 0);
        StoreValue(number);
    }

    /// <summary>Where no jump follows: 0 or 1 in the value's variable.</summary>
    private void TypeTest(int number)
    {
        var (passed, end) = (_code.NewLabel(), _code.NewLabel());
        JumpOnType(_function[number], true, passed);
        _code.LoadInt32(0);
        StoreValue(number);
        _code.Branch(ILOpCode.Br, end);
        _code.Mark(passed);
        _code.LoadInt32(1);
        StoreValue(number);
        _code.Mark(end);
    }

    /// <summary>Jumps if a TypeTest's or CastCheck's outcome is <paramref name="sense"/>; its operand is in a variable.</summary>
    private void JumpOnType(in IrInstruction test, bool sense, int label)
    {
        var next = _code.NewLabel();
        var (passed, failed) = sense ? (label, next) : (next, label);
        var value = test.A;
        if ((test.Immediate & IrOp.IsNotNull) == 0)
        {
            Value(value, 0);
            _code.Branch(ILOpCode.Brfalse, (test.Immediate & IrOp.NullPasses) != 0 ? passed : failed);
        }
        var code = test.Index > 0 ? TypeCode.Reference : (TypeCode)~test.Index;
        var types = _tokens.Layout.Types;
        switch (code)
        {
            case TypeCode.I31Ref:
                LowBits(value, 1);
                Jump(ILOpCode.Brtrue, ILOpCode.Brfalse);
                break;
            case TypeCode.EqRef:
                LowBits(value, 3);
                _code.LoadInt64(2);
                Jump(ILOpCode.Bne_un, ILOpCode.Beq);
                break;
            case TypeCode.StructRef or TypeCode.ArrayRef:
                ObjectOnly(test, failed);
                Record(value, 4);
                _code.LoadInt32((int)(code == TypeCode.StructRef ? HeapContract.StructKind : HeapContract.ArrayKind));
                Jump(ILOpCode.Beq, ILOpCode.Bne_un);
                break;
            case TypeCode.Reference when types.IsFunction(test.Index):
                Value(value, 0);
                Add(8);
                _code.Op(ILOpCode.Ldind_u4);
                JumpOnFunctionType(test.Index, sense, label);
                break;
            case TypeCode.Reference:
                ObjectOnly(test, failed);
                if (types.IsFinal(test.Index))
                {
                    Value(value, 0);
                    _code.Op(ILOpCode.Ldind_u4);
                }
                else Display(test.Index, failed, offset => Record(value, offset));
                _code.LoadInt32((int)types.OfType(test.Index));
                Jump(ILOpCode.Beq, ILOpCode.Bne_un);
                break;
            default: // The top of a hierarchy: whatever is not null.
                _code.Branch(ILOpCode.Br, passed);
                break;
        }
        _code.Mark(next);

        void Jump(ILOpCode pass, ILOpCode fail) => _code.Branch(sense ? pass : fail, label);
    }

    /// <summary>A function's type id is on the evaluation stack: jumps if whether it is of the type is <paramref name="sense"/>.</summary>
    private void JumpOnFunctionType(int type, bool sense, int label)
    {
        var types = _tokens.Layout.Types;
        if (types.IsFinal(type)) _code.LoadInt32(type);
        else
        {
            var id = Scratch(IrType.I32);
            _code.StoreLocal(id);
            var next = _code.NewLabel();
            Display(type, sense ? next : label, offset =>
            {
                _code.LoadLocal(id);
                _code.Op(ILOpCode.Conv_u8);
                _code.LoadInt32(6); // log2 of RecordSize
                _code.Op(ILOpCode.Shl);
                _code.LoadAddress(types.OfType(0) + (ulong)offset);
                _code.Op(ILOpCode.Add);
            });
            _code.LoadInt32((int)types.OfType(type));
            _code.Branch(sense ? ILOpCode.Beq : ILOpCode.Bne_un, label);
            _code.Mark(next);
            return;
        }
        _code.Branch(sense ? ILOpCode.Beq : ILOpCode.Bne_un, label);
    }

    /// <summary>Pushes the entry of a display where a type has itself; <paramref name="address"/> pushes the address of that byte of the record.</summary>
    private void Display(int type, int failed, Action<int> address)
    {
        var depth = _tokens.Layout.Types.Depth(type);
        if (depth < HeapContract.DisplayEntries) address(HeapContract.RecordDisplay + 4 * depth);
        else
        {
            address(HeapContract.RecordDepth);
            _code.Op(ILOpCode.Ldind_u4);
            _code.LoadInt32(depth);
            _code.Branch(ILOpCode.Blt_un, failed);
            address(HeapContract.RecordFullDisplay);
            _code.Op(ILOpCode.Ldind_i8);
            Add(4 * depth);
        }
        _code.Op(ILOpCode.Ldind_u4);
    }

    /// <summary>Pushes the address of a byte of an object's type record.</summary>
    private void Record(int value, int offset)
    {
        Value(value, 0);
        _code.Op(ILOpCode.Ldind_u4, ILOpCode.Conv_u8);
        _code.LoadAddress(HeapContract.RecordBase + (ulong)offset);
        _code.Op(ILOpCode.Add);
        if (offset == 4) _code.Op(ILOpCode.Ldind_u4);
    }

    private void ObjectOnly(in IrInstruction test, int failed)
    {
        if ((test.Immediate & IrOp.IsObject) != 0) return;
        LowBits(test.A, 3);
        _code.Branch(ILOpCode.Brtrue, failed);
    }

    private void LowBits(int value, int mask)
    {
        Value(value, 0);
        _code.LoadInt64(mask);
        _code.Op(ILOpCode.And);
    }

    private void Add(int offset)
    {
        if (offset == 0) return;
        _code.LoadInt64(offset);
        _code.Op(ILOpCode.Add);
    }

    /// <summary>A local of the method that nothing else uses.</summary>
    private int Scratch(IrType type)
    {
        _variables.Locals.Add(type);
        return _variables.Locals.Count - 1;
    }
}

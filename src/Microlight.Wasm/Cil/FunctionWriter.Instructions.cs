using System.Reflection.Metadata;
using Microlight.Wasm.Binary;
using Microlight.Wasm.Ir;

namespace Microlight.Wasm.Cil;

/// <summary>Instructions and expression trees.</summary>
internal sealed partial class FunctionWriter
{
    /// <summary>Pushes a value; <paramref name="depth"/> others are on the evaluation stack.</summary>
    private void Value(int value, int depth)
    {
        _maximumStack = Math.Max(_maximumStack, depth + 8);
        ref var instruction = ref _function[value];
        if (instruction.Op == Opcode.V128Const) VectorConstant(_function.Vectors[instruction.Index]);
        else if (IrOp.IsConstant(instruction.Op)) Constant(instruction.Type, instruction.Immediate);
        else if (_trees.IsInline(value) || instruction.Op == Opcode.RefFunc) Evaluate(value, depth);
        else
        {
            LoadVariable(_variables.Location[value]);
            if (_variables.IsWide(value)) _code.Op(ILOpCode.Conv_i4);
        }
    }

    private void Constant(IrType type, ulong bits)
    {
        switch (type)
        {
            case IrType.I32: _code.LoadInt32((int)bits); break;
            case IrType.F32 when float.IsNaN(BitConverter.UInt32BitsToSingle((uint)bits)):
            case IrType.F64 when double.IsNaN(BitConverter.UInt64BitsToDouble(bits)): _code.LoadHidden(type, bits); break;
            case IrType.F32 or IrType.F64: _code.LoadFloat(type, bits); break;
            default: _code.LoadInt64((long)bits); break;
        }
    }

    private void Statement(int number)
    {
        ref var instruction = ref _function[number];
        switch (instruction.Op)
        {
            case Opcode.Select: Select(number); return;
            case IrOp.TableEntry: TableEntry(number); return;
            case IrOp.CheckedAddress: CheckedAddress(number); return;
            case IrOp.AlignedAddress: AlignedAddress(number); return;
            case IrOp.NullCheck: NullCheck(number); return;
            case IrOp.BoundsCheck: BoundsCheck(number); return;
            case IrOp.CastCheck: CastCheck(number); return;
            case IrOp.TypeTest: TypeTest(number); return;
            case Opcode.LocalSet:
                Value(instruction.A, 0);
                StoreVariable(Variable((int)instruction.Immediate));
                return;
        }
        if (_variables.IsInMemory(number))
        {
            StoreInMemory(number);
            return;
        }
        if (instruction.Op == Opcode.I32Load8U && _variables.Location[number] == VariableAssignment.None)
        {
            // Only its trap is wanted: the code generator drops it if it finds the address to be a constant.
            Address(instruction, 0);
            _code.LoadHidden(IrType.I64, 0);
            _code.Op(ILOpCode.Add, ILOpCode.Ldind_u1);
            _code.Op(ILOpCode.Pop);
            return;
        }
        Evaluate(number, 0);
        if (instruction.Type == IrType.None) return;
        if (_variables.Location[number] == VariableAssignment.None) _code.Op(ILOpCode.Pop);
        else StoreValue(number);
    }

    /// <summary>A volatile access by address makes the code generator keep a local in memory; whoever reads it does so as ever.</summary>
    private void StoreInMemory(int number)
    {
        var type = _variables.IsWide(number) ? IrType.I64 : _function[number].Type;
        _code.LoadLocalAddress(_variables.Location[number]);
        Evaluate(number, 1);
        if (_variables.IsWide(number)) _code.Op(ILOpCode.Conv_u8);
        _code.Op(ILOpCode.Volatile, type switch { IrType.I32 => ILOpCode.Stind_i4, IrType.F32 => ILOpCode.Stind_r4, IrType.F64 => ILOpCode.Stind_r8, _ => ILOpCode.Stind_i8 });
    }

    private int Variable(int local) => _variables.Variables[local];

    private void Operands(in IrInstruction instruction, int depth)
    {
        var count = instruction.OperandCount;
        for (var i = 0; i < count; i++) Value(instruction.Operand(i), depth + i);
    }

    /// <summary>Evaluates an instruction, leaving its value (if any) on the stack.</summary>
    private void Evaluate(int number, int depth)
    {
        var instruction = _function[number];
        var op = instruction.Op;
        var whole = _trees.Uses[number] == 1 && _narrowedLoads.Contains(number);
        if (op == Opcode.V128Load) VectorLoad(instruction, depth, whole);
        else if (IrOp.IsLoad(op)) Load(instruction, depth);
        else if (IrOp.IsStore(op)) Store(instruction, depth);
        else if (IrOp.IsNumeric(op)) Numeric(number, depth);
        else if (IrOp.IsVector(op)) Vector(instruction, depth);
        else State(number, instruction, depth);
        if (whole && instruction.Type != IrType.V128) KeepWhole(number, depth);
    }

    /// <summary>
    /// Parts the value on the evaluation stack from its one user: it goes into a local that is then used twice, once and'ed with a zero. The
    /// code generator puts a definition into its use only if there is one use, and finds the zero later. No instruction comes of it.
    /// </summary>
    private void KeepWhole(int number, int depth)
    {
        _maximumStack = Math.Max(_maximumStack, depth + 8);
        var (type, ownLocal) = (_function[number].Type, !_trees.IsInline(number) && _variables.Location[number] >= 0);
        if (ownLocal && _variables.IsWide(number))
        {
            _code.Op(ILOpCode.Conv_u8);
            type = IrType.I64;
        }
        var zero = Scratch(type, -1);
        var value = ownLocal ? _variables.Location[number] : Scratch(type, depth);
        _code.StoreLocal(value);
        if (type == IrType.I64) _code.LoadInt64(0);
        else _code.LoadInt32(0);
        _code.StoreLocal(zero);
        _code.LoadLocal(value);
        _code.LoadLocal(value);
        _code.LoadLocal(zero);
        _code.Op(ILOpCode.And, ILOpCode.Or);
    }

    /// <summary>A local for values that are so deep on the evaluation stack; nothing above them outlives them.</summary>
    private int Scratch(IrType type, int depth)
    {
        if (_scratch.TryGetValue((type, depth), out var local)) return local;
        _scratch.Add((type, depth), local = _variables.Locals.Count);
        _variables.Locals.Add(type);
        return local;
    }

    /// <summary>No access is wider, in bytes.</summary>
    private const int MaximumAccess = 16;

    /// <summary>Pushes the machine address: the zero-extended Wasm address, the static offset and the memory's place.</summary>
    private void Address(in IrInstruction access, int depth)
    {
        var offset = access.Immediate + _tokens.Layout.MemoryAddress(access.Memory);
        ref var address = ref _function[access.A];
        if (IrOp.IsConstant(address.Op))
        {
            // The code generator holds that no constant address traps, and drops or moves the access.
            if (access.Immediate + (uint)address.Immediate + MaximumAccess > _tokens.Layout.MinimumBytes(access.Memory)) _code.LoadHidden(IrType.I64, (uint)address.Immediate + offset);
            else _code.LoadAddress((uint)address.Immediate + offset);
            return;
        }
        if (!_trees.IsInline(access.A) && _variables.IsWide(access.A)) LoadVariable(_variables.Location[access.A]);
        else
        {
            Value(access.A, depth);
            if (address.Type == IrType.I32) _code.Op(ILOpCode.Conv_u8);
        }
        if (offset == 0) return;
        _code.LoadAddress(offset);
        _code.Op(ILOpCode.Add);
    }

    private void Load(in IrInstruction load, int depth)
    {
        if (load.Type == IrType.V128)
        {
            VectorLoad(load, depth, false);
            return;
        }
        Address(load, depth);
        _code.Op(load.Op switch
        {
            Opcode.I32Load => ILOpCode.Ldind_i4,
            Opcode.I64Load => ILOpCode.Ldind_i8,
            Opcode.F32Load => ILOpCode.Ldind_r4,
            Opcode.F64Load => ILOpCode.Ldind_r8,
            Opcode.I32Load8S or Opcode.I64Load8S => ILOpCode.Ldind_i1,
            Opcode.I32Load8U or Opcode.I64Load8U => ILOpCode.Ldind_u1,
            Opcode.I32Load16S or Opcode.I64Load16S => ILOpCode.Ldind_i2,
            Opcode.I32Load16U or Opcode.I64Load16U => ILOpCode.Ldind_u2,
            Opcode.I64Load32S => ILOpCode.Ldind_i4,
            _ => ILOpCode.Ldind_u4,
        });
        if (load.Op is Opcode.I64Load8S or Opcode.I64Load16S or Opcode.I64Load32S) _code.Op(ILOpCode.Conv_i8);
        else if (load.Op is Opcode.I64Load8U or Opcode.I64Load16U or Opcode.I64Load32U) _code.Op(ILOpCode.Conv_u8);
    }

    private void Store(in IrInstruction store, int depth)
    {
        if (VectorOpcodes.Shape(store.Op) != VectorShape.None)
        {
            VectorStore(store, depth);
            return;
        }
        Address(store, depth);
        Value(store.B, depth + 1);
        _code.Op(store.Op switch
        {
            Opcode.I32Store8 or Opcode.I64Store8 => ILOpCode.Stind_i1,
            Opcode.I32Store16 or Opcode.I64Store16 => ILOpCode.Stind_i2,
            Opcode.I32Store or Opcode.I64Store32 => ILOpCode.Stind_i4,
            Opcode.I64Store => ILOpCode.Stind_i8,
            Opcode.F32Store => ILOpCode.Stind_r4,
            _ => ILOpCode.Stind_r8,
        });
    }

    private void TableEntry(int number)
    {
        var instruction = _function[number];
        var table = (int)instruction.Immediate;
        var entry = _variables.Location[number];
        Value(instruction.A, 0);
        _code.Op(ILOpCode.Conv_u8);
        _code.LoadInt32(4);
        _code.Op(ILOpCode.Shl);
        _code.LoadAddress(_tokens.Layout.TableAddress(table));
        _code.Op(ILOpCode.Add);
        StoreVariable(entry);
        LoadVariable(entry);
        _code.LoadInt64(8);
        _code.Op(ILOpCode.Add, ILOpCode.Ldind_u4);
        var trap = _code.NewLabel();
        _callTraps.Add((trap, entry, table, _current));
        JumpOnFunctionType(instruction.Index, false, trap);
    }

    private void State(int number, in IrInstruction instruction, int depth)
    {
        var layout = _tokens.Layout;
        switch (instruction.Op)
        {
            case Opcode.Call:
                Arguments(_tokens.TypeOf(_instance, instruction.Index), instruction.Arguments!, depth);
                Position(number);
                _code.Token(ILOpCode.Call, _tokens.Function(_instance, instruction.Index));
                break;
            case Opcode.CallIndirect:
                Arguments(_tokens.TypeOf(instruction.Index), instruction.Arguments!, depth);
                LoadVariable(_variables.Location[instruction.A]);
                _code.Op(ILOpCode.Ldind_i8, ILOpCode.Conv_i);
                Position(number);
                _code.Token(ILOpCode.Calli, _tokens.Signature(instruction.Index));
                break;
            case IrOp.Pending: _code.Token(ILOpCode.Ldsfld, _tokens.Pending); break;
            case IrOp.SetPending:
                _code.LoadInt32((int)instruction.Immediate);
                _code.Token(ILOpCode.Stsfld, _tokens.Pending);
                if (instruction.Immediate == 0) break;
                // A new exception has no object yet.
                _code.LoadInt64(0);
                _code.Token(ILOpCode.Stsfld, _tokens.PendingObject);
                break;
            case IrOp.Payload: _code.Token(ILOpCode.Ldsfld, _tokens.Payload((int)instruction.Immediate, instruction.Type)); break;
            case IrOp.SetPayload:
                Value(instruction.A, depth);
                _code.Token(ILOpCode.Stsfld, _tokens.Payload((int)instruction.Immediate, _function[instruction.A].Type));
                break;
            case IrOp.CaughtException: _code.Token(ILOpCode.Call, _tokens.CatchException); break;
            case IrOp.ThrowReference:
                Value(instruction.A, depth);
                _code.Token(ILOpCode.Call, _tokens.ThrowException);
                break;
            case IrOp.ArgumentSlot: _code.Token(ILOpCode.Ldsfld, _tokens.ArgumentSlot((int)instruction.Immediate, instruction.Type)); break;
            case IrOp.ExtraResult: _code.Token(ILOpCode.Ldsfld, _tokens.ResultSlot((int)instruction.Immediate, instruction.Type)); break;
            case Opcode.GlobalGet: _code.Token(ILOpCode.Ldsfld, _tokens.Global((int)instruction.Immediate)); break;
            case Opcode.GlobalSet:
                Value(instruction.A, depth);
                _code.Token(ILOpCode.Stsfld, _tokens.Global((int)instruction.Immediate));
                break;
            case Opcode.LocalGet: LoadVariable(Variable((int)instruction.Immediate)); break;
            case Opcode.RefFunc: _code.LoadAddress(layout.Descriptor(_instance, instruction.Index)); break;
            case Opcode.RefIsNull:
                Value(instruction.A, depth);
                _code.LoadInt64(0);
                _code.Op(ILOpCode.Ceq);
                break;
            case Opcode.MemorySize:
                _code.LoadAddress(layout.MemoryRecord((int)instruction.Immediate) + RuntimeContract.MemoryRecordBytes);
                _code.Op(ILOpCode.Ldind_i8);
                _code.LoadInt32(16);
                _code.Op(ILOpCode.Shr_un);
                if (instruction.Type == IrType.I32) _code.Op(ILOpCode.Conv_i4);
                break;
            case Opcode.TableSize:
                _code.LoadAddress(layout.TableRecord((int)instruction.Immediate) + RuntimeContract.TableRecordElements);
                _code.Op(instruction.Type == IrType.I32 ? ILOpCode.Ldind_i4 : ILOpCode.Ldind_i8);
                break;
            case Opcode.MemoryGrow: Helper(_tokens.Memory(RuntimeContract.MemoryGrow), depth, layout.MemoryRecord((int)instruction.Immediate), 0, instruction, instruction.Type == IrType.I32); break;
            case Opcode.MemoryFill: Helper(_tokens.Memory(RuntimeContract.MemoryFill), depth, layout.MemoryRecord((int)instruction.Immediate), 0, instruction, false, signed: 1); break;
            case Opcode.MemoryCopy:
                Helper(_tokens.Memory(RuntimeContract.MemoryCopy), depth, layout.MemoryRecord((int)instruction.Immediate), layout.MemoryRecord(instruction.Index), instruction, false);
                break;
            case Opcode.MemoryInit:
                Helper(_tokens.Memory(RuntimeContract.MemoryInit), depth, layout.MemoryRecord((int)instruction.Immediate), layout.DataSegment(_instance, instruction.Index), instruction, false);
                break;
            case Opcode.TableGet: Helper(_tokens.Table(RuntimeContract.TableGet), depth, layout.TableRecord((int)instruction.Immediate), 0, instruction, false); break;
            case Opcode.TableSet: Helper(_tokens.Table(RuntimeContract.TableSet), depth, layout.TableRecord((int)instruction.Immediate), 0, instruction, false); break;
            case Opcode.TableGrow: Helper(_tokens.Table(RuntimeContract.TableGrow), depth, layout.TableRecord((int)instruction.Immediate), 0, instruction, instruction.Type == IrType.I32); break;
            case Opcode.TableFill: Helper(_tokens.Table(RuntimeContract.TableFill), depth, layout.TableRecord((int)instruction.Immediate), 0, instruction, false); break;
            case Opcode.TableCopy:
                Helper(_tokens.Table(RuntimeContract.TableCopy), depth, layout.TableRecord((int)instruction.Immediate), layout.TableRecord(instruction.Index), instruction, false);
                break;
            case Opcode.TableInit:
                Helper(_tokens.Table(RuntimeContract.TableInit), depth, layout.TableRecord((int)instruction.Immediate), layout.ElementSegment(_instance, instruction.Index), instruction, false);
                break;
            case Opcode.MemoryAtomicWait32:
                _code.LoadInt32((int)instruction.Immediate);
                Operands(instruction, depth + 1);
                _code.Token(ILOpCode.Call, _tokens.Memory(RuntimeContract.MemoryWait));
                break;
            case Opcode.DataDrop: Drop(layout.DataSegment(_instance, instruction.Index)); break;
            case Opcode.ElemDrop: Drop(layout.ElementSegment(_instance, instruction.Index)); break;
            default:
                if (!Object(instruction, depth)) throw new InvalidOperationException($"No CIL for {instruction.Op}.");
                break;
        }
    }

    private void Drop(ulong segment)
    {
        _code.LoadAddress(segment + RuntimeContract.SegmentRecordLength);
        _code.LoadInt64(0);
        _code.Op(ILOpCode.Stind_i8);
    }

    /// <summary>A call of the runtime: one or two records, then the operands, i32 zero-extended but for the one that is a plain int.</summary>
    private void Helper(EntityHandle method, int depth, ulong record, ulong second, in IrInstruction instruction, bool narrow, int signed = -1)
    {
        _code.LoadAddress(record);
        if (second != 0) _code.LoadAddress(second);
        var count = instruction.OperandCount;
        for (var i = 0; i < count; i++)
        {
            var operand = instruction.Operand(i);
            Value(operand, depth + 2 + i);
            if (_function[operand].Type == IrType.I32 && i != signed) _code.Op(ILOpCode.Conv_u8);
        }
        _code.Token(ILOpCode.Call, method);
        if (narrow) _code.Op(ILOpCode.Conv_i4);
    }
}

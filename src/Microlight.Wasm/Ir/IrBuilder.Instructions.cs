using System.Runtime.InteropServices;
using Microlight.Wasm.Binary;

namespace Microlight.Wasm.Ir;

/// <summary>The instructions that are not control.</summary>
internal sealed partial class IrBuilder
{
    private int Pop()
    {
        var value = _stack[^1];
        _stack.RemoveAt(_stack.Count - 1);
        return value;
    }

    private int Append(Opcode op, IrType type, int a = -1, int b = -1, int c = -1, ulong immediate = 0, int index = 0, int[]? arguments = null) =>
        _function.Add(new IrInstruction { Op = op, Type = type, A = a, B = b, C = c, Immediate = immediate, Index = index, Arguments = arguments });

    private int Constant(IrType type, ulong bits) => Append(type switch
    {
        IrType.I32 => Opcode.I32Const,
        IrType.F32 => Opcode.F32Const,
        IrType.F64 => Opcode.F64Const,
        IrType.V128 => Opcode.V128Const,
        _ => Opcode.I64Const,
    }, type, immediate: bits, index: type == IrType.V128 ? AddVector(bits) : 0);

    private void Push(int value) => _stack.Add(value);

    /// <summary>A pure instruction: simplified against what defines its operands.</summary>
    private int Pure(Opcode op, IrType type, int a, int b = -1, int c = -1) => Add(new IrInstruction { Op = op, Type = type, A = a, B = b, C = c });

    private void PushPure(Opcode op, IrType type, int a, int b = -1, int c = -1) => Push(Pure(op, type, a, b, c));

    private void Visit(in Instruction instruction)
    {
        switch (instruction.Opcode)
        {
            case Opcode.Block or Opcode.Loop or Opcode.If or Opcode.Try or Opcode.TryTable: Open(instruction); return;
            case Opcode.Else: Else(); return;
            case Opcode.End: End(); return;
            case Opcode.Catch or Opcode.CatchAll: Catch(instruction); return;
            case Opcode.Delegate: Delegate(instruction.A); return;
        }
        if (_dead) return;
        switch (instruction.Opcode)
        {
            case Opcode.Nop: break;
            case Opcode.Unreachable:
                Terminate(Opcode.Unreachable, 0);
                _dead = true;
                break;
            case Opcode.Br: Branch(instruction.A); break;
            case Opcode.BrIf: BranchIf(instruction.A); break;
            case Opcode.BrTable: BranchTable(instruction.Labels!); break;
            case Opcode.Return: Return(); break;
            case Opcode.Call: Call((int)instruction.A); break;
            case Opcode.CallIndirect: CallIndirect(instruction); break;
            case Opcode.Throw: Throw(_context.Instance.Tags[instruction.A]); break;
            case Opcode.ThrowRef: ThrowReference(Pop()); break;
            case Opcode.Rethrow: Rethrow(instruction.A); break;
            case Opcode.ReturnCall: ReturnCall((int)instruction.A); break;
            case Opcode.ReturnCallIndirect: ReturnCallIndirect(instruction); break;
            case Opcode.Drop: Pop(); break;
            case Opcode.Select or Opcode.SelectT: Select(); break;
            case Opcode.LocalGet or Opcode.LocalSet or Opcode.LocalTee: Local(instruction); break;
            case >= Opcode.I32Const and <= Opcode.F64Const:
                Push(Constant(NumericTypes.Result(instruction.Opcode), instruction.Opcode == Opcode.I32Const ? (uint)instruction.Immediate : instruction.Immediate));
                break;
            case >= Opcode.I32Load and <= Opcode.I64Load32U: Load(instruction); break;
            case >= Opcode.I32Store and <= Opcode.I64Store32: Store(instruction); break;
            case Opcode.RefNull: Push(Constant(IrType.Ref, 0)); break;
            case Opcode.RefIsNull: PushPure(Opcode.RefIsNull, IrType.I32, Pop()); break;
            case Opcode.RefFunc: Push(Typed(Append(Opcode.RefFunc, IrType.Ref, index: (int)instruction.A), WasmType.Reference(_context.Module.FunctionTypes[instruction.A], false))); break;
            case >= Opcode.MemoryAtomicNotify and <= Opcode.I64AtomicRmw32CmpxchgU: Atomic(instruction); break;
            case >= Opcode.I64Add128 and <= Opcode.I64MulWideU: Wide(instruction.Opcode); break;
            default:
                if (IrOp.IsNumeric(instruction.Opcode)) Numeric(instruction.Opcode);
                else if (VectorOpcodes.Shape(instruction.Opcode) is var shape and not VectorShape.None) Vector(in instruction, shape);
                else if (!Reference(instruction)) State(instruction);
                break;
        }
    }

    private void Numeric(Opcode op)
    {
        var b = NumericTypes.IsBinary(op) ? Pop() : -1;
        PushPure(op, NumericTypes.Result(op), Pop(), b);
    }

    private void Local(in Instruction instruction)
    {
        var local = (int)instruction.A;
        if (_function.Variables is null)
        {
            if (instruction.Opcode == Opcode.LocalGet) Push(_environment[local]);
            else _environment[local] = instruction.Opcode == Opcode.LocalTee ? _stack[^1] : Pop();
            return;
        }
        if (instruction.Opcode == Opcode.LocalGet) Push(Append(Opcode.LocalGet, _locals[local], immediate: instruction.A));
        else Append(Opcode.LocalSet, IrType.None, instruction.Opcode == Opcode.LocalTee ? _stack[^1] : Pop(), immediate: instruction.A);
    }

    private void Load(in Instruction instruction)
    {
        var load = Append(instruction.Opcode, NumericTypes.Result(instruction.Opcode), PopAddress(instruction), immediate: instruction.Immediate);
        _function[load].Memory = _context.Instance.Memories[instruction.A];
        Push(load);
    }

    private void Store(in Instruction instruction)
    {
        var value = Pop();
        var store = Append(instruction.Opcode, IrType.None, PopAddress(instruction), value, immediate: instruction.Immediate);
        _function[store].Memory = _context.Instance.Memories[instruction.A];
        // A narrow store looks at the low bits only.
        ref var code = ref _function[store];
        code.B = Simplifier.LowBits(_function, code.B, code.Op);
    }

    private int[] PopArguments(int count)
    {
        var arguments = CollectionsMarshal.AsSpan(_stack)[(_stack.Count - count)..].ToArray();
        _stack.RemoveRange(_stack.Count - count, count);
        return arguments;
    }

    private void Call(int function)
    {
        var type = _context.Module.TypeOf(function);
        if (TryInline(function, type)) return;
        var arguments = PopArguments(type.Parameters.Length);
        PushResults(type, Append(Opcode.Call, FirstResult(type), index: function, arguments: arguments), _context.Throws.MayThrow(_context.Instance.Functions[function]));
    }

    private void CallIndirect(in Instruction instruction)
    {
        var type = _context.Module.FunctionTypeAt((int)instruction.A);
        var entry = TableEntry(instruction, type, out var arguments);
        PushResults(type, Append(Opcode.CallIndirect, FirstResult(type), entry, index: _context.TypeIds[instruction.A], arguments: arguments), _context.Throws.MayThrow(_context.TypeIds[instruction.A]));
    }

    private int TableEntry(in Instruction instruction, FunctionType type, out int[] arguments)
    {
        var table = (ulong)_context.Instance.Tables[instruction.B];
        var index = PopEntryIndex(instruction.B);
        arguments = PopArguments(type.Parameters.Length);
        return Append(IrOp.TableEntry, IrType.I64, index, immediate: table, index: _context.TypeIds[instruction.A]);
    }

    private static IrType FirstResult(FunctionType type) => type.Results.Length == 0 ? IrType.None : IrTypes.Of(type.Results[0]);

    private void PushResults(FunctionType type, int call, bool mayThrow)
    {
        _function[call].UsesSlots = _context.Convention.HasSlots(type);
        if (mayThrow) CheckPending();
        if (type.Results.Length > 0) Push(Typed(call, type.Results[0]));
        for (var i = 1; i < type.Results.Length; i++) Push(Typed(Append(IrOp.ExtraResult, IrTypes.Of(type.Results[i]), immediate: (ulong)i), type.Results[i]));
    }

    /// <summary>Globals, memories, tables and segments, by their program-wide numbers.</summary>
    private void State(in Instruction instruction)
    {
        var instance = _context.Instance;
        var (a, b) = ((int)instruction.A, (int)instruction.B);
        switch (instruction.Opcode)
        {
            case Opcode.GlobalGet: Push(Typed(Append(Opcode.GlobalGet, _context.GlobalType(a), immediate: (ulong)instance.Globals[a]), _context.Module.Globals[a].Type)); break;
            case Opcode.GlobalSet: Append(Opcode.GlobalSet, IrType.None, Pop(), immediate: (ulong)instance.Globals[a]); break;
            case Opcode.MemorySize: Push(Append(Opcode.MemorySize, AddressType(_context.Memory(instruction.A).Type.Limits), immediate: (ulong)instance.Memories[a])); break;
            case Opcode.MemoryGrow: Push(Append(Opcode.MemoryGrow, AddressType(_context.Memory(instruction.A).Type.Limits), Pop(), immediate: (ulong)instance.Memories[a])); break;
            case Opcode.MemoryFill:
                if (!TryFillInline(instruction)) Ternary(Opcode.MemoryFill, instance.Memories[a], 0);
                break;
            case Opcode.MemoryCopy:
                if (!TryCopyInline(instruction)) Ternary(Opcode.MemoryCopy, instance.Memories[a], instance.Memories[b]);
                break;
            case Opcode.MemoryInit: Ternary(Opcode.MemoryInit, instance.Memories[b], a); break;
            case Opcode.DataDrop or Opcode.ElemDrop: Append(instruction.Opcode, IrType.None, index: a); break;
            case Opcode.TableGet:
                Push(Typed(Append(Opcode.TableGet, IrType.Ref, Pop(), immediate: (ulong)instance.Tables[a]), _context.Module.Tables[a].Element));
                break;
            case Opcode.TableSet:
                var value = Pop();
                Append(Opcode.TableSet, IrType.None, Pop(), value, immediate: (ulong)instance.Tables[a]);
                break;
            case Opcode.TableSize: Push(Append(Opcode.TableSize, AddressType(_context.Table(instruction.A).Type.Limits), immediate: (ulong)instance.Tables[a])); break;
            case Opcode.TableGrow:
                var delta = Pop();
                Push(Append(Opcode.TableGrow, AddressType(_context.Table(instruction.A).Type.Limits), Pop(), delta, immediate: (ulong)instance.Tables[a]));
                break;
            case Opcode.TableFill: Ternary(Opcode.TableFill, instance.Tables[a], 0); break;
            case Opcode.TableCopy: Ternary(Opcode.TableCopy, instance.Tables[a], instance.Tables[b]); break;
            case Opcode.TableInit: Ternary(Opcode.TableInit, instance.Tables[b], a); break;
            default: throw new InvalidOperationException($"No SSA form for {instruction.Opcode}.");
        }
    }

    private void Ternary(Opcode op, int target, int index)
    {
        var c = Pop();
        var b = Pop();
        Append(op, IrType.None, Pop(), b, c, (ulong)target, index);
    }
}

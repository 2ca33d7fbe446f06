using System.Buffers.Binary;
using Microlight.Wasm.Binary;
using Microlight.Wasm.Linking;
using Microlight.Wasm.Validation;

namespace Microlight.Wasm.Tests.Reference;

/// <summary>Runs functions instruction by instruction (spec 4.4). One call at a time.</summary>
internal sealed partial class ReferenceInterpreter(ReferenceProgram program)
{
    /// <summary>Calls within calls: little enough for the interpreter's own recursion on a test's thread.</summary>
    private const int MaximumDepth = 500;

    /// <summary>An end that is never reached would otherwise hold up the tests.</summary>
    private const int MaximumSteps = 50_000_000;

    private readonly Stack<ulong> _stack = new();
    private int _depth;
    private int _steps;

    /// <summary>An open block: where a branch to it goes on, how many values it carries, how many lie below.</summary>
    /// <param name="Try">Index of the try or try_table whose body the block is, else −1.</param>
    /// <param name="Caught">In a legacy catch: what it caught.</param>
    private readonly record struct Label(int Target, int Arity, int Height, int Try = -1, ReferenceException? Caught = null);

    public ulong[] Call(ReferenceFunction function, ulong[] arguments)
    {
        foreach (var argument in arguments) _stack.Push(argument);
        Invoke(function);
        return Take(function.Type.Results.Length);
    }

    private ulong[] Take(int count)
    {
        var values = new ulong[count];
        for (var i = count - 1; i >= 0; i--) values[i] = _stack.Pop();
        return values;
    }

    private void Invoke(ReferenceFunction function)
    {
        if (++_depth > MaximumDepth) throw ReferenceTrap.Of(WasmTrapKind.CallStackExhausted);
        for (var next = function; next is not null;)
        {
            var locals = new ulong[next.LocalCount];
            Take(next.Type.Parameters.Length).CopyTo(locals, 0);
            next = Run(next, locals);
        }
        _depth--;
    }

    /// <summary>Returns the function that is called in place of this one, its arguments on the stack; null if none is.</summary>
    private ReferenceFunction? Run(ReferenceFunction function, ulong[] locals)
    {
        var code = function.Code;
        var labels = new Stack<Label>();
        labels.Push(new Label(code.Length, function.Type.Results.Length, _stack.Count));
        var (pc, depth) = (0, _depth);
        while (true)
        {
            try
            {
                return Run(function, locals, labels, pc);
            }
            catch (ReferenceException exception)
            {
                pc = Handle(function, labels, exception) + 1;
                if (pc == 0) throw;
                _depth = depth;
            }
        }
    }

    private ReferenceFunction? Run(ReferenceFunction function, ulong[] locals, Stack<Label> labels, int pc)
    {
        var (code, instance) = (function.Code, function.Instance);
        for (; pc < code.Length; pc++)
        {
            if (++_steps > MaximumSteps) throw new TimeoutException("The interpreter's step limit is reached.");
            ref readonly var instruction = ref code[pc];
            switch (instruction.Opcode)
            {
                case Opcode.Nop: break;
                case Opcode.Unreachable: throw ReferenceTrap.Of(WasmTrapKind.Unreachable);
                case Opcode.Block or Opcode.Loop or Opcode.If or Opcode.Try or Opcode.TryTable:
                    var (start, results) = BlockArity(instance.Module, instruction.Block);
                    var taken = instruction.Opcode != Opcode.If || Pop32() != 0;
                    var isLoop = instruction.Opcode == Opcode.Loop;
                    // A branch to a loop goes to the loop instruction itself, which opens the block anew.
                    labels.Push(new Label(isLoop ? pc : function.End[pc] + 1, isLoop ? start : results, _stack.Count - start, instruction.Opcode is Opcode.Try or Opcode.TryTable ? pc : -1));
                    if (!taken)
                    {
                        pc = function.Else[pc];
                        if (pc < code.Length && code[pc].Opcode == Opcode.End) labels.Pop();
                    }
                    break;
                case Opcode.Else:
                    pc = function.End[pc];
                    labels.Pop();
                    break;
                case Opcode.End or Opcode.Delegate: labels.Pop(); break;
                case Opcode.Catch or Opcode.CatchAll:
                    pc = function.End[pc];
                    labels.Pop();
                    break;
                case Opcode.Throw: throw Thrown(instance, instruction.A);
                case Opcode.ThrowRef: throw ThrownByReference();
                case Opcode.Rethrow: throw labels.ElementAt((int)instruction.A).Caught!;
                case Opcode.Br: pc = Branch(labels, instruction.A); break;
                case Opcode.BrIf:
                    if (Pop32() != 0) pc = Branch(labels, instruction.A);
                    break;
                case Opcode.BrTable:
                    pc = Branch(labels, instruction.Labels![Math.Min(Pop32(), (uint)instruction.Labels.Length - 1)]);
                    break;
                case Opcode.Return: pc = Branch(labels, (uint)labels.Count - 1); break;
                case Opcode.ReturnCall: return Replace(labels, program.Function(instance.Functions[instruction.A]));
                case Opcode.ReturnCallIndirect: return Replace(labels, Indirect(instance, in instruction));
                case Opcode.LocalGet: _stack.Push(locals[instruction.A]); break;
                case Opcode.LocalSet: locals[instruction.A] = _stack.Pop(); break;
                case Opcode.LocalTee: locals[instruction.A] = _stack.Peek(); break;
                default: Step(instance, in instruction); break;
            }
        }
        return null;
    }

    /// <summary>Leaves only the arguments of the next function on the stack.</summary>
    private ReferenceFunction Replace(Stack<Label> labels, ReferenceFunction next)
    {
        while (labels.Count > 1) labels.Pop();
        var arguments = Take(next.Type.Parameters.Length);
        while (_stack.Count > labels.Peek().Height) _stack.Pop();
        foreach (var argument in arguments) _stack.Push(argument);
        return next;
    }

    /// <summary>Unwinds to a label; returns the index before the instruction that comes next.</summary>
    private int Branch(Stack<Label> labels, uint depth)
    {
        for (; depth > 0; depth--) labels.Pop();
        var label = labels.Pop();
        var values = Take(label.Arity);
        while (_stack.Count > label.Height) _stack.Pop();
        foreach (var value in values) _stack.Push(value);
        return label.Target - 1;
    }

    private static (int Start, int Results) BlockArity(WasmModule module, BlockType block) => block.TypeIndex < 0
        ? (0, block.Single is null ? 0 : 1)
        : (module.FunctionTypeAt(block.TypeIndex).Parameters.Length, module.FunctionTypeAt(block.TypeIndex).Results.Length);

    private uint Pop32() => (uint)_stack.Pop();

    /// <summary>An address or index of the type that the memory or table has.</summary>
    private ulong PopIndex(Limits limits) => limits.Is64 ? _stack.Pop() : Pop32();

    private static Limits MemoryLimits(LinkedInstance instance, uint index) => instance.Module.Memories[index].Limits;
    private static Limits TableLimits(LinkedInstance instance, uint index) => instance.Module.Tables[index].Limits;

    /// <summary>What growing gives: the old size, or −1 in the type of the addresses.</summary>
    private void PushGrown(long old, Limits limits) => _stack.Push(limits.Is64 ? (ulong)old : (uint)old);

    private void Step(LinkedInstance instance, in Instruction instruction)
    {
        var signature = OperatorSignatures.Of(instruction.Opcode);
        if (signature.Operands == 1)
        {
            _stack.Push(ReferenceNumerics.Unary(instruction.Opcode, _stack.Pop()));
            return;
        }
        if (signature.Operands == 2)
        {
            var right = _stack.Pop();
            _stack.Push(ReferenceNumerics.Binary(instruction.Opcode, _stack.Pop(), right));
            return;
        }
        switch (instruction.Opcode)
        {
            case Opcode.Call: Invoke(program.Function(instance.Functions[instruction.A])); break;
            case Opcode.CallIndirect: Invoke(Indirect(instance, in instruction)); break;
            case Opcode.Drop: _stack.Pop(); break;
            case Opcode.Select or Opcode.SelectT:
                var condition = Pop32();
                var second = _stack.Pop();
                if (condition == 0) { _stack.Pop(); _stack.Push(second); }
                break;
            case Opcode.GlobalGet: _stack.Push(program.Globals[instance.Globals[instruction.A]]); break;
            case Opcode.GlobalSet: program.Globals[instance.Globals[instruction.A]] = _stack.Pop(); break;
            case Opcode.I32Const: _stack.Push((uint)instruction.Immediate); break;
            case Opcode.I64Const or Opcode.F32Const or Opcode.F64Const: _stack.Push(instruction.Immediate); break;
            case Opcode.RefNull: _stack.Push(0); break;
            case Opcode.RefIsNull: _stack.Push(_stack.Pop() == 0 ? 1u : 0u); break;
            case Opcode.RefFunc: _stack.Push(program.ReferenceTo(instance, (int)instruction.A)); break;
            case >= Opcode.I32Load and <= Opcode.I64Load32U: Load(instance, in instruction); break;
            case >= Opcode.I32Store and <= Opcode.I64Store32: Store(instance, in instruction); break;
            case Opcode.MemorySize: _stack.Push((ulong)Memory(instance, instruction.A).Length >> 16); break;
            case Opcode.MemoryGrow: 
                var memoryLimits = MemoryLimits(instance, instruction.A);
                PushGrown(program.GrowMemory(instance.Memories[instruction.A], PopIndex(memoryLimits)), memoryLimits);
                break;
            case Opcode.TableGet: _stack.Push(Element(instance, instruction.A, PopIndex(TableLimits(instance, instruction.A)))); break;
            case Opcode.TableSet:
                var value = _stack.Pop();
                Element(instance, instruction.A, PopIndex(TableLimits(instance, instruction.A))) = value;
                break;
            case Opcode.TableSize: _stack.Push((ulong)Table(instance, instruction.A).Length); break;
            case Opcode.TableGrow:
                var tableLimits = TableLimits(instance, instruction.A);
                var count = PopIndex(tableLimits);
                PushGrown(program.GrowTable(instance.Tables[instruction.A], _stack.Pop(), count), tableLimits);
                break;
            case Opcode.DataDrop: program.DroppedData[instance.Index][instruction.A] = true; break;
            case Opcode.ElemDrop: program.Elements[instance.Index][instruction.A] = []; break;
            case >= Opcode.MemoryAtomicNotify and <= Opcode.I64AtomicRmw32CmpxchgU: Atomic(instance, in instruction); break;
            case >= Opcode.I64Add128 and <= Opcode.I64MulWideU: Wide(instruction.Opcode); break;
            default: Bulk(instance, in instruction); break;
        }
    }

    private ReferenceFunction Indirect(LinkedInstance instance, in Instruction instruction)
    {
        var (table, index) = (Table(instance, instruction.B), PopIndex(TableLimits(instance, instruction.B)));
        if (index >= (ulong)table.Length) throw ReferenceTrap.Of(WasmTrapKind.UndefinedElement);
        var function = program.Dereference(table[index]) ?? throw ReferenceTrap.Of(WasmTrapKind.UninitializedElement);
        if (!program.Linked.Types.IsSubtype(function.TypeId, instance.TypeIds[instruction.A])) throw ReferenceTrap.Of(WasmTrapKind.IndirectCallTypeMismatch);
        return function;
    }

    private byte[] Memory(LinkedInstance instance, uint index) => program.Memories[instance.Memories[index]];

    private ulong[] Table(LinkedInstance instance, uint index) => program.Tables[instance.Tables[index]];

    private ref ulong Element(LinkedInstance instance, uint table, ulong index)
    {
        var elements = Table(instance, table);
        if (index >= (ulong)elements.Length) throw ReferenceTrap.Of(WasmTrapKind.OutOfBoundsTableAccess);
        return ref elements[index];
    }

    private Span<byte> Access(LinkedInstance instance, in Instruction instruction, int size)
    {
        var (memory, address) = (Memory(instance, instruction.A), (UInt128)PopIndex(MemoryLimits(instance, instruction.A)));
        var effective = address + instruction.Immediate;
        if (effective + (ulong)size > (ulong)memory.Length) throw ReferenceTrap.Of(WasmTrapKind.OutOfBoundsMemoryAccess);
        return memory.AsSpan((int)effective, size);
    }

    private void Load(LinkedInstance instance, in Instruction instruction)
    {
        var size = 1 << MemoryAccess.Of(instruction.Opcode).Alignment;
        Span<byte> bytes = stackalloc byte[8];
        bytes.Clear();
        Access(instance, in instruction, size).CopyTo(bytes);
        var value = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        _stack.Push(instruction.Opcode switch
        {
            Opcode.I32Load8S => (uint)(sbyte)value,
            Opcode.I32Load16S => (uint)(short)value,
            Opcode.I64Load8S => (ulong)(sbyte)value,
            Opcode.I64Load16S => (ulong)(short)value,
            Opcode.I64Load32S => (ulong)(int)value,
            _ => value,
        });
    }

    private void Store(LinkedInstance instance, in Instruction instruction)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, _stack.Pop());
        var size = 1 << MemoryAccess.Of(instruction.Opcode).Alignment;
        bytes[..size].CopyTo(Access(instance, in instruction, size));
    }

    private void Bulk(LinkedInstance instance, in Instruction instruction)
    {
        // Values of 32 bits lie zero-extended on the stack, so the types of addresses and counts need not be told apart.
        var (count, b, destination) = (_stack.Pop(), _stack.Pop(), _stack.Pop());
        switch (instruction.Opcode)
        {
            case Opcode.MemoryCopy:
                var source = Range(Memory(instance, instruction.B), b, count, WasmTrapKind.OutOfBoundsMemoryAccess);
                source.CopyTo(Range(Memory(instance, instruction.A), destination, count, WasmTrapKind.OutOfBoundsMemoryAccess));
                break;
            case Opcode.MemoryFill: Range(Memory(instance, instruction.A), destination, count, WasmTrapKind.OutOfBoundsMemoryAccess).Fill((byte)b); break;
            case Opcode.MemoryInit: MemoryInit(instance, instruction.A, instance.Memories[instruction.B], destination, b, count); break;
            case Opcode.TableCopy:
                var from = Range(Table(instance, instruction.B), b, count, WasmTrapKind.OutOfBoundsTableAccess);
                from.CopyTo(Range(Table(instance, instruction.A), destination, count, WasmTrapKind.OutOfBoundsTableAccess));
                break;
            case Opcode.TableFill: Range(Table(instance, instruction.A), destination, count, WasmTrapKind.OutOfBoundsTableAccess).Fill(b); break;
            case Opcode.TableInit: TableInit(instance, instruction.A, instance.Tables[instruction.B], destination, b, count); break;
            default: throw new InvalidOperationException($"The interpreter does not know {instruction.Opcode}.");
        }
    }

    public void MemoryInit(LinkedInstance instance, uint segment, int memory, ulong destination, ulong source, ulong count)
    {
        var data = instance.Module.Data[segment];
        var bytes = program.DroppedData[instance.Index][segment] ? [] : instance.Module.Bytes.Slice(data.Start, data.Length).ToArray();
        var from = Range(bytes, source, count, WasmTrapKind.OutOfBoundsMemoryAccess);
        from.CopyTo(Range(program.Memories[memory], destination, count, WasmTrapKind.OutOfBoundsMemoryAccess));
    }

    public void TableInit(LinkedInstance instance, uint segment, int table, ulong destination, ulong source, ulong count)
    {
        var from = Range(program.Elements[instance.Index][segment]!, source, count, WasmTrapKind.OutOfBoundsTableAccess);
        from.CopyTo(Range(program.Tables[table], destination, count, WasmTrapKind.OutOfBoundsTableAccess));
    }

    private static Span<T> Range<T>(T[] array, ulong start, ulong count, WasmTrapKind otherwise) =>
        count <= (ulong)array.Length && start <= (ulong)array.Length - count ? array.AsSpan((int)start, (int)count) : throw ReferenceTrap.Of(otherwise);
}

using Microlight.Wasm.Binary;
using TypeCode = Microlight.Wasm.Binary.TypeCode;

namespace Microlight.Wasm.Validation;

/// <summary>
/// Validates function bodies by the specification's algorithm (appendix A.3): one pass, two explicit stacks, no recursion. One instance
/// serves one thread and is used for one function after the other.
/// </summary>
internal sealed partial class FunctionValidator
{
    private static readonly WasmType[] I32 = [WasmType.I32], I64 = [WasmType.I64], F32 = [WasmType.F32], F64 = [WasmType.F64],
        FuncRef = [WasmType.FuncRef], ExternRef = [WasmType.ExternRef];

    private readonly ModuleContext _context;
    private readonly ValidationStack _stack;
    private readonly LocalTypes _locals;
    private readonly ReferenceInstructions _references;

    /// <summary>The labels that the br_table at hand has already checked, so that many equal ones cost little.</summary>
    private readonly HashSet<WasmType[]> _checkedLabels = new(ReferenceEqualityComparer.Instance);

    public FunctionValidator(ModuleContext context)
    {
        _context = context;
        _stack = new ValidationStack(context);
        _locals = new LocalTypes(context);
        _references = new ReferenceInstructions(context, _stack);
    }

    public void Validate(FunctionBody body)
    {
        var type = _context.FunctionType((uint)body.TypeIndex, body.Code);
        _locals.Set(body, type);
        if (_locals.Count > ModuleLimits.Locals)
            throw new WasmLimitException($"A function has {_locals.Count:#,0} locals and parameters; the most is {ModuleLimits.Locals:#,0}", body.Code);
        _stack.Reset();
        _stack.Offset = body.Code;
        _stack.PushFrame(Opcode.Block, [], type.Results);
        var reader = new InstructionReader(_context.Module.Bytes.Span, body.Code, body.End);
        while (reader.Read(out var instruction))
        {
            if (_stack.Depth == 0) throw new WasmMalformedException("Unexpected content behind the end of a function's code", instruction.Offset);
            _stack.Instruction = instruction.Opcode;
            _stack.Offset = instruction.Offset;
            var signature = OperatorSignatures.Of(instruction.Opcode);
            if (signature.Operands == 0)
            {
                Step(in instruction);
                continue;
            }
            if (signature.Operands == 2) _stack.Pop(signature.Operand);
            _stack.Pop(signature.Operand);
            _stack.Push(signature.Result);
        }
        if (_stack.Depth != 0) throw new WasmMalformedException("Unexpected end of a function's code: an end instruction is expected", body.End);
    }

    private void Step(in Instruction instruction)
    {
        switch (instruction.Opcode)
        {
            case Opcode.Unreachable: _stack.SetUnreachable(); break;
            case Opcode.Nop: break;
            case Opcode.Block or Opcode.Loop or Opcode.If: Block(in instruction); break;
            case Opcode.Else: Else(); break;
            case Opcode.End: End(); break;
            case Opcode.Br:
                _stack.PopAll(_stack.Label(instruction.A).LabelTypes);
                _stack.SetUnreachable();
                break;
            case Opcode.BrIf:
                _stack.Pop(WasmType.I32);
                var types = _stack.Label(instruction.A).LabelTypes;
                _stack.PopAll(types);
                _stack.PushAll(types);
                break;
            case Opcode.BrTable: BranchTable(instruction.Labels!); break;
            case Opcode.Return:
                _stack.PopAll(_stack.Label((uint)_stack.Depth - 1).Results);
                _stack.SetUnreachable();
                break;
            case Opcode.Call: Call(_context.Function(instruction.A, instruction.Offset)); break;
            case Opcode.CallIndirect: CallIndirect(in instruction); break;
            case Opcode.ReturnCall or Opcode.ReturnCallIndirect or Opcode.ReturnCallRef: ReturnCall(in instruction); break;
            case Opcode.Drop: _stack.PopAny(); break;
            case Opcode.Select: Select(); break;
            case Opcode.SelectT: SelectTyped(instruction.Types!); break;
            case Opcode.LocalGet: GetLocal(instruction.A); break;
            case Opcode.LocalSet: SetLocal(instruction.A); break;
            case Opcode.LocalTee: _stack.Push(SetLocal(instruction.A)); break;
            case Opcode.GlobalGet: _stack.Push(_context.Global(instruction.A, instruction.Offset).Type); break;
            case Opcode.GlobalSet:
                var global = _context.Global(instruction.A, instruction.Offset);
                if (!global.Mutable) throw new WasmInvalidException($"Global {instruction.A} is immutable, global.set may not write it", instruction.Offset);
                _stack.Pop(global.Type);
                break;
            case >= Opcode.I32Load and <= Opcode.I64Store32: Access(in instruction); break;
            case Opcode.I32Const: _stack.Push(WasmType.I32); break;
            case Opcode.I64Const: _stack.Push(WasmType.I64); break;
            case Opcode.F32Const: _stack.Push(WasmType.F32); break;
            case Opcode.F64Const: _stack.Push(WasmType.F64); break;
            case Opcode.RefFunc: ReferenceTo(in instruction); break;
            case Opcode.TableGet or Opcode.TableSet or Opcode.TableGrow or Opcode.TableSize or Opcode.TableFill: Table(in instruction); break;
            case >= Opcode.MemoryAtomicNotify and <= Opcode.I64AtomicRmw32CmpxchgU: Atomic(in instruction); break;
            case >= Opcode.I64Add128 and <= Opcode.I64MulWideU: Wide(instruction.Opcode); break;
            default:
                if (!Vector(in instruction) && !Exception(in instruction)) Bulk(in instruction);
                break;
        }
    }

    private void Block(in Instruction instruction)
    {
        if (instruction.Opcode == Opcode.If) _stack.Pop(WasmType.I32);
        var (start, results) = BlockTypes(instruction.Block, instruction.Offset);
        _stack.PopAll(start);
        _stack.PushFrame(instruction.Opcode, start, results);
    }

    private (WasmType[] Start, WasmType[] Results) BlockTypes(BlockType block, int offset)
    {
        if (block.Single is { } single) return ([], Only(_context.Resolve(single, offset)));
        if (block.TypeIndex < 0) return ([], []);
        var type = _context.FunctionType((uint)block.TypeIndex, offset);
        return (type.Parameters, type.Results);
    }

    private static WasmType[] Only(WasmType type) => type.Code switch
    {
        _ when type.IsReference && !type.Nullable => [type],
        TypeCode.I32 => I32,
        TypeCode.I64 => I64,
        TypeCode.F32 => F32,
        TypeCode.F64 => F64,
        TypeCode.FuncRef => FuncRef,
        TypeCode.ExternRef => ExternRef,
        _ => [type],
    };

    private void Else()
    {
        if (_stack.Top.Opcode != Opcode.If) throw new WasmMalformedException("An else without its if", _stack.Offset);
        var frame = _stack.PopFrame();
        _stack.PushFrame(Opcode.Else, frame.Start, frame.Results);
    }

    private void End()
    {
        var frame = _stack.PopFrame();
        // An if without else is one whose else hands its parameters on.
        if (frame.Opcode == Opcode.If && !_stack.Matches(frame.Start, frame.Results))
            throw new WasmInvalidException("Type mismatch: an if without else must have parameters that are its results", frame.Offset);
        if (_stack.Depth > 0) _stack.PushAll(frame.Results);
    }

    private void BranchTable(uint[] labels)
    {
        _stack.Pop(WasmType.I32);
        var types = _stack.Label(labels[^1]).LabelTypes;
        _checkedLabels.Clear();
        foreach (var label in labels)
        {
            var other = _stack.Label(label).LabelTypes;
            if (other.Length != types.Length)
                throw new WasmInvalidException($"Type mismatch: the labels of a br_table take {types.Length} and {other.Length} values", _stack.Offset);
            if (types.Length > 0 && _checkedLabels.Add(other)) _stack.CheckTop(other);
        }
        _stack.PopAll(types);
        _stack.SetUnreachable();
    }

    private void Call(FunctionType type)
    {
        _stack.PopAll(type.Parameters);
        _stack.PushAll(type.Results);
    }

    private void CallIndirect(in Instruction instruction) => Call(IndirectType(in instruction));

    /// <summary>The type of an indirect call, whose index is popped.</summary>
    private FunctionType IndirectType(in Instruction instruction)
    {
        var table = _context.Table(instruction.B, instruction.Offset);
        if (!_context.Types.IsSubtype(table.Element, WasmType.FuncRef))
            throw new WasmInvalidException($"Type mismatch: {instruction.Opcode.Name()} through table {instruction.B}, which holds {_context.Text(table.Element)}", instruction.Offset);
        var type = _context.FunctionType(instruction.A, instruction.Offset);
        _stack.Pop(table.Limits.Address);
        return type;
    }

    private void CallReference(in Instruction instruction) => Call(ReferredType(in instruction));

    /// <summary>The type of a call through a reference, which is popped.</summary>
    private FunctionType ReferredType(in Instruction instruction)
    {
        var type = _context.FunctionType(instruction.A, instruction.Offset);
        _stack.Pop(_context.ReferenceTo(instruction.A) with { Nullable = true });
        return type;
    }

    private void Select()
    {
        _stack.Pop(WasmType.I32);
        var second = _stack.PopAny();
        var first = _stack.PopAny();
        if (first.IsReference || second.IsReference)
            throw new WasmInvalidException("Type mismatch: select without a type takes numbers, not references", _stack.Offset);
        if (first != second && first != WasmType.Bottom && second != WasmType.Bottom) throw _stack.Mismatch(first, second);
        _stack.Push(first == WasmType.Bottom ? second : first);
    }

    private void SelectTyped(WasmType[] types)
    {
        if (types.Length != 1) throw new WasmInvalidException($"Invalid result arity: select gives one value, not {types.Length}", _stack.Offset);
        _stack.Pop(WasmType.I32);
        var type = _context.Resolve(types[0], _stack.Offset);
        _stack.Pop(type);
        _stack.Pop(type);
        _stack.Push(type);
    }

    private WasmType Local(uint index) => index < (uint)_locals.Count
        ? _locals[index]
        : throw new WasmInvalidException($"Unknown local {index}: the function has {_locals.Count:#,0}", _stack.Offset);

    private void Access(in Instruction instruction)
    {
        var (type, alignment) = MemoryAccess.Of(instruction.Opcode);
        var address = AlignedAddress(in instruction, alignment);
        if (MemoryAccess.IsStore(instruction.Opcode))
        {
            _stack.Pop(type);
            _stack.Pop(address);
            return;
        }
        _stack.Pop(address);
        _stack.Push(type);
    }

    /// <summary>As <see cref="Address"/>; the alignment is at most <paramref name="natural"/>, an exponent of two.</summary>
    private WasmType AlignedAddress(in Instruction instruction, int natural)
    {
        if (instruction.B > (uint)natural)
            throw new WasmInvalidException($"The alignment of {instruction.Opcode.Name()} must not be larger than natural: 2^{instruction.B}, natural is 2^{natural}", instruction.Offset);
        return Address(in instruction);
    }

    /// <summary>The address type of the memory that a memory argument names; its offset must be an address of it (spec 3.4.7).</summary>
    private WasmType Address(in Instruction instruction)
    {
        var limits = _context.Memory(instruction.A, instruction.Offset).Limits;
        if (!limits.Is64 && instruction.Immediate > uint.MaxValue)
            throw new WasmInvalidException($"The offset {instruction.Immediate} is out of range for a 32-bit memory", instruction.Offset);
        return limits.Address;
    }

    private void GetLocal(uint index)
    {
        var type = Local(index);
        if (!type.IsDefaultable && index >= (uint)_locals.Parameters && !_stack.IsInitialized(index))
            throw new WasmInvalidException($"Uninitialized local {index}: its type {_context.Text(type)} has no default, and no local.set comes before in a block that is open", _stack.Offset);
        _stack.Push(type);
    }

    private WasmType SetLocal(uint index)
    {
        var type = Local(index);
        _stack.Pop(type);
        if (!type.IsDefaultable) _stack.Initialize(index);
        return type;
    }

    private void ReferenceTo(in Instruction instruction)
    {
        var type = _context.ReferenceToFunction(instruction.A, instruction.Offset);
        if (!_context.Referenced[instruction.A])
            throw new WasmInvalidException($"Undeclared function reference: function {instruction.A} occurs in no export, global or element segment", instruction.Offset);
        _stack.Push(type);
    }

    private void Table(in Instruction instruction)
    {
        var table = _context.Table(instruction.A, instruction.Offset);
        var (element, address) = (table.Element, table.Limits.Address);
        switch (instruction.Opcode)
        {
            case Opcode.TableGet:
                _stack.Pop(address);
                _stack.Push(element);
                break;
            case Opcode.TableSet:
                _stack.Pop(element);
                _stack.Pop(address);
                break;
            case Opcode.TableSize:
                _stack.Push(address);
                break;
            case Opcode.TableGrow:
                _stack.Pop(address);
                _stack.Pop(element);
                _stack.Push(address);
                break;
            case Opcode.TableFill:
                _stack.Pop(address);
                _stack.Pop(element);
                _stack.Pop(address);
                break;
        }
    }

    /// <summary>Sizes, growth and the bulk instructions on memories and tables.</summary>
    private void Bulk(in Instruction instruction)
    {
        var offset = instruction.Offset;
        switch (instruction.Opcode)
        {
            case Opcode.MemorySize:
                _stack.Push(_context.Memory(instruction.A, offset).Limits.Address);
                break;
            case Opcode.MemoryGrow:
                var address = _context.Memory(instruction.A, offset).Limits.Address;
                _stack.Pop(address);
                _stack.Push(address);
                break;
            case Opcode.DataDrop:
                _context.CheckData(instruction.A, offset);
                break;
            case Opcode.ElemDrop:
                _context.Element(instruction.A, offset);
                break;
            case Opcode.MemoryInit:
                var initialized = _context.Memory(instruction.B, offset).Limits.Address;
                _context.CheckData(instruction.A, offset);
                PopRange(initialized, WasmType.I32, WasmType.I32);
                break;
            case Opcode.MemoryCopy:
                PopCopy(_context.Memory(instruction.A, offset).Limits, _context.Memory(instruction.B, offset).Limits);
                break;
            case Opcode.MemoryFill:
                var filled = _context.Memory(instruction.A, offset).Limits.Address;
                PopRange(filled, WasmType.I32, filled);
                break;
            case Opcode.TableInit:
                var table = _context.Table(instruction.B, offset);
                SameElement(table.Element, _context.Element(instruction.A, offset), offset);
                PopRange(table.Limits.Address, WasmType.I32, WasmType.I32);
                break;
            case Opcode.TableCopy:
                var (destination, source) = (_context.Table(instruction.A, offset), _context.Table(instruction.B, offset));
                SameElement(destination.Element, source.Element, offset);
                PopCopy(destination.Limits, source.Limits);
                break;
            case Opcode.CallRef: CallReference(in instruction); break;
            default:
                if (_references.Step(in instruction)) break;
                throw new InvalidOperationException($"{instruction.Opcode} has no validation rule.");
        }
    }

    private void PopRange(WasmType destination, WasmType second, WasmType count)
    {
        _stack.Pop(count);
        _stack.Pop(second);
        _stack.Pop(destination);
    }

    /// <summary>How much a copy moves has the smaller of the two address types (spec 3.4.7, memory.copy; 3.4.6, table.copy).</summary>
    private void PopCopy(Limits destination, Limits source) =>
        PopRange(destination.Address, source.Address, destination.Is64 && source.Is64 ? WasmType.I64 : WasmType.I32);

    private void SameElement(WasmType destination, WasmType source, int offset)
    {
        if (!_context.Types.IsSubtype(source, destination))
            throw new WasmInvalidException($"Type mismatch: {_stack.Instruction.Name()} from {_context.Text(source)} to a table of {_context.Text(destination)}", offset);
    }
}

using Microlight.Wasm.Binary;

namespace Microlight.Wasm.Validation;

/// <summary>
/// Exceptions: throw, throw_ref and try_table (spec 3.4.10), and the legacy instructions as the first form of the proposal has them
/// (WebAssembly/exception-handling, proposals/exception-handling/legacy/Exceptions.md).
/// </summary>
internal sealed partial class FunctionValidator
{
    private static readonly WasmType CaughtReference = WasmType.ExnRef with { Nullable = false };

    /// <summary>False if the instruction is none of them.</summary>
    private bool Exception(in Instruction instruction)
    {
        switch (instruction.Opcode)
        {
            case Opcode.Throw:
                _stack.PopAll(_context.Tag(instruction.A, instruction.Offset).Parameters);
                _stack.SetUnreachable();
                return true;
            case Opcode.ThrowRef:
                _stack.Pop(WasmType.ExnRef);
                _stack.SetUnreachable();
                return true;
            case Opcode.TryTable:
                var (start, results) = BlockTypes(instruction.Block, instruction.Offset);
                _stack.PopAll(start);
                foreach (var clause in instruction.Catches!) CheckClause(clause);
                _stack.PushFrame(Opcode.TryTable, start, results);
                return true;
            case Opcode.Try: Block(in instruction); return true;
            case Opcode.Catch or Opcode.CatchAll: Catch(in instruction); return true;
            case Opcode.Rethrow:
                if (_stack.Label(instruction.A).Opcode is not (Opcode.Catch or Opcode.CatchAll))
                    throw new WasmInvalidException($"Invalid rethrow label {instruction.A}: it is not that of a catch", instruction.Offset);
                _stack.SetUnreachable();
                return true;
            case Opcode.Delegate: Delegate(in instruction); return true;
            default: return false;
        }
    }

    /// <summary>What the clause hands to its label, which counts from outside of the try_table.</summary>
    private void CheckClause(CatchClause clause)
    {
        var label = _stack.Label(clause.Label).LabelTypes;
        var parameters = clause.Kind is CatchKind.Catch or CatchKind.CatchRef ? _context.Tag(clause.Tag, _stack.Offset).Parameters : [];
        var hasReference = clause.Kind is CatchKind.CatchRef or CatchKind.CatchAllRef;
        var fits = label.Length == parameters.Length + (hasReference ? 1 : 0) && _stack.Matches(parameters, label.AsSpan(0, parameters.Length))
            && (!hasReference || _stack.Matches(CaughtReference, label[^1]));
        if (!fits)
            throw new WasmInvalidException($"Type mismatch: a catch clause hands {Text(hasReference ? [.. parameters, CaughtReference] : parameters)} to a label that takes {Text(label)}", _stack.Offset);
    }

    private void Catch(in Instruction instruction)
    {
        if (_stack.Top.Opcode is not (Opcode.Try or Opcode.Catch)) throw new WasmMalformedException($"A {instruction.Opcode.Name()} without its try", instruction.Offset);
        var frame = _stack.PopFrame();
        var parameters = instruction.Opcode == Opcode.Catch ? _context.Tag(instruction.A, instruction.Offset).Parameters : [];
        _stack.PushFrame(instruction.Opcode, parameters, frame.Results);
    }

    private void Delegate(in Instruction instruction)
    {
        if (_stack.Top.Opcode != Opcode.Try) throw new WasmMalformedException("A delegate without its try", instruction.Offset);
        var frame = _stack.PopFrame();
        _stack.Label(instruction.A);
        _stack.PushAll(frame.Results);
    }
}

using Microlight.Wasm.Binary;

namespace Microlight.Wasm.Validation;

/// <summary>Tail calls (spec 3.4.10): the callee returns what the caller returns, and nothing comes after.</summary>
internal sealed partial class FunctionValidator
{
    private void ReturnCall(in Instruction instruction) => ReturnCall(instruction.Opcode switch
    {
        Opcode.ReturnCall => _context.Function(instruction.A, instruction.Offset),
        Opcode.ReturnCallIndirect => IndirectType(in instruction),
        _ => ReferredType(in instruction),
    });

    private void ReturnCall(FunctionType type)
    {
        _context.Module.HasTailCalls = true;
        _stack.PopAll(type.Parameters);
        var results = _stack.Label((uint)_stack.Depth - 1).Results;
        if (!_stack.Matches(type.Results, results))
            throw new WasmInvalidException($"Type mismatch: {_stack.Instruction.Name()} of a function that returns {Text(type.Results)} in one that returns {Text(results)}", _stack.Offset);
        _stack.SetUnreachable();
    }

    private string Text(WasmType[] types) => $"[{string.Join(' ', types.Select(_context.Text))}]";
}

using Microlight.Wasm.Binary;

namespace Microlight.Wasm.Validation;

/// <summary>Atomic instructions (threads proposal, "Validation"): any memory will do, but the alignment must be exactly the natural one.</summary>
internal sealed partial class FunctionValidator
{
    private void Atomic(in Instruction instruction)
    {
        var atomic = AtomicInstruction.Of(instruction.Opcode);
        if (atomic.Kind == AtomicKind.Fence) return;
        var address = Address(in instruction);
        if (instruction.B != atomic.Alignment)
            throw new WasmInvalidException($"The alignment of {instruction.Opcode.Name()} must be natural: 2^{instruction.B}, natural is 2^{atomic.Alignment}", instruction.Offset);
        switch (atomic.Kind)
        {
            case AtomicKind.Store or AtomicKind.Arithmetic or AtomicKind.Exchange or AtomicKind.Notify:
                _stack.Pop(atomic.Type);
                break;
            case AtomicKind.CompareExchange:
                _stack.Pop(atomic.Type);
                _stack.Pop(atomic.Type);
                break;
            case AtomicKind.Wait:
                _stack.Pop(WasmType.I64);
                _stack.Pop(atomic.Type);
                break;
        }
        _stack.Pop(address);
        if (atomic.Kind != AtomicKind.Store) _stack.Push(atomic.Kind == AtomicKind.Wait ? WasmType.I32 : atomic.Type);
    }

    /// <summary>128-bit numbers are pairs of i64, the low half first (wide-arithmetic proposal).</summary>
    private void Wide(Opcode opcode)
    {
        for (var operands = opcode is Opcode.I64Add128 or Opcode.I64Sub128 ? 4 : 2; operands > 0; operands--) _stack.Pop(WasmType.I64);
        _stack.Push(WasmType.I64);
        _stack.Push(WasmType.I64);
    }
}

using System.Buffers.Binary;
using Microlight.Wasm.Binary;
using Microlight.Wasm.Linking;

namespace Microlight.Wasm.Tests.Reference;

/// <summary>Atomic instructions (threads proposal) of the only thread, and wide arithmetic.</summary>
internal sealed partial class ReferenceInterpreter
{
    private void Atomic(LinkedInstance instance, in Instruction instruction)
    {
        var atomic = AtomicInstruction.Of(instruction.Opcode);
        if (atomic.Kind == AtomicKind.Fence) return;
        var timeout = atomic.Kind == AtomicKind.Wait ? (long)_stack.Pop() : 0;
        var operand = atomic.Kind == AtomicKind.Load ? 0 : _stack.Pop();
        var expected = atomic.Kind == AtomicKind.CompareExchange ? _stack.Pop() : 0;
        var size = 1 << atomic.Alignment;
        if (((_stack.Peek() + instruction.Immediate) & (ulong)(size - 1)) != 0) throw ReferenceTrap.Of(WasmTrapKind.UnalignedAtomic);
        var bytes = Access(instance, in instruction, size);
        Span<byte> buffer = stackalloc byte[8];
        buffer.Clear();
        bytes.CopyTo(buffer);
        var old = BinaryPrimitives.ReadUInt64LittleEndian(buffer);
        var mask = ulong.MaxValue >> (64 - 8 * size);
        switch (atomic.Kind)
        {
            case AtomicKind.Notify:
                _stack.Push(0);
                return;
            case AtomicKind.Wait:
                if (!instance.Module.Memories[instruction.A].Shared) throw ReferenceTrap.Of(WasmTrapKind.ExpectedSharedMemory);
                if (old == operand && timeout < 0) throw ReferenceTrap.Of(WasmTrapKind.EndlessWait);
                _stack.Push(old == operand ? 2u : 1u);
                return;
            case AtomicKind.Arithmetic:
                operand = ReferenceNumerics.Binary(atomic.Operation, old, operand);
                break;
            case AtomicKind.CompareExchange when old != (expected & mask):
                operand = old;
                break;
        }
        if (atomic.Kind != AtomicKind.Load)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(buffer, operand);
            buffer[..size].CopyTo(bytes);
        }
        if (atomic.Kind != AtomicKind.Store) _stack.Push(old);
    }

    private void Wide(Opcode opcode)
    {
        UInt128 b = _stack.Pop(), a = _stack.Pop();
        var result = opcode switch
        {
            Opcode.I64MulWideU => a * b,
            Opcode.I64MulWideS => (UInt128)((Int128)(long)(ulong)a * (long)(ulong)b),
            // What was popped is the second number: its low half, then its high half on top.
            Opcode.I64Add128 => Pair() + (b << 64 | a),
            _ => Pair() - (b << 64 | a),
        };
        _stack.Push((ulong)result);
        _stack.Push((ulong)(result >> 64));

        UInt128 Pair() => (UInt128)_stack.Pop() << 64 | _stack.Pop();
    }
}

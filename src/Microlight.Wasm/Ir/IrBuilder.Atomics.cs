using Microlight.Wasm.Binary;

namespace Microlight.Wasm.Ir;

/// <summary>
/// Atomic instructions and 128-bit arithmetic, in terms of plain instructions. An instance is one agent on one processor, and the host looks
/// at its memory between calls only: nobody can see a read-modify-write half done, and nothing needs a fence.
/// </summary>
internal sealed partial class IrBuilder
{
    private void Atomic(in Instruction instruction)
    {
        var atomic = AtomicInstruction.Of(instruction.Opcode);
        var type = IrTypes.Of(atomic.Type);
        switch (atomic.Kind)
        {
            case AtomicKind.Fence:
                return;
            case AtomicKind.Load:
                Push(AtomicLoad(instruction, atomic, AtomicAddress(instruction, atomic)));
                return;
            case AtomicKind.Notify:
                Pop();
                AtomicLoad(instruction, atomic, AtomicAddress(instruction, atomic));
                // Nobody else can wait.
                Push(Constant(IrType.I32, 0));
                return;
            case AtomicKind.Wait:
                var (timeout, compared) = (Pop(), Pop());
                var found = AtomicLoad(instruction, atomic, AtomicAddress(instruction, atomic));
                var equal = Pure(atomic.Operation, IrType.I32, found, compared);
                Push(Append(Opcode.MemoryAtomicWait32, IrType.I32, equal, timeout, immediate: _context.Memory(instruction.A).Type.Shared ? 1u : 0));
                return;
        }
        var value = Pop();
        var expected = atomic.Kind == AtomicKind.CompareExchange ? Pop() : -1;
        var address = AtomicAddress(instruction, atomic);
        if (atomic.Kind == AtomicKind.Store)
        {
            AtomicStore(instruction, atomic, address, value);
            return;
        }
        var old = AtomicLoad(instruction, atomic, address);
        if (atomic.Kind == AtomicKind.Arithmetic) value = Pure(atomic.Operation, type, old, value);
        // Storing what is there already cannot be told from not storing.
        if (atomic.Kind == AtomicKind.CompareExchange) value = Pure(Opcode.Select, type, value, old, Pure(atomic.Operation, IrType.I32, old, Narrow(expected, atomic)));
        AtomicStore(instruction, atomic, address, value);
        Push(old);
    }

    /// <summary>The expected value is compared in the width of the access (threads proposal, "Compare Exchange").</summary>
    private int Narrow(int value, in AtomicInstruction atomic)
    {
        var is64 = atomic.Type == WasmType.I64;
        if (atomic.Alignment == (is64 ? 3 : 2)) return value;
        var type = is64 ? IrType.I64 : IrType.I32;
        return Pure(is64 ? Opcode.I64And : Opcode.I32And, type, value, Constant(type, (1UL << (8 << atomic.Alignment)) - 1));
    }

    private int AtomicAddress(in Instruction instruction, in AtomicInstruction atomic)
    {
        var address = PopAddress(instruction);
        if (atomic.Alignment == 0) return address;
        var mask = (1u << atomic.Alignment) - 1;
        return Append(IrOp.AlignedAddress, _function[address].Type, address, immediate: instruction.Immediate & mask, index: (int)mask);
    }

    private int AtomicLoad(in Instruction instruction, in AtomicInstruction atomic, int address)
    {
        var load = Append(atomic.Load, NumericTypes.Result(atomic.Load), address, immediate: instruction.Immediate);
        _function[load].Memory = _context.Instance.Memories[instruction.A];
        return load;
    }

    private void AtomicStore(in Instruction instruction, in AtomicInstruction atomic, int address, int value)
    {
        var store = Append(atomic.Store, IrType.None, address, Simplifier.LowBits(_function, value, atomic.Store), immediate: instruction.Immediate);
        _function[store].Memory = _context.Instance.Memories[instruction.A];
    }

    /// <summary>i64.add128, sub128: the carry of the low half is a comparison; mul_wide: the high half is an instruction of its own.</summary>
    private void Wide(Opcode op)
    {
        if (op is Opcode.I64MulWideS or Opcode.I64MulWideU)
        {
            var (right, left) = (Pop(), Pop());
            Push(Pure(Opcode.I64Mul, IrType.I64, left, right));
            Push(Pure(op, IrType.I64, left, right));
            return;
        }
        var (highB, lowB, highA, lowA) = (Pop(), Pop(), Pop(), Pop());
        var half = op == Opcode.I64Add128 ? Opcode.I64Add : Opcode.I64Sub;
        var low = Pure(half, IrType.I64, lowA, lowB);
        var carry = op == Opcode.I64Add128 ? Pure(Opcode.I64LtU, IrType.I32, low, lowA) : Pure(Opcode.I64LtU, IrType.I32, lowA, lowB);
        Push(low);
        Push(Pure(half, IrType.I64, Pure(half, IrType.I64, highA, highB), Pure(Opcode.I64ExtendI32U, IrType.I64, carry)));
    }
}

using Microlight.Wasm.Binary;

namespace Microlight.Wasm.Ir;

/// <summary>
/// Removes values that nothing with an effect depends on, phis in circles included. Of a load that nobody uses the trap remains, as an
/// access to one byte.
/// </summary>
internal static class DeadCode
{
    public static void Run(IrFunction function)
    {
        var live = new bool[function.Count];
        var used = new bool[function.Count];
        var work = new Stack<int>();
        for (var i = 0; i < function.Count; i++)
        {
            if (InstructionEffects.IsRemovable(function, i)) continue;
            live[i] = true;
            work.Push(i);
        }
        while (work.TryPop(out var i))
        {
            ref var instruction = ref function[i];
            // The trap of a load depends on its address only; when somebody uses it, it comes here again for the vector that its lane goes into.
            var count = used[i] || !IrOp.IsLoad(instruction.Op) ? instruction.OperandCount : 1;
            for (var j = 0; j < count; j++)
            {
                var operand = instruction.Operand(j);
                if (used[operand]) continue;
                live[operand] = used[operand] = true;
                work.Push(operand);
            }
        }
        for (var i = 0; i < live.Length; i++)
        {
            if (!live[i] && function[i].Op is not (IrOp.Parameter or Binary.Opcode.Nop)) function.Remove(i);
            else if (live[i] && !used[i] && IrOp.IsLoad(function[i].Op)) ToLastByte(ref function[i]);
        }
    }

    /// <summary>
    /// The code generator probes fewer bytes for a load without use than the load has, and misses one that is only partly outside. It is
    /// outside just where its last byte is.
    /// </summary>
    private static void ToLastByte(ref IrInstruction load)
    {
        load.Immediate += (uint)IrOp.AccessBytes(load.Op) - 1;
        load.B = -1; // the vector that a lane would have gone into
        load.Op = Opcode.I32Load8U;
        load.Type = IrType.I32;
    }
}

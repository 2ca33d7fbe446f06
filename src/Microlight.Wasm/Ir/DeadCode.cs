namespace Microlight.Wasm.Ir;

/// <summary>Removes values that nothing with an effect depends on, phis in circles included.</summary>
internal static class DeadCode
{
    public static void Run(IrFunction function)
    {
        var live = new bool[function.Count];
        var work = new Stack<int>();
        for (var i = 0; i < function.Count; i++)
        {
            if (InstructionEffects.IsRemovable(function[i].Op)) continue;
            live[i] = true;
            work.Push(i);
        }
        while (work.TryPop(out var i))
        {
            ref var instruction = ref function[i];
            var count = instruction.OperandCount;
            for (var j = 0; j < count; j++)
            {
                var operand = instruction.Operand(j);
                if (live[operand]) continue;
                live[operand] = true;
                work.Push(operand);
            }
        }
        for (var i = 0; i < live.Length; i++)
        {
            if (!live[i] && function[i].Op is not (IrOp.Parameter or Binary.Opcode.Nop)) function.Remove(i);
        }
    }
}

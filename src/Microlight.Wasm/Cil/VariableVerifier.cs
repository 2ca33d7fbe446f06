using Microlight.Wasm.Ir;

namespace Microlight.Wasm.Cil;

/// <summary>
/// Follows which value each variable holds through a function and reports a use that finds another value there: the proof, for tests, that
/// values which share a variable are never needed at once.
/// </summary>
internal static class VariableVerifier
{
    private const int Unknown = -2, Unvisited = -3;

    /// <summary>A description of the first fault, or null.</summary>
    public static string? Check(IrFunction function, ExpressionTrees trees, VariableAssignment variables)
    {
        var locals = variables.Locals.Count;
        var width = locals + function.Parameters.Length;
        int Slot(int location) => location >= 0 ? location : locals + ~location;
        var entry = new int[function.Blocks.Count][];
        entry[0] = new int[width];
        Array.Fill(entry[0], Unknown);
        for (var i = 0; i < function.Count; i++)
        {
            if (function[i].Op == IrOp.Parameter && variables.Location[i] != VariableAssignment.None) entry[0][Slot(variables.Location[i])] = i;
        }
        var work = new Queue<int>([0]);
        string? fault = null;
        void Use(int[] state, int value, int by)
        {
            if (IrOp.IsConstant(function[value].Op) || function[value].Op == Binary.Opcode.RefFunc || trees.IsInline(value)) return;
            var location = variables.Location[value];
            if (location == VariableAssignment.None) fault ??= $"v{value}, used by v{by}, is nowhere";
            else if (state[Slot(location)] != value && state[Slot(location)] != Unvisited) fault ??= $"v{by} uses v{value} in variable {location}, which holds v{state[Slot(location)]}";
        }
        void Tree(int[] state, int number)
        {
            ref var instruction = ref function[number];
            var count = instruction.OperandCount;
            for (var j = 0; j < count; j++)
            {
                var operand = function[number].Operand(j);
                Use(state, operand, number);
                if (trees.IsInline(operand)) Tree(state, operand);
            }
        }
        while (fault is null && work.TryDequeue(out var b))
        {
            var block = function.Blocks[b];
            var state = (int[])entry[b].Clone();
            for (var i = block.Start; i < block.End; i++)
            {
                if (IrOp.IsSilent(function[i].Op) || trees.IsInline(i)) continue;
                Tree(state, i);
                if (function[i].Type != IrType.None && variables.Location[i] != VariableAssignment.None) state[Slot(variables.Location[i])] = i;
            }
            for (var s = 0; s < block.Successors.Length; s++)
            {
                var target = function.Blocks[block.Successors[s]];
                var next = (int[])state.Clone();
                for (var i = target.Start; i < target.End && function[i].Op is IrOp.Phi or IrOp.Copy or Binary.Opcode.Nop; i++)
                {
                    if (function[i].Op != IrOp.Phi || variables.Location[i] == VariableAssignment.None) continue;
                    Use(state, function[i].Arguments![block.EdgeIndex[s]], i);
                    next[Slot(variables.Location[i])] = i;
                }
                if (entry[target.Number] is not { } known)
                {
                    entry[target.Number] = next;
                    work.Enqueue(target.Number);
                    continue;
                }
                var changed = false;
                for (var v = 0; v < width; v++)
                {
                    if (known[v] == next[v] || known[v] == Unknown) continue;
                    known[v] = Unknown;
                    changed = true;
                }
                if (changed) work.Enqueue(target.Number);
            }
        }
        return fault;
    }
}

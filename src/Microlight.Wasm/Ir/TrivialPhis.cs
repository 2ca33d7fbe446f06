namespace Microlight.Wasm.Ir;

/// <summary>Replaces phis whose arguments are all one value, in loops also one constant, (or the phi itself) by that value, and forwards every use past copies.</summary>
internal static class TrivialPhis
{
    /// <summary>A nest of loops needs one round a level at worst; more are not worth the time, what is left is a needless copy.</summary>
    private const int MaximumRounds = 6;

    public static void Run(IrFunction function)
    {
        for (var round = 0; round < MaximumRounds; round++)
        {
            if (!Remove(function)) break;
        }
        function.ForwardCopies();
    }

    private static bool Remove(IrFunction function)
    {
        var changed = false;
        for (var b = function.Blocks.Count - 1; b >= 0; b--)
        {
            var block = function.Blocks[b];
            // The first argument of a loop's phi is defined before the loop: a constant is, too.
            var isLoop = block.Predecessors.Exists(p => p.Block >= b);
            for (var i = block.Start; i < block.End && function[i].Op is IrOp.Phi or IrOp.Copy; i++)
            {
                if (function[i].Op != IrOp.Phi) continue;
                var same = -1;
                foreach (var argument in function[i].Arguments!)
                {
                    var value = function.Resolve(argument);
                    if (value == i || value == same || same >= 0 && isLoop && function.AreSame(value, same)) continue;
                    same = same == -1 ? value : -2;
                    if (same == -2) break;
                }
                if (same < 0) continue;
                function.Replace(i, same);
                changed = true;
            }
        }
        return changed;
    }
}

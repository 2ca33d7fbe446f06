using Microlight.Wasm.Ir;

namespace Microlight.Wasm.Cil;

/// <summary>
/// Gives a phi and its arguments one variable where their live ranges allow, innermost loops first; the rest are copied on the edges.
/// A Wasm local that lived through loops as one variable becomes one again, and two unrelated uses of a local become two.
/// </summary>
internal static class Coalescer
{
    /// <summary>Most steps over blocks and ranges; what is left then is copied.</summary>
    private const long Budget = 40_000_000;

    private sealed class Web((int Start, int End)[] ranges)
    {
        public (int Start, int End)[] Ranges = ranges;
    }

    /// <summary>By value the leader of its class.</summary>
    public static int[] Run(IrFunction function, ExpressionTrees trees)
    {
        var parent = new int[function.Count];
        for (var i = 0; i < parent.Length; i++) parent[i] = i;
        var phis = new List<int>();
        var candidate = new bool[function.Count];
        foreach (var block in function.Blocks)
        {
            for (var i = block.Start; i < block.End && function[i].Op is IrOp.Phi or IrOp.Copy or Binary.Opcode.Nop; i++)
            {
                if (function[i].Op != IrOp.Phi) continue;
                phis.Add(i);
                candidate[i] = true;
                foreach (var argument in function[i].Arguments!) candidate[argument] |= VariableAssignment.Needs(function, trees, argument);
            }
        }
        if (phis.Count == 0) return parent;
        var users = Users(function, candidate, out var first);
        var live = new LiveRanges(function, trees);
        var webs = new Web?[function.Count];
        long cost = 0;
        Web WebOf(int value) => webs[value] ??= new Web(live.Of(value, users.AsSpan(first[value], first[value + 1] - first[value])));

        var depth = new int[function.Count];
        foreach (var phi in phis) depth[phi] = function.Blocks[live.BlockNumber(phi)].LoopDepth;
        phis.Sort((x, y) => depth[x] != depth[y] ? depth[y].CompareTo(depth[x]) : x.CompareTo(y));
        foreach (var phi in phis)
        {
            var arguments = function[phi].Arguments!;
            for (var i = arguments.Length - 1; i >= 0 && cost + live.Steps < Budget; i--)
            {
                var argument = arguments[i];
                if (!candidate[argument] || function[argument].Type != function[phi].Type) continue;
                var (a, b) = (Find(parent, phi), Find(parent, argument));
                if (a == b) continue;
                var (x, y) = (WebOf(a), WebOf(b));
                cost += Math.Min(x.Ranges.Length, y.Ranges.Length) * 8L;
                if (Overlap(x.Ranges, y.Ranges)) continue;
                cost += (x.Ranges.Length + y.Ranges.Length) / 8;
                var (keep, drop) = a < b ? (a, b) : (b, a);
                parent[drop] = keep;
                webs[drop] = null;
                webs[keep] = new Web(Merge(x.Ranges, y.Ranges));
            }
        }
        for (var i = 0; i < parent.Length; i++) parent[i] = Find(parent, i);
        return parent;
    }

    private static int Find(int[] parent, int value)
    {
        while (parent[value] != value) value = parent[value] = parent[parent[value]];
        return value;
    }

    /// <summary>Users of the candidates, those of value v at [first[v], first[v + 1]).</summary>
    private static int[] Users(IrFunction function, bool[] candidate, out int[] first)
    {
        first = new int[function.Count + 1];
        for (var pass = 0; ; pass++)
        {
            var users = pass == 0 ? [] : new int[first[^1]];
            var next = pass == 0 ? first : (int[])first.Clone();
            for (var i = 0; i < function.Count; i++)
            {
                ref var instruction = ref function[i];
                if (instruction.Op == IrOp.Copy) continue;
                var count = instruction.OperandCount;
                for (var j = 0; j < count; j++)
                {
                    var operand = instruction.Operand(j);
                    if (!candidate[operand]) continue;
                    if (pass == 0) first[operand + 1]++;
                    else users[next[operand]++] = i;
                }
            }
            if (pass == 1) return users;
            for (var i = 0; i < function.Count; i++) first[i + 1] += first[i];
        }
    }

    private static bool Overlap((int Start, int End)[] x, (int Start, int End)[] y)
    {
        if (x.Length > y.Length) (x, y) = (y, x);
        foreach (var range in x)
        {
            // The first of y that ends after this one starts.
            var (low, high) = (0, y.Length);
            while (low < high)
            {
                var middle = (low + high) / 2;
                if (y[middle].End <= range.Start) low = middle + 1;
                else high = middle;
            }
            if (low < y.Length && y[low].Start < range.End) return true;
        }
        return false;
    }

    private static (int Start, int End)[] Merge((int Start, int End)[] x, (int Start, int End)[] y)
    {
        var merged = new List<(int Start, int End)>(x.Length + y.Length);
        var (i, j) = (0, 0);
        while (i < x.Length || j < y.Length)
        {
            var next = j == y.Length || i < x.Length && x[i].Start < y[j].Start ? x[i++] : y[j++];
            if (merged.Count > 0 && merged[^1].End == next.Start) merged[^1] = (merged[^1].Start, next.End);
            else merged.Add(next);
        }
        return [.. merged];
    }
}

using Microlight.Wasm.Ir;

namespace Microlight.Wasm.Cil;

/// <summary>
/// Where values are live, as half-open ranges of instruction numbers: from the definition (the block's start for a phi) to the
/// instruction that evaluates the last use (the block's end where a successor's phi or a later block uses it).
/// </summary>
internal sealed class LiveRanges(IrFunction function, ExpressionTrees trees)
{
    /// <summary>The last value found live at a block's start, and at its end.</summary>
    private readonly int[] _liveIn = NewMarks(function), _liveOut = NewMarks(function);
    private readonly int[] _blockOf = BlockOf(function);
    private readonly List<(int Start, int End)> _ranges = [];
    private readonly Stack<int> _work = new();

    /// <summary>Blocks looked at so far: the cost.</summary>
    public long Steps { get; private set; }

    private static int[] NewMarks(IrFunction function)
    {
        var marks = new int[function.Blocks.Count];
        Array.Fill(marks, -1);
        return marks;
    }

    private static int[] BlockOf(IrFunction function)
    {
        var blocks = new int[function.Count];
        foreach (var block in function.Blocks) Array.Fill(blocks, block.Number, block.Start, block.End - block.Start);
        return blocks;
    }

    public int BlockNumber(int value) => _blockOf[value];

    /// <summary>Sorted, disjoint ranges of one value, given the instructions that use it.</summary>
    public (int Start, int End)[] Of(int value, ReadOnlySpan<int> users)
    {
        _ranges.Clear();
        var home = function.Blocks[_blockOf[value]];
        var start = function[value].Op is IrOp.Phi or IrOp.Parameter ? home.Start : value;
        foreach (var user in users)
        {
            ref var instruction = ref function[user];
            if (instruction.Op != IrOp.Phi)
            {
                UseAt(value, home, start, _blockOf[user], trees.Root[user]);
                continue;
            }
            var block = function.Blocks[_blockOf[user]];
            var arguments = instruction.Arguments!;
            for (var i = 0; i < arguments.Length; i++)
            {
                if (arguments[i] != value) continue;
                var from = block.Predecessors[i].Block;
                UseAt(value, home, start, from, function.Blocks[from].End);
            }
        }
        if (_ranges.Count == 0) return [];
        _ranges.Sort();
        var merged = new List<(int Start, int End)>();
        foreach (var range in _ranges)
        {
            if (merged.Count > 0 && range.Start <= merged[^1].End) merged[^1] = (merged[^1].Start, Math.Max(merged[^1].End, range.End));
            else merged.Add(range);
        }
        return [.. merged];
    }

    private void UseAt(int value, IrBlock home, int start, int block, int position)
    {
        Steps++;
        if (block == home.Number && position >= start)
        {
            // An empty range still writes its variable.
            _ranges.Add((start, Math.Max(position, start + 1)));
            return;
        }
        // Used up by the block's first instruction, nothing is left to occupy; empty ranges would put merged lists out of order.
        if (position > function.Blocks[block].Start) _ranges.Add((function.Blocks[block].Start, position));
        if (_liveIn[block] == value) return;
        _liveIn[block] = value;
        _work.Push(block);
        while (_work.TryPop(out var current))
        {
            foreach (var (from, _) in function.Blocks[current].Predecessors)
            {
                Steps++;
                if (_liveOut[from] == value) continue;
                _liveOut[from] = value;
                var begin = from == home.Number ? start : function.Blocks[from].Start;
                _ranges.Add((begin, function.Blocks[from].End));
                if (from == home.Number || _liveIn[from] == value) continue;
                _liveIn[from] = value;
                _work.Push(from);
            }
        }
    }
}

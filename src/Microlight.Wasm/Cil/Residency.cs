using Microlight.Wasm.Binary;
using Microlight.Wasm.Ir;

namespace Microlight.Wasm.Cil;

/// <summary>
/// Decides which variables stay in memory where a long block needs more of them at once than there are registers. RyuJIT keeps those with
/// many uses, however far apart these are, and spills what was just computed and is used next, in every round of an unrolled hash function
/// anew: twice the time. Here those go that are least used for the time they live, so that what is left fits.
/// </summary>
internal sealed class Residency
{
    /// <summary>Shorter blocks are no trouble to the code generator.</summary>
    private const int MinimumLength = 150;
    /// <summary>Instructions between two uses from which on a register is wasted: what is used more often the code generator handles well.</summary>
    private const int MinimumDistance = 60;
    /// <summary>What is left of sixteen when the stack, the frame and two values under way have theirs.</summary>
    private const int IntegerRegisters = 12, FloatRegisters = 14;

    private readonly IrFunction _function;
    private readonly ExpressionTrees _trees;
    private readonly int[] _class;
    private readonly bool[] _inMemory;
    /// <summary>By class: the deepest loop in which it is mentioned, and whether anything but one block does so.</summary>
    private readonly int[] _depth, _block;

    private Residency(IrFunction function, ExpressionTrees trees, int[] classes)
    {
        (_function, _trees, _class) = (function, trees, classes);
        _inMemory = new bool[function.Count];
        (_depth, _block) = (new int[function.Count], new int[function.Count]);
    }

    /// <summary>By leader of a class of variables (see <see cref="Coalescer"/>), whether it is to stay in memory.</summary>
    public static bool[] Choose(IrFunction function, ExpressionTrees trees, int[] classes)
    {
        var residency = new Residency(function, trees, classes);
        if (function.Blocks.Exists(b => b.End - b.Start >= MinimumLength)) residency.Run();
        return residency._inMemory;
    }

    private void Run()
    {
        Array.Fill(_block, -1);
        foreach (var block in _function.Blocks)
        {
            for (var i = block.Start; i < block.End; i++)
            {
                if (_function[i].Op == IrOp.Copy) continue;
                Mention(i, block);
                var count = _function[i].OperandCount;
                for (var j = 0; j < count; j++)
                {
                    Mention(_function[i].Operand(j), block);
                    // A phi reads its arguments at the ends of other blocks.
                    if (_function[i].Op == IrOp.Phi) _block[_class[_function[i].Operand(j)]] = -2;
                }
            }
        }
        for (var i = 0; i < _function.Count; i++)
        {
            if (_function[i].Op is IrOp.Parameter or IrOp.ArgumentSlot) _depth[_class[i]] = int.MaxValue; // never
        }
        foreach (var block in _function.Blocks)
        {
            if (block.End - block.Start < MinimumLength) continue;
            Sweep(block, floats: false);
            Sweep(block, floats: true);
        }
    }

    private void Mention(int value, IrBlock block)
    {
        var leader = _class[value];
        _depth[leader] = Math.Max(_depth[leader], block.LoopDepth);
        _block[leader] = _block[leader] == -1 || _block[leader] == block.Number ? block.Number : -2;
    }

    private sealed class Life(int leader, int start)
    {
        public readonly int Leader = leader, Start = start;
        public int End = start, Uses;
    }

    /// <summary>Lives of the variables of one kind within a block, by start.</summary>
    private List<Life> Lives(IrBlock block, bool floats)
    {
        var lives = new List<Life>();
        var of = new Dictionary<int, Life>();
        Life? LifeOf(int value, int start)
        {
            if (!VariableAssignment.Needs(_function, _trees, value) || _inMemory[_class[value]] || _function[value].Type == IrType.V128
                || _function[value].Type is IrType.F32 or IrType.F64 != floats) return null;
            if (!of.TryGetValue(_class[value], out var life))
            {
                of.Add(_class[value], life = new Life(_class[value], start));
                lives.Add(life);
                if (_block[life.Leader] == -2) life.End = block.End;
            }
            return life;
        }
        for (var i = block.Start; i < block.End; i++)
        {
            if (_function[i].Op is IrOp.Copy or IrOp.Phi) continue;
            var count = _function[i].OperandCount;
            for (var j = 0; j < count; j++)
            {
                if (LifeOf(_function[i].Operand(j), block.Start) is not { } used) continue;
                used.End = Math.Max(used.End, _trees.Root[i]);
                used.Uses++;
            }
            if (LifeOf(i, i) is { } defined) defined.End = Math.Max(defined.End, i);
        }
        lives.Sort((x, y) => x.Start != y.Start ? x.Start.CompareTo(y.Start) : x.Leader.CompareTo(y.Leader));
        return lives;
    }

    private void Sweep(IrBlock block, bool floats)
    {
        var registers = floats ? FloatRegisters : IntegerRegisters;
        var active = new HashSet<Life>();
        var ends = new PriorityQueue<Life, int>();
        // The longest life for its uses first.
        var candidates = new PriorityQueue<Life, (double, int)>();
        foreach (var life in Lives(block, floats))
        {
            while (ends.TryPeek(out var ended, out var end) && end <= life.Start)
            {
                ends.Dequeue();
                active.Remove(ended);
            }
            active.Add(life);
            ends.Enqueue(life, life.End);
            if (_depth[life.Leader] <= block.LoopDepth) candidates.Enqueue(life, (-(life.End - life.Start) / (life.Uses + 1.0), life.Leader));
            while (active.Count > registers && candidates.TryDequeue(out var victim, out var score))
            {
                if (-score.Item1 < MinimumDistance) break;
                if (!active.Remove(victim)) continue;
                _inMemory[victim.Leader] = true;
            }
        }
    }
}

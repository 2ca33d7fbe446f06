using Microlight.Wasm.Ir;

namespace Microlight.Wasm.Cil;

/// <summary>
/// Decides which values are computed on the evaluation stack where they are used instead of going through a local: those with one use,
/// in the same block, that cross nothing on the way they may not be exchanged with. Also counts uses.
/// </summary>
internal sealed class ExpressionTrees
{
    /// <summary>Bounds the recursion of the writer and of the code generator.</summary>
    private const int MaximumDepth = 32;

    private readonly IrFunction _function;
    private readonly int[] _depth;
    /// <summary>The value is evaluated among the arguments of a call that uses slots.</summary>
    private readonly bool[] _amongSlots;
    /// <summary>Instructions before a position with each effect: reads, memory traps, other traps, writes.</summary>
    private readonly int[][] _before = new int[4][];

    public ExpressionTrees(IrFunction function)
    {
        _function = function;
        Uses = new int[function.Count];
        Root = new int[function.Count];
        _depth = new int[function.Count];
        _amongSlots = new bool[function.Count];
        var user = new int[function.Count];
        for (var i = 0; i < function.Count; i++)
        {
            Root[i] = i;
            ref var instruction = ref function[i];
            if (instruction.Op == IrOp.Copy) continue;
            var count = instruction.OperandCount;
            for (var j = 0; j < count; j++)
            {
                var operand = instruction.Operand(j);
                Uses[operand]++;
                user[operand] = i;
            }
        }
        CountEffects();
        foreach (var block in function.Blocks)
        {
            for (var i = block.End - 1; i >= block.Start; i--)
            {
                if (Uses[i] != 1 || user[i] >= block.End || user[i] <= i || !CanMove(i, user[i])) continue;
                (Root[i], _depth[i]) = (Root[user[i]], _depth[user[i]] + 1);
                _amongSlots[i] = _amongSlots[user[i]] || function[user[i]].UsesSlots;
            }
        }
    }

    /// <summary>How often each value is an operand.</summary>
    public int[] Uses { get; }
    /// <summary>The instruction whose evaluation evaluates this one: itself unless it is part of a tree.</summary>
    public int[] Root { get; }
    public bool IsInline(int value) => Root[value] != value;

    private void CountEffects()
    {
        for (var k = 0; k < 4; k++) _before[k] = new int[_function.Count + 1];
        for (var i = 0; i < _function.Count; i++)
        {
            var effects = (int)InstructionEffects.Of(_function[i].Op);
            for (var k = 0; k < 4; k++) _before[k][i + 1] = _before[k][i] + (effects >> k & 1);
        }
    }

    private bool CanMove(int value, int user)
    {
        var op = _function[value].Op;
        if (IrOp.IsSilent(op) || op is IrOp.TableEntry or IrOp.CheckedAddress or IrOp.AlignedAddress or Binary.Opcode.Select || _function[user].Op is IrOp.Phi || _depth[user] >= MaximumDepth) return false;
        var isCall = op is Binary.Opcode.Call or Binary.Opcode.CallIndirect or IrOp.ArgumentSlot || IrOp.IsAllocation(op) || op == Binary.Opcode.CallRef;
        if (isCall && (_amongSlots[user] || _function[user].UsesSlots)) return false;
        if (op is IrOp.NullCheck or IrOp.BoundsCheck or IrOp.CastCheck) return false;
        // Tests are made of jumps, so their operand is in a variable, and they themselves are only part of a jump, perhaps on the opposite.
        if (_function[user].Op is IrOp.TypeTest or IrOp.CastCheck) return false;
        if (op == IrOp.TypeTest)
            return _function[Root[user]].Op == Binary.Opcode.BrIf && (_depth[user] == 0 || _depth[user] == 1 && _function[user].Op == Binary.Opcode.I32Eqz);
        // The collector does not look where arguments, results and exceptions' values are left.
        if (op == IrOp.Payload || op is IrOp.ExtraResult or IrOp.ArgumentSlot && _function[value].Type == IrType.Ref) return false;
        var effects = InstructionEffects.Of(op);
        if (effects == Effects.None) return true;
        if (_function[Root[user]].Op == Binary.Opcode.Select) return false; // its arms are evaluated only if chosen
        var to = Root[user];
        for (var k = 0; k < 4; k++)
        {
            if (_before[k][to] != _before[k][value + 1] && InstructionEffects.Conflict(effects, (Effects)(1 << k))) return false;
        }
        return true;
    }
}

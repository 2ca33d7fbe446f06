using Microlight.Wasm.Binary;

namespace Microlight.Wasm.Ir;

/// <summary>
/// Takes the condition from jumps that lead to the same place with the same values whatever it is, as the code generator does: the blocks
/// between do nothing. Such a jump has no operand then, and goes to its first target.
/// </summary>
internal sealed class IdleBranches
{
    /// <summary>Phis that are compared for one jump, at most, so that time is linear.</summary>
    private const int MaximumPhis = 16;

    private readonly IrFunction _function;
    /// <summary>By block: the edge into the first block that does something, if this one does nothing.</summary>
    private readonly (int Target, int Edge)?[] _onward;

    private IdleBranches(IrFunction function) => (_function, _onward) = (function, new (int, int)?[function.Blocks.Count]);

    /// <summary>True if a condition was taken away, and may be dead now.</summary>
    public static bool Run(IrFunction function) => new IdleBranches(function).Run();

    private bool Run()
    {
        var changed = false;
        for (var b = _function.Blocks.Count - 1; b >= 0; b--)
        {
            var block = _function.Blocks[b];
            ref var terminator = ref _function[block.End - 1];
            if (terminator.Op is Opcode.BrIf or Opcode.BrTable && terminator.A >= 0 && IsIdle(block))
            {
                terminator.A = -1;
                changed = true;
            }
            var goesOn = terminator.Op == Opcode.Br || terminator.Op is Opcode.BrIf or Opcode.BrTable && terminator.A < 0;
            if (goesOn && IsEmpty(block)) _onward[b] = Follow(block, 0);
        }
        return changed;
    }

    private bool IsIdle(IrBlock block)
    {
        var first = Follow(block, 0);
        for (var slot = 1; slot < block.Successors.Length; slot++)
        {
            if (!AreSame(first, Follow(block, slot))) return false;
        }
        return true;
    }

    private (int Target, int Edge) Follow(IrBlock block, int slot) => _onward[block.Successors[slot]] ?? (block.Successors[slot], block.EdgeIndex[slot]);

    private bool IsEmpty(IrBlock block)
    {
        for (var i = block.Start; i < block.End - 1; i++)
        {
            if (!IrOp.IsSilent(_function[i].Op) || _function[i].Op == IrOp.Phi) return false;
            if (i - block.Start > MaximumPhis) return false;
        }
        return true;
    }

    private bool AreSame((int Target, int Edge) one, (int Target, int Edge) other)
    {
        if (one == other) return true;
        var (block, otherBlock) = (_function.Blocks[one.Target], _function.Blocks[other.Target]);
        if (block != otherBlock) return Leaves(block, otherBlock);
        for (var i = block.Start; i < block.End && _function[i].Op is IrOp.Phi or IrOp.Copy or Opcode.Nop; i++)
        {
            if (i - block.Start > MaximumPhis) return false;
            if (_function[i].Op == IrOp.Phi && !_function.AreSame(_function[i].Arguments![one.Edge], _function[i].Arguments![other.Edge])) return false;
        }
        return true;
    }

    /// <summary>Both blocks only leave the function, with the same results.</summary>
    private bool Leaves(IrBlock block, IrBlock other)
    {
        var (last, otherLast) = (_function[block.End - 1], _function[other.End - 1]);
        if (last.Op != Opcode.Return || otherLast.Op != Opcode.Return || last.Arguments!.Length > MaximumPhis || !IsEmpty(block) || !IsEmpty(other)) return false;
        for (var i = 0; i < last.Arguments.Length; i++)
        {
            if (!_function.AreSame(last.Arguments[i], otherLast.Arguments![i])) return false;
        }
        return true;
    }
}

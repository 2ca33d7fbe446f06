using Microlight.Wasm.Binary;

namespace Microlight.Wasm.Ir;

/// <summary>
/// Checks what every pass relies on: blocks tile the instructions and end in one terminator, edges agree in both directions, phis come
/// first with one argument for each predecessor, definitions dominate uses, operands have the types the instruction takes. For tests.
/// </summary>
internal sealed class IrVerifier
{
    private readonly IrFunction _function;
    private readonly int[] _blockOf;
    private readonly int[] _dominator;

    private IrVerifier(IrFunction function)
    {
        _function = function;
        _blockOf = new int[function.Count];
        foreach (var block in function.Blocks) Array.Fill(_blockOf, block.Number, block.Start, block.End - block.Start);
        _dominator = Dominators();
    }

    /// <summary>The first fault in words, or null.</summary>
    public static string? Check(IrFunction function)
    {
        if (Shape(function) is { } fault) return fault;
        var verifier = new IrVerifier(function);
        foreach (var block in function.Blocks)
        {
            for (var i = block.Start; i < block.End; i++)
            {
                if (verifier.Instruction(block, i) is { } found) return found;
            }
        }
        return null;
    }

    private static string? Shape(IrFunction function)
    {
        var start = 0;
        foreach (var block in function.Blocks)
        {
            if (block.Start != start || block.End <= start) return $"block{block.Number} does not follow the one before";
            start = block.End;
            for (var i = block.Start; i < block.End; i++)
            {
                if (IrOp.IsTerminator(function[i].Op) != (i == block.End - 1)) return $"v{i} in block{block.Number}: a block ends with its only terminator";
            }
            for (var s = 0; s < block.Successors.Length; s++)
            {
                var target = function.Blocks[block.Successors[s]];
                if (block.EdgeIndex[s] >= target.Predecessors.Count || target.Predecessors[block.EdgeIndex[s]] != new IrEdge(block.Number, s))
                    return $"edge {s} of block{block.Number} is not known to block{target.Number}";
            }
            foreach (var (from, slot) in block.Predecessors)
            {
                if (function.Blocks[from].Successors[slot] != block.Number) return $"block{block.Number} has a predecessor block{from} that goes elsewhere";
            }
        }
        return start == function.Count ? null : "instructions behind the last block";
    }

    private string? Instruction(IrBlock block, int number)
    {
        ref var instruction = ref _function[number];
        if (instruction.Op is IrOp.Copy or Opcode.Nop) return null;
        if (instruction.Op == IrOp.Phi)
        {
            if (instruction.Arguments!.Length != block.Predecessors.Count) return $"v{number}: a phi has an argument for each predecessor";
            if (number > block.Start && _function[number - 1].Op is not (IrOp.Phi or IrOp.Copy or Opcode.Nop)) return $"v{number}: phis come first";
        }
        var count = instruction.OperandCount;
        for (var i = 0; i < count; i++)
        {
            var operand = _function[number].Operand(i);
            if (_function[operand].Type == IrType.None || _function[operand].Op == IrOp.Copy) return $"v{number} uses v{operand}, which is no value";
            var at = instruction.Op == IrOp.Phi ? block.Predecessors[i].Block : block.Number;
            var earlier = _blockOf[operand] == at ? instruction.Op == IrOp.Phi || operand < number : Dominates(_blockOf[operand], at);
            if (!earlier) return $"v{number} uses v{operand}, which is not defined on every way there";
            if (Expected(number, i) is { } type && type != _function[operand].Type) return $"v{number} takes {type} as operand {i}, v{operand} is {_function[operand].Type}";
        }
        return null;
    }

    /// <summary>Null where any type will do.</summary>
    private IrType? Expected(int number, int operand)
    {
        ref var instruction = ref _function[number];
        if (instruction.Op == IrOp.Phi) return instruction.Type;
        if (IrOp.IsNumeric(instruction.Op)) return NumericTypes.Operand(instruction.Op);
        ref var definition = ref _function[instruction.Operand(operand)];
        var address = definition.Op is IrOp.CheckedAddress or IrOp.AlignedAddress ? definition.Type : IrType.I32;
        if (IrOp.IsLoad(instruction.Op)) return operand == 0 ? address : IrType.V128;
        if (IrOp.IsVector(instruction.Op)) return NumericTypes.VectorOperand(instruction.Op, operand);
        if (IrOp.IsStore(instruction.Op)) return operand == 0 ? address : NumericTypes.Stored(instruction.Op);
        return instruction.Op switch
        {
            Opcode.BrIf or Opcode.BrTable => IrType.I32,
            IrOp.TableEntry => address,
            Opcode.MemoryGrow => instruction.Type,
            IrOp.CheckedAddress => IrType.I64,
            IrOp.AlignedAddress => instruction.Type,
            Opcode.MemoryAtomicWait32 => operand == 0 ? IrType.I32 : IrType.I64,
            Opcode.Select => operand == 2 ? IrType.I32 : instruction.Type,
            Opcode.Return => _function.Results[operand],
            Opcode.RefIsNull or Opcode.RefEq or Opcode.ArrayLen or Opcode.I31GetS or Opcode.I31GetU or Opcode.StructGet or Opcode.StructGetS or Opcode.StructGetU
                or IrOp.NullCheck or IrOp.TypeTest or IrOp.CastCheck => IrType.Ref,
            Opcode.RefI31 => IrType.I32,
            IrOp.BoundsCheck => operand == 0 ? IrType.I32 : IrType.Ref,
            Opcode.ArrayGet or Opcode.ArrayGetS or Opcode.ArrayGetU => operand == 0 ? IrType.Ref : IrType.I64,
            Opcode.StructSet when operand == 0 => IrType.Ref,
            Opcode.ArraySet when operand < 2 => operand == 0 ? IrType.Ref : IrType.I64,
            _ => null,
        };
    }

    private bool Dominates(int block, int other)
    {
        while (other > block) other = _dominator[other];
        return other == block;
    }

    /// <summary>Immediate dominators; block numbers are a topological order of all edges but the loops' back edges (Cooper, Harvey, Kennedy).</summary>
    private int[] Dominators()
    {
        var dominator = new int[_function.Blocks.Count];
        Array.Fill(dominator, -1);
        dominator[0] = 0;
        for (var changed = true; changed;)
        {
            changed = false;
            for (var b = 1; b < dominator.Length; b++)
            {
                var common = -1;
                foreach (var (from, _) in _function.Blocks[b].Predecessors)
                {
                    if (dominator[from] < 0) continue;
                    var (x, y) = (from, common < 0 ? from : common);
                    while (x != y)
                    {
                        while (x > y) x = dominator[x];
                        while (y > x) y = dominator[y];
                    }
                    common = x;
                }
                if (dominator[b] == common) continue;
                dominator[b] = common;
                changed = true;
            }
        }
        return dominator;
    }
}

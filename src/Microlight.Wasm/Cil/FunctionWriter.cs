using System.Reflection.Metadata;
using Microlight.Wasm.Binary;
using Microlight.Wasm.Ir;

namespace Microlight.Wasm.Cil;

/// <summary>Writes the CIL of one SSA function: blocks, jumps, and the copies on edges that are left of phis. The evaluation stack is empty at block boundaries.</summary>
internal sealed partial class FunctionWriter
{
    // Sizes from which the code generator takes time out of proportion (60,000 ifs: more than 90 s), unless told not to optimise.
    private const int MaximumOptimizedBlocks = 12_000;
    private const int MaximumOptimizedInstructions = 300_000;

    private readonly ProgramTokens _tokens;
    private readonly int _instance;
    private readonly IrFunction _function;
    private readonly ExpressionTrees _trees;
    private readonly VariableAssignment _variables;
    private readonly ZeroTests _zeroTests;
    /// <summary>Vector loads of which only a part is used, by number; made when it is asked for.</summary>
    private readonly NarrowedLoads _narrowedLoads;
    private readonly Dictionary<(IrType Type, int Depth), int> _scratch = [];
    private readonly CilBuffer _code = new();
    private readonly int[] _labels;
    private readonly List<(int Label, int Entry, int Table, int Origin)> _callTraps = [];
    private readonly List<(int Label, WasmTrapKind Kind, int Origin)> _checkTraps = [];
    private readonly List<CodePosition> _positions = [];
    /// <summary>The instruction whose position was noted last.</summary>
    private int _current;
    private int _maximumStack = 8;

    private FunctionWriter(ProgramTokens tokens, int instance, IrFunction function)
    {
        (_tokens, _instance, _function) = (tokens, instance, function);
        _trees = new ExpressionTrees(function);
        _variables = new VariableAssignment(function, _trees);
        _zeroTests = new ZeroTests(function);
        _narrowedLoads = new NarrowedLoads(function);
        _labels = new int[function.Blocks.Count];
        for (var i = 0; i < _labels.Length; i++) _labels[i] = _code.NewLabel();
    }

    public static CilMethod Write(ProgramTokens tokens, int instance, IrFunction function, bool optimize)
    {
        var writer = new FunctionWriter(tokens, instance, function);
        foreach (var block in function.Blocks) writer.Block(block);
        writer.CallTraps();
        writer.CheckTraps();
        writer._code.Complete();
        optimize &= function.Variables is null && function.Blocks.Count <= MaximumOptimizedBlocks && function.Count <= MaximumOptimizedInstructions;
        return new CilMethod(writer._code, writer._variables.Locals, writer._maximumStack, function.Variables is not null, optimize, function.Count)
        {
            Positions = writer._positions,
            Inline = optimize && Inlining.IsSmall(function),
        };
    }

    private void Block(IrBlock block)
    {
        _code.Mark(_labels[block.Number]);
        for (var i = block.Start; i < block.End - 1; i++)
        {
            if (IrOp.IsSilent(_function[i].Op) || _trees.IsInline(i) || _function[i].Op == Opcode.RefFunc) continue;
            Position(i);
            Statement(i);
        }
        Position(block.End - 1);
        Terminator(block);
    }

    /// <summary>The CIL from here on comes from that instruction. Known to the code generator where the stack is empty and at calls.</summary>
    private void Position(int number)
    {
        _current = number;
        if (_positions.Count > 0 && _positions[^1].Code == _code.Length) _positions.RemoveAt(_positions.Count - 1);
        _positions.Add(new CodePosition(_code.Length, _function.PositionOf(number)));
    }

    private void Terminator(IrBlock block)
    {
        ref var terminator = ref _function[block.End - 1];
        switch (terminator.Op)
        {
            case Opcode.Br:
            case Opcode.BrIf or Opcode.BrTable when terminator.A < 0: // all ways are the same
                Copies(block, 0);
                Jump(block, 0);
                break;
            case Opcode.BrIf: Conditional(block, terminator.A); break;
            case Opcode.BrTable: Switch(block, terminator.A); break;
            case Opcode.Return: Return(terminator.Arguments!); break;
            case Opcode.ReturnCall or Opcode.ReturnCallIndirect or Opcode.ReturnCallRef: TailCall(terminator); break;
            case Opcode.Unreachable:
                _code.LoadInt32((int)WasmTrapKind.Unreachable);
                Trap();
                break;
            default: throw new InvalidOperationException($"{terminator.Op} does not end a block.");
        }
    }

    private bool IsNext(IrBlock block, int slot) => block.Successors[slot] == block.Number + 1;

    private void Jump(IrBlock block, int slot)
    {
        if (!IsNext(block, slot)) _code.Branch(ILOpCode.Br, _labels[block.Successors[slot]]);
    }

    private void Conditional(IrBlock block, int condition)
    {
        var taken = HasCopies(block, 0);
        var otherwise = HasCopies(block, 1);
        if (!taken && !IsNext(block, 0))
        {
            BranchOn(condition, true, _labels[block.Successors[0]]);
            Copies(block, 1);
            Jump(block, 1);
            return;
        }
        var stub = otherwise ? _code.NewLabel() : _labels[block.Successors[1]];
        BranchOn(condition, false, stub);
        Copies(block, 0);
        if (!otherwise)
        {
            Jump(block, 0);
            return;
        }
        _code.Branch(ILOpCode.Br, _labels[block.Successors[0]]);
        _code.Mark(stub);
        Copies(block, 1);
        Jump(block, 1);
    }

    private void Switch(IrBlock block, int index)
    {
        var labels = new int[block.Successors.Length];
        for (var i = 0; i < labels.Length; i++) labels[i] = HasCopies(block, i) ? _code.NewLabel() : _labels[block.Successors[i]];
        var slots = block.SwitchSlots!;
        Value(index, 0);
        if (slots.Length == 1) _code.Op(ILOpCode.Pop);
        else _code.Switch(Array.ConvertAll(slots[..^1], s => labels[s]));
        _code.Branch(ILOpCode.Br, labels[slots[^1]]);
        for (var i = 0; i < labels.Length; i++)
        {
            if (!HasCopies(block, i)) continue;
            _code.Mark(labels[i]);
            Copies(block, i);
            _code.Branch(ILOpCode.Br, _labels[block.Successors[i]]);
        }
    }

    private void Return(int[] results)
    {
        for (var i = 0; i < results.Length; i++) Value(results[i], i);
        for (var i = results.Length - 1; i > 0; i--) _code.Token(ILOpCode.Stsfld, _tokens.ResultSlot(i, _function.Results[i]));
        // A call just before ret would become a jump: a runaway recursion must exhaust the stack, and backtraces should have every frame.
        _code.Op(ILOpCode.Nop, ILOpCode.Ret);
    }

    private void Trap()
    {
        _code.Token(ILOpCode.Call, _tokens.Trap);
        _code.Op(ILOpCode.Ldnull, ILOpCode.Throw);
    }

    /// <summary>Where a signature compare failed: the runtime names the reason, the trap is raised here.</summary>
    private void CallTraps()
    {
        foreach (var (label, entry, table, origin) in _callTraps)
        {
            _code.Mark(label);
            Position(origin);
            _code.LoadAddress(_tokens.Layout.TableRecord(table));
            LoadVariable(entry);
            _code.LoadAddress(_tokens.Layout.TableAddress(table));
            _code.Op(ILOpCode.Sub);
            _code.LoadInt32(4);
            _code.Op(ILOpCode.Shr_un);
            _code.Token(ILOpCode.Call, _tokens.Table(RuntimeContract.TableIndirectCallTrap));
            Trap();
        }
    }

    private IEnumerable<(int Phi, int Argument)> Moves(IrBlock block, int slot)
    {
        var target = _function.Blocks[block.Successors[slot]];
        var edge = block.EdgeIndex[slot];
        for (var i = target.Start; i < target.End && _function[i].Op is IrOp.Phi or IrOp.Copy or Opcode.Nop; i++)
        {
            if (_function[i].Op != IrOp.Phi || _variables.Location[i] == VariableAssignment.None) continue;
            var argument = _function[i].Arguments![edge];
            if (_variables.Location[argument] != _variables.Location[i]) yield return (i, argument);
        }
    }

    private bool HasCopies(IrBlock block, int slot) => Moves(block, slot).Any();

    /// <summary>The moves of an edge happen at once; only if one writes what another reads do the values go over the evaluation stack.</summary>
    private void Copies(IrBlock block, int slot)
    {
        var moves = Moves(block, slot).ToList();
        if (moves.Count == 0) return;
        var written = new HashSet<int>();
        foreach (var (phi, _) in moves) written.Add(_variables.Location[phi]);
        var crossing = moves.FindAll(m => written.Contains(_variables.Location[m.Argument]));
        for (var i = 0; i < crossing.Count; i++) Value(crossing[i].Argument, i);
        foreach (var (phi, argument) in moves)
        {
            if (written.Contains(_variables.Location[argument])) continue;
            Value(argument, crossing.Count);
            StoreValue(phi);
        }
        for (var i = crossing.Count - 1; i >= 0; i--) StoreValue(crossing[i].Phi);
    }

    private void LoadVariable(int location)
    {
        if (location < 0) _code.LoadArgument(~location);
        else _code.LoadLocal(location);
    }

    private void StoreValue(int value)
    {
        if (_variables.IsWide(value)) _code.Op(ILOpCode.Conv_u8);
        StoreVariable(_variables.Location[value]);
    }

    private void StoreVariable(int location)
    {
        if (location < 0) _code.StoreArgument(~location);
        else _code.StoreLocal(location);
    }
}

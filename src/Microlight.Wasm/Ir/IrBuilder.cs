using System.Runtime.InteropServices;
using Microlight.Wasm.Binary;

namespace Microlight.Wasm.Ir;

/// <summary>
/// Builds the SSA form of one validated function in one pass over its instructions. Wasm's control is structured, so the values of locals
/// are known wherever edges meet: a block's end gets phis for assigned locals that differ, a loop's start for all that it assigns.
/// </summary>
internal sealed partial class IrBuilder
{
    private readonly InstanceContext _context;
    private readonly IrFunction _function;
    private readonly IrType[] _locals;
    /// <summary>Of the parameters.</summary>
    private readonly WasmType[] _parameterTypes;
    /// <summary>The value of each local now; unused when locals are kept out of SSA.</summary>
    private readonly int[] _environment;
    private readonly List<int[]>? _assigned;
    private readonly List<int> _stack = [];
    private readonly List<ControlFrame> _frames = [];
    private int _frameNumber;
    private int _loopDepth;
    private IrBlock _block;
    private bool _dead;

    private IrBuilder(InstanceContext context, FunctionBody body)
    {
        _context = context;
        var type = context.Module.FunctionTypeAt(body.TypeIndex);
        _parameterTypes = type.Parameters;
        _function = new IrFunction(IrTypes.Of(type.Parameters), IrTypes.Of(type.Results), context.Convention.Places(type));
        var locals = new List<IrType>(_function.Parameters);
        foreach (var (count, local) in body.Locals) locals.AddRange(Enumerable.Repeat(IrTypes.Of(local), count));
        _locals = [.. locals];
        _environment = new int[_locals.Length];
        _assigned = LocalAssignments.Collect(context.Module.Bytes.Span, body, _locals.Length);
        if (_assigned is null) _function.Variables = _locals;
        _block = NewBlock();
    }

    public static IrFunction Build(InstanceContext context, FunctionBody body)
    {
        var builder = new IrBuilder(context, body);
        builder.Run(body);
        return builder._function;
    }

    private void Run(FunctionBody body)
    {
        if (_function.Variables is null) DefineLocals();
        else StoreSlots();
        _frames.Add(new ControlFrame { Kind = Opcode.Nop, Parameters = [], Results = _function.Results, Height = 0, Assigned = [] });
        var reader = new InstructionReader(_context.Module.Bytes.Span, body.Code, body.End);
        while (reader.Read(out var instruction))
        {
            _function.Position = instruction.Offset;
            Visit(instruction);
        }
    }

    private void DefineLocals()
    {
        var zero = new int[7];
        Array.Fill(zero, -1);
        for (var i = 0; i < _locals.Length; i++)
        {
            var type = _locals[i];
            if (i < _function.Parameters.Length) _environment[i] = Typed(Parameter(i), _parameterTypes[i]);
            else _environment[i] = zero[(int)type] >= 0 ? zero[(int)type] : zero[(int)type] = Constant(type, 0);
        }
    }

    private int Parameter(int number)
    {
        var place = _function.Places[number];
        return place >= 0
            ? Append(IrOp.Parameter, _locals[number], immediate: (ulong)place)
            : Append(IrOp.ArgumentSlot, _locals[number], immediate: (ulong)~place);
    }

    /// <summary>Parameters that come in slots, where locals are kept out of SSA.</summary>
    private void StoreSlots()
    {
        for (var i = 0; i < _function.Parameters.Length; i++)
        {
            if (_function.Places[i] < 0) Append(Opcode.LocalSet, IrType.None, Parameter(i), immediate: (ulong)i);
        }
    }

    private IrBlock NewBlock()
    {
        var block = new IrBlock(_function.Blocks.Count, _function.Count, _loopDepth);
        _function.Blocks.Add(block);
        _checkedAddresses.Clear();
        return block;
    }

    /// <summary>Ends the current block. Successors are filled in by <see cref="Connect"/> when the target is known.</summary>
    private void Terminate(Opcode op, int successors, int condition = -1, int[]? arguments = null)
    {
        _function.Add(new IrInstruction { Op = op, A = condition, B = -1, C = -1, Arguments = arguments });
        _block.End = _function.Count;
        _block.Successors = new int[successors];
        _block.EdgeIndex = new int[successors];
    }

    private void Connect(IrEdge edge, IrBlock target)
    {
        var from = _function.Blocks[edge.Block];
        from.Successors[edge.Slot] = target.Number;
        from.EdgeIndex[edge.Slot] = target.Predecessors.Count;
        target.Predecessors.Add(edge);
    }

    private int[] Snapshot(ControlFrame frame, int operands)
    {
        var values = new int[frame.Assigned.Length + operands];
        for (var i = 0; i < frame.Assigned.Length; i++) values[i] = _environment[frame.Assigned[i]];
        CollectionsMarshal.AsSpan(_stack)[(_stack.Count - operands)..].CopyTo(values.AsSpan(frame.Assigned.Length));
        return values;
    }

    private ControlFrame Label(uint depth) => _frames[_frames.Count - 1 - (int)depth];

    private void Open(in Instruction instruction)
    {
        var (kind, type) = (instruction.Opcode, instruction.Block);
        var assigned = _assigned is null ? [] : _assigned[++_frameNumber];
        IrType[] parameters = [], results = [];
        if (type.Single is { } single) results = [IrTypes.Of(single)];
        else if (type.TypeIndex >= 0)
        {
            var signature = _context.Module.FunctionTypeAt(type.TypeIndex);
            (parameters, results) = (IrTypes.Of(signature.Parameters), IrTypes.Of(signature.Results));
        }
        var condition = kind == Opcode.If && !_dead ? Pop() : -1;
        var frame = new ControlFrame
        {
            Kind = kind, Parameters = parameters, Results = results, Assigned = assigned, Dead = _dead, Checks = _checkOrder.Count,
            Height = _dead ? 0 : _stack.Count - parameters.Length, OuterHandler = _handler, Clauses = instruction.Catches ?? [],
            Handler = kind is Opcode.Try or Opcode.TryTable ? new ExceptionHandler(assigned) : null,
        };
        _frames.Add(frame);
        if (_dead) return;
        if (frame.Handler is not null)
        {
            frame.InTryBody = true;
            _handler = frame.Handler;
        }
        if (kind == Opcode.Loop) OpenLoop(frame);
        if (kind == Opcode.If) OpenIf(frame, condition);
    }

    private void OpenIf(ControlFrame frame, int condition)
    {
        if (IsInteger(condition, out var known))
        {
            _dead = frame.SkipsThen = known == 0;
            return;
        }
        Terminate(Opcode.BrIf, 2, condition);
        frame.Else = (new IrEdge(_block.Number, 1), Snapshot(frame, frame.Parameters.Length));
        var then = new IrEdge(_block.Number, 0);
        _block = NewBlock();
        Connect(then, _block);
    }

    private void OpenLoop(ControlFrame frame)
    {
        var values = Snapshot(frame, frame.Parameters.Length);
        Terminate(Opcode.Br, 1);
        var entry = new IrEdge(_block.Number, 0);
        _loopDepth++;
        _block = frame.Header = NewBlock();
        Connect(entry, _block);
        frame.Phis = new int[values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            var phi = Append(IrOp.Phi, _function[values[i]].Type);
            _function[phi].A = values[i]; // until the back edges are known
            frame.Phis[i] = phi;
        }
        Restore(frame, frame.Phis, frame.Parameters.Length);
    }

    private void CloseLoop(ControlFrame frame)
    {
        _loopDepth--;
        foreach (var (edge, _) in frame.Edges) Connect(edge, frame.Header!);
        for (var i = 0; i < frame.Phis.Length; i++)
        {
            var arguments = new int[frame.Edges.Count + 1];
            ref var phi = ref _function[frame.Phis[i]];
            arguments[0] = phi.A;
            for (var j = 0; j < frame.Edges.Count; j++) arguments[j + 1] = frame.Edges[j].Values[i];
            phi.A = -1;
            phi.Arguments = arguments;
        }
    }

    /// <summary>Takes locals and operands from values in a snapshot's order.</summary>
    private void Restore(ControlFrame frame, int[] values, int operands)
    {
        for (var i = 0; i < frame.Assigned.Length; i++) _environment[frame.Assigned[i]] = values[i];
        _stack.RemoveRange(frame.Height, _stack.Count - frame.Height);
        _stack.AddRange(values.AsSpan(frame.Assigned.Length, operands));
    }

    private void Else()
    {
        var frame = _frames[^1];
        if (frame.Dead) return;
        Forget(frame);
        if (!_dead) BranchEnd(frame);
        if (frame.Else is not null) BeginElse(frame);
        else
        {
            _dead = !frame.SkipsThen;
            frame.SkipsThen = false;
        }
    }

    private void BeginElse(ControlFrame frame)
    {
        var (edge, values) = frame.Else!.Value;
        frame.Else = null;
        _block = NewBlock();
        Connect(edge, _block);
        _stack.RemoveRange(Math.Min(_stack.Count, frame.Height), Math.Max(0, _stack.Count - frame.Height));
        Restore(frame, values, frame.Parameters.Length);
        _dead = false;
    }

    /// <summary>The jump from where code falls out of a block to its end.</summary>
    private void BranchEnd(ControlFrame frame)
    {
        var values = Snapshot(frame, frame.Results.Length);
        Terminate(Opcode.Br, 1);
        frame.Edges.Add((new IrEdge(_block.Number, 0), values));
    }

    private void End()
    {
        var frame = _frames[^1];
        if (_frames.Count == 1)
        {
            if (!_dead) Return();
            _frames.RemoveAt(0);
            CloseLeaving();
            return;
        }
        _frames.RemoveAt(_frames.Count - 1);
        if (frame.Dead) return;
        Forget(frame);
        if (frame.Kind == Opcode.Loop)
        {
            CloseLoop(frame); // what falls out of a loop comes by one way only
            if (_dead) Truncate(frame.Height);
            return;
        }
        if (frame.Kind == Opcode.If && frame.Else is not null)
        {
            if (!_dead) BranchEnd(frame);
            BeginElse(frame);
        }
        if (frame.SkipsThen) _dead = false;
        if (frame.Handler is not null) CloseTry(frame);
        CloseBlock(frame);
    }

    private void CloseBlock(ControlFrame frame)
    {
        if (frame.Edges.Count == 0)
        {
            if (_dead) Truncate(frame.Height);
            return;
        }
        if (!_dead) BranchEnd(frame);
        Merge(frame);
    }

    private void Truncate(int height)
    {
        if (_stack.Count > height) _stack.RemoveRange(height, _stack.Count - height);
    }

    private void Merge(ControlFrame frame)
    {
        var merged = Merge(frame.Edges, frame.Assigned.Length + frame.Results.Length);
        Truncate(frame.Height);
        Restore(frame, merged, frame.Results.Length);
    }

    /// <summary>Goes on in a new block where edges meet, each with so many values; returns these.</summary>
    private int[] Merge(List<(IrEdge Edge, int[] Values)> edges, int count)
    {
        _block = NewBlock();
        _dead = false;
        var merged = new int[count];
        foreach (var (edge, _) in edges) Connect(edge, _block);
        for (var i = 0; i < merged.Length; i++)
        {
            var first = edges[0].Values[i];
            var same = true;
            foreach (var (_, values) in edges) same &= _function.AreSame(values[i], first);
            if (same)
            {
                merged[i] = first;
                continue;
            }
            var arguments = new int[edges.Count];
            for (var j = 0; j < arguments.Length; j++) arguments[j] = edges[j].Values[i];
            merged[i] = _function.Add(new IrInstruction { Op = IrOp.Phi, Type = _function[first].Type, A = -1, B = -1, C = -1, Arguments = arguments });
        }
        // Constants that are defined on each way are defined here anew, behind the phis.
        for (var i = 0; i < merged.Length; i++)
        {
            var constant = _function[merged[i]];
            if (edges.Exists(e => e.Values[i] != merged[i]) && IrOp.IsConstant(constant.Op)) merged[i] = Constant(constant.Type, constant.Immediate);
        }
        return merged;
    }

    private void Return()
    {
        var arguments = CollectionsMarshal.AsSpan(_stack)[(_stack.Count - _function.Results.Length)..].ToArray();
        Terminate(Opcode.Return, 0, arguments: arguments);
        _dead = true;
    }

    private void Branch(uint depth)
    {
        var frame = Label(depth);
        if (depth == _frames.Count - 1) Return();
        else
        {
            var values = Snapshot(frame, frame.LabelTypes.Length);
            Terminate(Opcode.Br, 1);
            frame.Edges.Add((new IrEdge(_block.Number, 0), values));
        }
        _dead = true;
    }

    private void BranchIf(uint depth)
    {
        var condition = Pop();
        if (!IsInteger(condition, out var known)) BranchOn(condition, depth);
        else if (known != 0) Branch(depth);
    }

    /// <summary>A jump taken if whether the condition holds is <paramref name="sense"/>.</summary>
    private void BranchOn(int condition, uint depth, bool sense = true)
    {
        Terminate(Opcode.BrIf, 2, condition);
        var from = _block;
        AddEdge(depth, new IrEdge(from.Number, sense ? 0 : 1));
        _block = NewBlock();
        Connect(new IrEdge(from.Number, sense ? 1 : 0), _block);
    }

    /// <summary>An edge of a conditional jump; to the body's end it goes through a block that returns.</summary>
    private void AddEdge(uint depth, IrEdge edge)
    {
        var frame = Label(depth);
        if (depth < _frames.Count - 1)
        {
            frame.Edges.Add((edge, Snapshot(frame, frame.LabelTypes.Length)));
            return;
        }
        _block = NewBlock();
        Connect(edge, _block);
        Return();
        _dead = false;
    }

    private void BranchTable(uint[] labels)
    {
        var index = Pop();
        if (IsInteger(index, out var known))
        {
            Branch(labels[Math.Min(known, (ulong)labels.Length - 1)]);
            return;
        }
        var slots = new Dictionary<uint, int>();
        var switchSlots = new int[labels.Length];
        for (var i = 0; i < labels.Length; i++)
        {
            if (!slots.TryGetValue(labels[i], out var slot)) slots.Add(labels[i], slot = slots.Count);
            switchSlots[i] = slot;
        }
        Terminate(Opcode.BrTable, slots.Count, index);
        var from = _block;
        from.SwitchSlots = switchSlots;
        foreach (var (label, slot) in slots) AddEdge(label, new IrEdge(from.Number, slot));
        _dead = true;
    }
}

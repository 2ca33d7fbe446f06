using Microlight.Wasm.Binary;

namespace Microlight.Wasm.Ir;

/// <summary>
/// Exceptions without an unwinder: a throw puts the values into static slots, makes the tag's number the pending one and jumps to the handler;
/// a call that may throw ends its block with a look at the pending number. Handlers are blocks where all these edges meet; they compare the
/// number with the tags of their clauses. What leaves the function returns with the exception still pending.
/// </summary>
internal sealed partial class IrBuilder
{
    /// <summary>The handler in force; null outside of all try bodies.</summary>
    private ExceptionHandler? _handler;
    /// <summary>Edges on which exceptions leave the function.</summary>
    private readonly List<IrEdge> _leaving = [];

    /// <summary>After a call.</summary>
    private void CheckPending()
    {
        Terminate(Opcode.BrIf, 2, Append(IrOp.Pending, IrType.I32));
        var from = _block.Number;
        ThrowEdge(_handler, new IrEdge(from, 0));
        _block = NewBlock();
        Connect(new IrEdge(from, 1), _block);
    }

    private void ThrowEdge(ExceptionHandler? handler, IrEdge edge)
    {
        if (handler is null) _leaving.Add(edge);
        else handler.Edges.Add((edge, Locals(handler.Assigned)));
    }

    private int[] Locals(int[] locals) => Array.ConvertAll(locals, l => _environment[l]);

    /// <summary>Ends the block: the pending exception goes to a handler.</summary>
    private void Propagate(ExceptionHandler? handler)
    {
        Terminate(Opcode.Br, 1);
        ThrowEdge(handler, new IrEdge(_block.Number, 0));
        _dead = true;
    }

    private void SetPending(int number) => Append(IrOp.SetPending, IrType.None, immediate: (ulong)number);

    private void Throw(int tag) => Throw(tag, PopArguments(_context.TagTypes(tag).Length));

    private void Throw(int tag, int[] values)
    {
        for (var i = 0; i < values.Length; i++) Append(IrOp.SetPayload, IrType.None, values[i], immediate: (ulong)i);
        SetPending(tag + 1);
        Propagate(_handler);
    }

    private void ThrowReference(int reference)
    {
        Append(IrOp.ThrowReference, IrType.None, reference);
        Propagate(_handler);
    }

    private void Rethrow(uint depth)
    {
        var (tag, values) = Label(depth).Caught;
        if (tag >= 0) Throw(tag, values);
        else ThrowReference(values[0]);
    }

    private int[] Payload(int tag)
    {
        var types = _context.TagTypes(tag);
        var values = new int[types.Length];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = Append(IrOp.Payload, IrTypes.Of(types[i]), immediate: (ulong)i);
            if (types[i].IsReference) _types.Add(values[i], types[i]);
        }
        return values;
    }

    /// <summary>Continues where exceptions of a try body arrive; false if none can.</summary>
    private bool OpenHandler(ControlFrame frame)
    {
        frame.InTryBody = false;
        _handler = frame.OuterHandler;
        Forget(frame);
        var handler = frame.Handler!;
        if (handler.Edges.Count == 0) return false;
        SetLocals(frame, Merge(handler.Edges, handler.Assigned.Length));
        return true;
    }

    private void SetLocals(ControlFrame frame, int[] values)
    {
        for (var i = 0; i < values.Length; i++) _environment[frame.Assigned[i]] = values[i];
        Truncate(frame.Height);
    }

    /// <summary>Goes on in a block for exceptions of a tag; returns the edge that the others take.</summary>
    private IrEdge Match(int tag)
    {
        var number = Constant(IrType.I32, (ulong)tag + 1);
        Terminate(Opcode.BrIf, 2, Append(Opcode.I32Eq, IrType.I32, Append(IrOp.Pending, IrType.I32), number));
        var from = _block.Number;
        _block = NewBlock();
        Connect(new IrEdge(from, 0), _block);
        return new IrEdge(from, 1);
    }

    /// <summary>At the end of a try or try_table, whose frame is closed: what its clauses do not catch goes on outwards.</summary>
    private void CloseTry(ControlFrame frame)
    {
        var fallsOut = !_dead;
        if (frame.Kind == Opcode.TryTable || frame.InTryBody)
        {
            if (frame.Handler!.Edges.Count == 0)
            {
                _handler = frame.OuterHandler;
                return;
            }
            if (fallsOut) BranchEnd(frame);
            OpenHandler(frame);
            Clauses(frame);
        }
        else if (frame.NextClause is { } next)
        {
            if (fallsOut) BranchEnd(frame);
            OpenNext(frame, next);
            Propagate(_handler);
        }
    }

    private void OpenNext(ControlFrame frame, (IrEdge Edge, int[] Values) next)
    {
        frame.NextClause = null;
        Forget(frame);
        _block = NewBlock();
        Connect(next.Edge, _block);
        SetLocals(frame, next.Values);
        _dead = false;
    }

    /// <summary>The clauses of a try_table, in its handler.</summary>
    private void Clauses(ControlFrame frame)
    {
        foreach (var clause in frame.Clauses)
        {
            var tag = clause.Kind <= CatchKind.CatchRef ? _context.Instance.Tags[clause.Tag] : -1;
            var others = tag >= 0 ? Match(tag) : default;
            var reference = clause.Kind is CatchKind.CatchRef or CatchKind.CatchAllRef ? Append(IrOp.CaughtException, IrType.Ref) : -1;
            if (tag >= 0) _stack.AddRange(Payload(tag));
            if (reference >= 0) Push(reference);
            SetPending(0);
            Branch(clause.Label);
            Truncate(frame.Height);
            if (tag < 0) return;
            _block = NewBlock();
            Connect(others, _block);
            _dead = false;
        }
        Propagate(_handler);
    }

    /// <summary>A clause of a legacy try begins.</summary>
    private void Catch(in Instruction instruction)
    {
        var frame = _frames[^1];
        if (frame.Dead) return;
        if (!_dead) BranchEnd(frame);
        _dead = true;
        if (frame.InTryBody) OpenHandler(frame);
        else if (frame.NextClause is { } next) OpenNext(frame, next);
        Truncate(frame.Height);
        if (_dead) return;
        if (instruction.Opcode == Opcode.CatchAll) frame.Caught = (-1, [Append(IrOp.CaughtException, IrType.Ref)]);
        else
        {
            var tag = _context.Instance.Tags[instruction.A];
            frame.NextClause = (Match(tag), Locals(frame.Assigned));
            frame.Caught = (tag, Payload(tag));
            _stack.AddRange(frame.Caught.Values);
        }
        SetPending(0);
    }

    /// <summary>The end of a legacy try whose exceptions go to the handler of a block around it.</summary>
    private void Delegate(uint depth)
    {
        var frame = _frames[^1];
        _frames.RemoveAt(_frames.Count - 1);
        if (frame.Dead) return;
        if (frame.Handler!.Edges.Count > 0)
        {
            if (!_dead) BranchEnd(frame);
            OpenHandler(frame);
            Propagate(Label(depth).InnerHandler);
        }
        _handler = frame.OuterHandler;
        Forget(frame);
        CloseBlock(frame);
    }

    /// <summary>The block in which all exceptions that leave the function return. Of the results only the first needs a value.</summary>
    private void CloseLeaving()
    {
        if (_leaving.Count == 0) return;
        _block = NewBlock();
        foreach (var edge in _leaving) Connect(edge, _block);
        Terminate(Opcode.Return, 0, arguments: _function.Results.Length == 0 ? [] : [Constant(_function.Results[0], 0)]);
    }
}

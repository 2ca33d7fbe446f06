using Microlight.Wasm.Binary;

namespace Microlight.Wasm.Ir;

/// <summary>
/// Replaces a load of what was stored or loaded at the same address shortly before, with nothing in between that may have changed it, by
/// that value. An access that succeeded cannot fail again, since memories do not shrink. Blocks with one predecessor go on with what is
/// known at its end. The code generator does the same for loads, but takes every store for one to anywhere.
/// </summary>
internal sealed class MemoryValues
{
    /// <summary>Accesses remembered: what makes the time linear.</summary>
    private const int MaximumKnown = 24;
    /// <summary>Most instructions between the access and the load: a value kept longer is likely to be spilled.</summary>
    private const int MaximumDistance = 200;
    private const ulong Wrap = 1UL << 32;

    /// <summary>Where an access is: at (Base + Addend, modulo the address type) + Offset. Base is −1 for a constant address.</summary>
    private readonly record struct Place(int Memory, int Base, ulong Addend, ulong Offset, bool Is64);

    /// <param name="Place">Where.</param>
    /// <param name="Load">The load that gives Value.</param>
    /// <param name="Bytes">Of the access.</param>
    /// <param name="Value">What is there.</param>
    /// <param name="At">The access's number.</param>
    private readonly record struct Known(Place Place, Opcode Load, int Bytes, int Value, int At);

    private readonly IrFunction _function;
    private readonly Known[]?[] _atEnd;
    private readonly List<Known> _known = [];
    private bool _changed;

    private MemoryValues(IrFunction function)
    {
        _function = function;
        _atEnd = new Known[]?[function.Blocks.Count];
    }

    public static void Run(IrFunction function)
    {
        // Locals that are variables are not values: an address may be another when it is read again.
        if (function.Variables is not null) return;
        var values = new MemoryValues(function);
        foreach (var block in function.Blocks) values.Block(block);
        if (!values._changed) return;
        function.ForwardCopies();
        // Arms and arguments may have become one value.
        for (var i = 0; i < function.Count; i++)
        {
            if (function[i].Op == Opcode.Select && function[i].A == function[i].B) function.Replace(i, function[i].A);
        }
        TrivialPhis.Run(function);
    }

    private void Block(IrBlock block)
    {
        _known.Clear();
        if (block.Predecessors is [var edge] && _atEnd[edge.Block] is { } before) _known.AddRange(before);
        for (var i = block.Start; i < block.End; i++)
        {
            var op = _function[i].Op;
            if (IrOp.IsLoad(op))
            {
                // What splats, extends or goes into a lane is not what was stored.
                if (op == Opcode.V128Load || VectorOpcodes.Shape(op) == VectorShape.None) Load(i);
            }
            else if (IrOp.IsStore(op)) Store(i);
            else if (!IrOp.IsTerminator(op) && (InstructionEffects.Of(op) & Effects.Writes) != 0 && !LeavesMemory(op)) _known.Clear();
        }
        if (_known.Count == 0) return;
        foreach (var successor in block.Successors)
        {
            if (_function.Blocks[successor].Predecessors.Count != 1) continue;
            _atEnd[block.Number] = [.. _known];
            break;
        }
    }

    private static bool LeavesMemory(Opcode op) => op is Opcode.GlobalSet or Opcode.StructSet or Opcode.ArraySet or IrOp.SetPending or IrOp.SetPayload;

    private void Load(int number)
    {
        ref var load = ref _function[number];
        var place = PlaceOf(load);
        for (var i = _known.Count - 1; i >= 0; i--)
        {
            var known = _known[i];
            if (known.Load != load.Op || known.Place != place || number - known.At > MaximumDistance) continue;
            _function.Replace(number, known.Value);
            _changed = true;
            return;
        }
        Remember(new Known(place, load.Op, IrOp.AccessBytes(load.Op), number, number));
    }

    private void Store(int number)
    {
        ref var store = ref _function[number];
        var place = PlaceOf(store);
        var bytes = IrOp.AccessBytes(store.Op);
        _known.RemoveAll(k => MayOverlap(k.Place, k.Bytes, place, bytes));
        var load = store.Op switch
        {
            Opcode.I32Store => Opcode.I32Load,
            Opcode.I64Store => Opcode.I64Load,
            Opcode.F32Store => Opcode.F32Load,
            Opcode.F64Store => Opcode.F64Load,
            Opcode.V128Store => Opcode.V128Load,
            _ => Opcode.Nop,
        };
        if (load != Opcode.Nop) Remember(new Known(place, load, bytes, _function.Resolve(store.B), number));
    }

    private void Remember(in Known known)
    {
        if (_known.Count == MaximumKnown) _known.RemoveAt(0);
        _known.Add(known);
    }

    private Place PlaceOf(in IrInstruction access)
    {
        var address = _function.Resolve(access.A);
        ref var definition = ref _function[address];
        var is64 = definition.Type == IrType.I64;
        if (IrOp.IsConstant(definition.Op)) return new Place(access.Memory, -1, definition.Immediate, access.Immediate, is64);
        if (definition.Op == Opcode.I32Add && _function[_function.Resolve(definition.B)] is { Op: Opcode.I32Const } addend)
            return new Place(access.Memory, _function.Resolve(definition.A), (uint)addend.Immediate, access.Immediate, is64);
        return new Place(access.Memory, address, 0, access.Immediate, is64);
    }

    private static bool MayOverlap(in Place x, int xBytes, in Place y, int yBytes)
    {
        if (x.Memory != y.Memory) return false;
        // Of addresses of 64 bits only those without addends are compared, which are the same value.
        if (x.Base != y.Base || x.Is64 && (x.Base < 0 || x.Addend != y.Addend) || x.Offset >= Wrap || y.Offset >= Wrap) return true;
        // Either sum may have wrapped round, unless there is none.
        var difference = (long)(x.Addend + x.Offset) - (long)(y.Addend + y.Offset);
        if (x.Base < 0 || x.Addend == y.Addend) return Near(difference, xBytes, yBytes);
        return Near(difference, xBytes, yBytes) || Near(difference + (long)Wrap, xBytes, yBytes) || Near(difference - (long)Wrap, xBytes, yBytes);
    }

    private static bool Near(long difference, int xBytes, int yBytes) => difference < yBytes && -difference < xBytes;
}

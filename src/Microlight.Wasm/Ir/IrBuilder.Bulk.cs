using Microlight.Wasm.Binary;

namespace Microlight.Wasm.Ir;

/// <summary>
/// memory.copy and memory.fill of a few bytes, their number known: loads and stores instead of a call. All loads come before the first
/// store, as the ranges may overlap, and the store of the last bytes comes first: if it does not trap, no other does, so nothing has been
/// written where the instruction traps.
/// </summary>
internal sealed partial class IrBuilder
{
    private const int MostBytesCopied = 32, MostBytesFilled = 64;

    /// <summary>False, with the stack as it was, where a call is better.</summary>
    private bool TryCopyInline(in Instruction instruction)
    {
        if (KnownCount(MostBytesCopied) is not { } count) return false;
        Pop();
        var (to, from) = (instruction.A, instruction.B);
        var (source, destination) = (Pop(), Pop());
        source = Reach(from, source);
        destination = Reach(to, destination);
        var pieces = Pieces(count);
        var values = pieces.ConvertAll(p => Load(Loads[p.Exponent], from, source, p.Offset));
        for (var i = 0; i < pieces.Count; i++) Store(Stores[pieces[i].Exponent], to, destination, values[i], pieces[i].Offset);
        return true;
    }

    /// <inheritdoc cref="TryCopyInline"/>
    private bool TryFillInline(in Instruction instruction)
    {
        if (KnownCount(MostBytesFilled) is not { } count) return false;
        Pop();
        var (value, destination) = (Pop(), Pop());
        destination = Reach(instruction.A, destination);
        var low = Pure(Opcode.I64ExtendI32U, IrType.I64, Pure(Opcode.I32And, IrType.I32, value, Constant(IrType.I32, 0xff)));
        var pattern = count == 1 ? low : Pure(Opcode.I64Mul, IrType.I64, low, Constant(IrType.I64, 0x0101_0101_0101_0101));
        foreach (var (offset, exponent) in Pieces(count)) Store(Stores[exponent], instruction.A, destination, pattern, offset);
        return true;
    }

    /// <summary>Accesses by size as an exponent of two; the values are i64.</summary>
    private static readonly Opcode[] Loads = [Opcode.I64Load8U, Opcode.I64Load16U, Opcode.I64Load32U, Opcode.I64Load],
        Stores = [Opcode.I64Store8, Opcode.I64Store16, Opcode.I64Store32, Opcode.I64Store];

    /// <summary>The number of bytes on top of the stack if it is a constant from 1 to <paramref name="most"/>.</summary>
    private int? KnownCount(int most)
    {
        ref var count = ref _function[_stack[^1]];
        return IrOp.IsConstant(count.Op) && count.Immediate >= 1 && count.Immediate <= (ulong)most ? (int)count.Immediate : null;
    }

    /// <summary>Ranges that cover so many bytes, the last first; they overlap where the number is no sum of two powers of two.</summary>
    private static List<(ulong Offset, int Exponent)> Pieces(int count)
    {
        var pieces = new List<(ulong, int)>();
        var exponent = Math.Min(int.Log2(count), 3);
        var size = 1 << exponent;
        if (count % size != 0)
        {
            // Three bytes are two and one; other odd ends are one more access of the same size.
            var rest = count == 3 ? 1 : size;
            pieces.Add(((ulong)(count - rest), int.Log2(rest)));
        }
        for (var offset = count / size * size - size; offset >= 0; offset -= size) pieces.Add(((ulong)offset, exponent));
        return pieces;
    }

    private int Load(Opcode op, uint memory, int address, ulong offset)
    {
        var load = Append(op, IrType.I64, address, immediate: offset);
        _function[load].Memory = _context.Instance.Memories[memory];
        return load;
    }

    private void Store(Opcode op, uint memory, int address, int value, ulong offset)
    {
        var store = Append(op, IrType.None, address, value, immediate: offset);
        _function[store].Memory = _context.Instance.Memories[memory];
    }
}

using Microlight.Wasm.Ir;

namespace Microlight.Wasm.Cil;

/// <summary>
/// i8x16.shuffle: the lanes are looked at for what one machine instruction does without a table; else one or two look-ups of bytes. The
/// builder has seen to it that both vectors are needed where there are two.
/// </summary>
internal sealed partial class FunctionWriter
{
    private const int Lanes = 16;

    private void Shuffle(in IrInstruction instruction, int depth)
    {
        var bits = _function.Vectors[instruction.Index];
        Span<byte> lanes = stackalloc byte[Lanes];
        for (var i = 0; i < Lanes; i++) lanes[i] = (byte)(bits >> 8 * i);
        if (instruction.B < 0) Permute(instruction.A, lanes, depth);
        else Merge(instruction.A, instruction.B, lanes, depth);
    }

    private void Permute(int a, Span<byte> lanes, int depth)
    {
        Value(a, depth);
        if (Words(lanes, 4) is { } dwords)
        {
            _code.LoadInt32(dwords);
            Call(VectorMethods.ShuffleInt32);
            return;
        }
        if (IsRun(lanes, lanes[0], Lanes) && _function[a].Op != Binary.Opcode.V128Const && !_trees.IsInline(a))
        {
            Value(a, depth + 1);
            _code.LoadInt32(lanes[0]);
            Call(VectorMethods.AlignRight);
            return;
        }
        if (Half(lanes[..8], 0) is { } low && IsRun(lanes[8..], 8, Lanes))
        {
            _code.LoadInt32(low);
            Call(VectorMethods.ShuffleLow);
            return;
        }
        if (Half(lanes[8..], 8) is { } high && IsRun(lanes[..8], 0, Lanes))
        {
            _code.LoadInt32(high);
            Call(VectorMethods.ShuffleHigh);
            return;
        }
        LookUp(lanes, 0);
    }

    private void Merge(int a, int b, Span<byte> lanes, int depth)
    {
        // One look-up fills with zeros what comes of a zero vector.
        if (IsZeroVector(b) || IsZeroVector(a))
        {
            var second = IsZeroVector(b);
            if (Unpack(lanes) is null)
            {
                Value(second ? a : b, depth);
                LookUp(lanes, second ? 0 : Lanes);
                return;
            }
        }
        var (left, right, method, immediate) = Single(a, b, lanes);
        if (method is { } single)
        {
            Value(left, depth);
            Value(right, depth + 1);
            if (immediate >= 0) _code.LoadInt32(immediate);
            Call(single);
            return;
        }
        if (IsBlend(lanes))
        {
            Value(a, depth);
            Value(b, depth + 1);
            UInt128 mask = 0;
            for (var i = 0; i < Lanes; i++) mask |= lanes[i] >= Lanes ? (UInt128)0xff << 8 * i : 0;
            VectorConstant(mask);
            Call(VectorMethods.BlendVariable);
            return;
        }
        Value(a, depth);
        LookUp(lanes, 0);
        Value(b, depth + 1);
        LookUp(lanes, Lanes);
        Call(VectorMethods.Or);
    }

    /// <summary>One instruction of two vectors that gives these lanes: its operands, itself, its immediate or −1.</summary>
    private static (int Left, int Right, VectorMethod? Method, int Immediate) Single(int a, int b, Span<byte> lanes)
    {
        // palignr: sixteen bytes in a row out of b:a or a:b.
        if (IsRun(lanes, lanes[0], 2 * Lanes)) return lanes[0] < Lanes ? (b, a, VectorMethods.AlignRight, lanes[0]) : (a, b, VectorMethods.AlignRight, lanes[0] - Lanes);
        if (Unpack(lanes) is { } unpack) return lanes[0] < Lanes ? (a, b, unpack, -1) : (b, a, unpack, -1);
        if (IsBlend(lanes) && WordMask(lanes) is { } mask) return (a, b, VectorMethods.Blend, mask);
        // shufps: two elements of one vector, then two of the other.
        if (Words(lanes, 4, sources: true) is { } pairs)
        {
            if (lanes[0] < Lanes && lanes[4] < Lanes && lanes[8] >= Lanes && lanes[12] >= Lanes) return (a, b, VectorMethods.ShuffleSingle, pairs);
            if (lanes[0] >= Lanes && lanes[4] >= Lanes && lanes[8] < Lanes && lanes[12] < Lanes) return (b, a, VectorMethods.ShuffleSingle, pairs);
        }
        return (a, b, null, -1);
    }

    private bool IsZeroVector(int value) => _function[value].Op == Binary.Opcode.V128Const && _function.Vectors[_function[value].Index] == 0;

    /// <summary>pshufb: bytes of the vector whose lanes start at <paramref name="first"/>, zeros for the other's.</summary>
    private void LookUp(Span<byte> lanes, int first)
    {
        UInt128 table = 0;
        for (var i = Lanes - 1; i >= 0; i--) table = table << 8 | (byte)(lanes[i] >= first && lanes[i] < first + Lanes ? lanes[i] - first : 0x80);
        VectorConstant(table);
        Call(VectorMethods.Shuffle);
    }

    /// <summary>Lane numbers that rise by one, modulo <paramref name="modulus"/>.</summary>
    private static bool IsRun(Span<byte> lanes, int first, int modulus)
    {
        for (var i = 0; i < lanes.Length; i++)
        {
            if (lanes[i] != (first + i) % modulus) return false;
        }
        return true;
    }

    /// <summary>The immediate of two bits for each of four elements of <paramref name="size"/> bytes, if the lanes move whole elements.</summary>
    private static int? Words(Span<byte> lanes, int size, bool sources = false)
    {
        var immediate = 0;
        for (var i = 0; i < Lanes / size; i++)
        {
            var element = lanes[i * size];
            if (element % size != 0 || !IsRun(lanes.Slice(i * size, size), element, 2 * Lanes)) return null;
            immediate |= (sources ? element % Lanes : element) / size << 2 * i;
        }
        return immediate;
    }

    /// <summary>The immediate of pshuflw and pshufhw: four words out of the eight bytes from <paramref name="first"/>.</summary>
    private static int? Half(Span<byte> lanes, int first)
    {
        var immediate = 0;
        for (var i = 0; i < 4; i++)
        {
            var word = lanes[2 * i] - first;
            if (word is < 0 or > 7 || word % 2 != 0 || lanes[2 * i + 1] != lanes[2 * i] + 1) return null;
            immediate |= word / 2 << 2 * i;
        }
        return immediate;
    }

    /// <summary>punpckl and punpckh: elements of both vectors by turns, from the lower or upper halves.</summary>
    private static VectorMethod? Unpack(Span<byte> lanes)
    {
        for (var exponent = 0; exponent < 4; exponent++)
        {
            var size = 1 << exponent;
            for (var half = 0; half < 2; half++)
            {
                if (IsUnpack(lanes, size, half * Lanes / 2)) return half == 0 ? VectorMethods.UnpackLow[exponent] : VectorMethods.UnpackHigh[exponent];
            }
        }
        return null;
    }

    private static bool IsUnpack(Span<byte> lanes, int size, int start)
    {
        var swap = lanes[0] & Lanes;
        for (var i = 0; i < Lanes; i++)
        {
            var (element, inside) = (i / size, i % size);
            if ((lanes[i] ^ swap) != start + element / 2 * size + inside + element % 2 * Lanes) return false;
        }
        return true;
    }

    private static bool IsBlend(Span<byte> lanes)
    {
        for (var i = 0; i < Lanes; i++)
        {
            if (lanes[i] % Lanes != i) return false;
        }
        return true;
    }

    /// <summary>The immediate of pblendw.</summary>
    private static int? WordMask(Span<byte> lanes)
    {
        var mask = 0;
        for (var i = 0; i < Lanes; i += 2)
        {
            if ((lanes[i] ^ lanes[i + 1]) >= Lanes) return null;
            if (lanes[i] >= Lanes) mask |= 1 << i / 2;
        }
        return mask;
    }
}

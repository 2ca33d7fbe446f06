using System.Buffers.Binary;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using Microlight.Wasm.Ir;

namespace Microlight.Wasm.Cil;

/// <summary>The instruction stream of one CIL method while it is written: bytes, labels, and constants whose address comes later.</summary>
internal sealed class CilBuffer
{
    private byte[] _bytes = new byte[256];
    private readonly List<int> _labels = [];
    private readonly List<(int At, int Label, int Base)> _fixups = [];

    public int Length { get; private set; }
    /// <summary>Where the address of a hidden constant (its bits, 4 or 8 bytes) is to be written.</summary>
    public List<(int At, ulong Bits)> HiddenConstants { get; } = [];

    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, Length);

    private Span<byte> Grow(int count)
    {
        if (Length + count > _bytes.Length) Array.Resize(ref _bytes, Math.Max(Length + count, 2 * _bytes.Length));
        var span = _bytes.AsSpan(Length, count);
        Length += count;
        return span;
    }

    public void Op(ILOpCode op)
    {
        if ((int)op > 0xff) Grow(1)[0] = (byte)((int)op >> 8);
        Grow(1)[0] = (byte)op;
    }

    public void Op(ILOpCode op, ILOpCode then)
    {
        Op(op);
        Op(then);
    }

    public void Token(ILOpCode op, EntityHandle handle)
    {
        Op(op);
        Int32(MetadataTokens.GetToken(handle));
    }

    private void Int32(int value) => BinaryPrimitives.WriteInt32LittleEndian(Grow(4), value);

    public void LoadInt32(int value)
    {
        if (value is >= -1 and <= 8) Op((ILOpCode)((int)ILOpCode.Ldc_i4_0 + value));
        else if (value is >= -128 and <= 127)
        {
            Op(ILOpCode.Ldc_i4_s);
            Grow(1)[0] = (byte)value;
        }
        else
        {
            Op(ILOpCode.Ldc_i4);
            Int32(value);
        }
    }

    public void LoadInt64(long value)
    {
        if (value is >= -128 and <= 127)
        {
            LoadInt32((int)value);
            Op(ILOpCode.Conv_i8);
            return;
        }
        Op(ILOpCode.Ldc_i8);
        BinaryPrimitives.WriteInt64LittleEndian(Grow(8), value);
    }

    public void LoadAddress(ulong address) => LoadInt64((long)address);

    /// <summary>A floating-point constant that the code generator may see.</summary>
    public void LoadFloat(IrType type, ulong bits)
    {
        Op(type == IrType.F32 ? ILOpCode.Ldc_r4 : ILOpCode.Ldc_r8);
        if (type == IrType.F32) BinaryPrimitives.WriteUInt32LittleEndian(Grow(4), (uint)bits);
        else BinaryPrimitives.WriteUInt64LittleEndian(Grow(8), bits);
    }

    /// <summary>A constant read from memory, so that the code generator does not know it.</summary>
    public void LoadHidden(IrType type, ulong bits)
    {
        Op(ILOpCode.Ldc_i8);
        HiddenConstants.Add((Length, bits));
        Grow(8).Clear();
        Op(type switch { IrType.I32 => ILOpCode.Ldind_i4, IrType.I64 => ILOpCode.Ldind_i8, IrType.F32 => ILOpCode.Ldind_r4, _ => ILOpCode.Ldind_r8 });
    }

    public void PatchHidden(int at, ulong address) => BinaryPrimitives.WriteUInt64LittleEndian(_bytes.AsSpan(at, 8), address);

    public void LoadArgument(int index) => Variable(index, ILOpCode.Ldarg_0, 4, ILOpCode.Ldarg_s, ILOpCode.Ldarg);
    public void StoreArgument(int index) => Variable(index, default, 0, ILOpCode.Starg_s, ILOpCode.Starg);
    public void LoadLocal(int index) => Variable(index, ILOpCode.Ldloc_0, 4, ILOpCode.Ldloc_s, ILOpCode.Ldloc);
    public void LoadLocalAddress(int index) => Variable(index, default, 0, ILOpCode.Ldloca_s, ILOpCode.Ldloca);
    public void StoreLocal(int index) => Variable(index, ILOpCode.Stloc_0, 4, ILOpCode.Stloc_s, ILOpCode.Stloc);

    private void Variable(int index, ILOpCode first, int shorthands, ILOpCode small, ILOpCode large)
    {
        if (index < shorthands) Op((ILOpCode)((int)first + index));
        else if (index < 256)
        {
            Op(small);
            Grow(1)[0] = (byte)index;
        }
        else
        {
            Op(large);
            BinaryPrimitives.WriteUInt16LittleEndian(Grow(2), checked((ushort)index));
        }
    }

    public int NewLabel()
    {
        _labels.Add(-1);
        return _labels.Count - 1;
    }

    public void Mark(int label) => _labels[label] = Length;

    public void Branch(ILOpCode op, int label)
    {
        Op(op);
        _fixups.Add((Length, label, Length + 4));
        Grow(4).Clear();
    }

    public void Switch(ReadOnlySpan<int> labels)
    {
        Op(ILOpCode.Switch);
        Int32(labels.Length);
        var end = Length + 4 * labels.Length;
        foreach (var label in labels)
        {
            _fixups.Add((Length, label, end));
            Grow(4).Clear();
        }
    }

    /// <summary>Fills in the distances of all branches.</summary>
    public void Complete()
    {
        foreach (var (at, label, from) in _fixups) BinaryPrimitives.WriteInt32LittleEndian(_bytes.AsSpan(at, 4), _labels[label] - from);
        _fixups.Clear();
    }
}

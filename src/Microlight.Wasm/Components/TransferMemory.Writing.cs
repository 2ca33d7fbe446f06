using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;
using Microlight.Wasm.Components.Typing;

namespace Microlight.Wasm.Components;

/// <content>Storing (CanonicalABI.md, storing).</content>
public sealed partial class TransferMemory
{
    /// <summary>Sets memory aside until the call ends. Its bytes are what was there: write all of them.</summary>
    /// <param name="size">Bytes, from 0.</param>
    /// <param name="alignment">1, 2, 4 or 8.</param>
    /// <returns>The address, a multiple of <paramref name="alignment"/>.</returns>
    /// <exception cref="TransferMemoryFullException">There is no room for it.</exception>
    public int Allocate(int size, int alignment)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        if (_free < 0) throw new InvalidOperationException("The call that this transfer memory belonged to is over.");
        var address = ((long)_free + alignment - 1) & -alignment;
        if (!TryReach(address + size)) throw new TransferMemoryFullException(size, Math.Max(0, Size - address));
        _free = (int)(address + size);
        return (int)address;
    }

    /// <summary>A <c>bool</c>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The address is outside of the memory; so for all that write.</exception>
    public void SetBoolean(int address, bool value) => Write(address, 1)[0] = value ? (byte)1 : (byte)0;

    /// <summary>A number of as many bytes as <typeparamref name="T"/> has.</summary>
    public void Set<T>(int address, T value) where T : unmanaged, INumber<T> => MemoryMarshal.Write(Write(address, Unsafe.SizeOf<T>()), value);

    /// <summary>A <c>char</c>.</summary>
    public void SetCharacter(int address, Rune value) => Set(address, (uint)value.Value);

    /// <summary>Which case an enum, variant, option (0 none, 1 some) or result (0 ok, 1 error) is.</summary>
    /// <param name="cases">How many it has, as for <see cref="GetCase"/>.</param>
    public void SetCase(int address, int cases, int value)
    {
        if ((uint)value >= (uint)cases) throw new ArgumentOutOfRangeException(nameof(value), value, $"There are {cases:#,0} cases.");
        if (cases <= 0x100) Write(address, 1)[0] = (byte)value;
        else if (cases <= 0x10000) Set(address, (ushort)value);
        else Set(address, value);
    }

    /// <summary>Flags, label i as bit i.</summary>
    /// <param name="count">How many labels there are, as for <see cref="GetFlags"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A bit is set that has no label.</exception>
    public void SetFlags(int address, int count, uint value)
    {
        if (value >= 1UL << count) throw new ArgumentOutOfRangeException(nameof(value), value, $"There are {count} flags.");
        if (count <= 8) Write(address, 1)[0] = (byte)value;
        else if (count <= 16) Set(address, (ushort)value);
        else Set(address, value);
    }

    /// <summary>A <c>string</c>: allocates its UTF-8, and writes pointer and length to the address.</summary>
    /// <exception cref="ArgumentException">The text has half of a surrogate pair.</exception>
    /// <exception cref="TransferMemoryFullException">There is no room for it.</exception>
    public void SetString(int address, string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        try
        {
            var length = s_utf8.GetByteCount(value);
            s_utf8.GetBytes(value, SetList(address, length, 1));
        }
        catch (EncoderFallbackException)
        {
            throw new ArgumentException("The text has half of a surrogate pair, which no string of a component can have.", nameof(value));
        }
    }

    /// <summary>A <c>string</c> that is UTF-8 already: allocates and copies, and writes pointer and length to the address.</summary>
    /// <exception cref="ArgumentException">It is not UTF-8.</exception>
    /// <exception cref="TransferMemoryFullException">There is no room for it.</exception>
    public void SetString(int address, ReadOnlySpan<byte> utf8)
    {
        if (!Utf8.IsValid(utf8)) throw new ArgumentException("The bytes are not UTF-8.", nameof(utf8));
        SetBytes(address, utf8);
    }

    /// <summary>A <c>list&lt;u8&gt;</c>: allocates and copies, and writes pointer and length to the address.</summary>
    /// <exception cref="TransferMemoryFullException">There is no room for it.</exception>
    public void SetBytes(int address, ReadOnlySpan<byte> value) => value.CopyTo(SetList(address, value.Length, 1));

    /// <summary>A <c>list&lt;u8&gt;</c> that the caller fills where it will lie: allocates, and writes pointer and length to the address.</summary>
    /// <exception cref="TransferMemoryFullException">There is no room for it.</exception>
    public Span<byte> SetBytes(int address, int length) => SetList(address, length, 1);

    /// <summary>A list of numbers: allocates and copies, and writes pointer and length to the address.</summary>
    /// <exception cref="TransferMemoryFullException">There is no room for it.</exception>
    public void SetNumbers<T>(int address, ReadOnlySpan<T> value) where T : unmanaged, INumber<T> =>
        MemoryMarshal.AsBytes(value).CopyTo(SetList(address, value.Length, Unsafe.SizeOf<T>()));

    /// <summary>A list of numbers of fixed length, whose elements lie at the address themselves.</summary>
    public void SetNumbersAt<T>(int address, ReadOnlySpan<T> value) where T : unmanaged, INumber<T> =>
        MemoryMarshal.AsBytes(value).CopyTo(Write(address, value.Length * Unsafe.SizeOf<T>()));

    /// <summary>A list whose elements the caller writes: allocates, and writes pointer and length to the address.</summary>
    /// <param name="elementSize">Bytes of an element, a multiple of <paramref name="alignment"/>.</param>
    /// <param name="alignment">1, 2, 4 or 8.</param>
    /// <returns>The address of the first element; element i is at it + i · <paramref name="elementSize"/>.</returns>
    /// <exception cref="TransferMemoryFullException">There is no room for it.</exception>
    public int SetList(int address, int count, int elementSize, int alignment)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        var bytes = (long)count * elementSize;
        if (bytes > int.MaxValue) throw new TransferMemoryFullException(bytes, Math.Max(0, Size - _free));
        var pointer = Allocate((int)bytes, alignment);
        Set(address, pointer);
        Set(address + 4, count);
        return pointer;
    }

    /// <summary>As above, with all bytes 0.</summary>
    internal int SetZeroedList(int address, int count, MemoryLayout element)
    {
        var pointer = SetList(address, count, (int)element.Size, element.Alignment);
        Write(pointer, count * (int)element.Size).Clear();
        return pointer;
    }

    private Span<byte> SetList(int address, int count, int elementSize) =>
        Write(SetList(address, count, elementSize, elementSize), count * elementSize);
}

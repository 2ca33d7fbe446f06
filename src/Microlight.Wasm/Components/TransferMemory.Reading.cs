using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Unicode;
using Microlight.Wasm.Components.Typing;

namespace Microlight.Wasm.Components;

/// <content>Loading (CanonicalABI.md, loading).</content>
public sealed partial class TransferMemory
{
    /// <summary>A <c>bool</c>: any byte but 0 is true.</summary>
    /// <exception cref="ProtocolViolationException">The address is outside of the memory; so for all that read.</exception>
    public bool GetBoolean(int address) => Read(address, 1)[0] != 0;

    /// <summary>A <c>u8</c>, <c>s8</c>, <c>u16</c> … <c>u64</c>, <c>f32</c> or <c>f64</c>, as <typeparamref name="T"/> says: <c>Get&lt;ushort&gt;</c>. NaN bits are kept.</summary>
    public T Get<T>(int address) where T : unmanaged, INumber<T> => MemoryMarshal.Read<T>(Read(address, Unsafe.SizeOf<T>()));

    /// <summary>A <c>char</c>.</summary>
    /// <exception cref="ProtocolViolationException">It is no Unicode scalar value.</exception>
    public Rune GetCharacter(int address)
    {
        var value = Get<uint>(address);
        return Rune.TryCreate(value, out var rune) ? rune : throw Violation($"0x{value:x} is no character");
    }

    /// <summary>Which case an enum, variant, option (0 none, 1 some) or result (0 ok, 1 error) is.</summary>
    /// <param name="cases">How many it has, from 1: the number has 1 byte up to 256 of them, 2 up to 65,536, else 4.</param>
    /// <returns>From 0 to <paramref name="cases"/> − 1.</returns>
    /// <exception cref="ProtocolViolationException">There is no such case.</exception>
    public int GetCase(int address, int cases)
    {
        var value = cases <= 0x100 ? Read(address, 1)[0] : cases <= 0x10000 ? Get<ushort>(address) : Get<uint>(address);
        return value < (uint)cases ? (int)value : throw Violation($"case {value:#,0} of {cases:#,0}");
    }

    /// <summary>Flags, label i as bit i; bits without a label are 0 whatever the guest wrote (CanonicalABI.md, unpack_flags_from_int).</summary>
    /// <param name="count">How many labels there are, 1 to 32: they have 1 byte up to 8, 2 up to 16, else 4.</param>
    public uint GetFlags(int address, int count)
    {
        var bits = count <= 8 ? Read(address, 1)[0] : count <= 16 ? Get<ushort>(address) : Get<uint>(address);
        return bits & (uint)((1UL << count) - 1);
    }

    /// <summary>A <c>string</c>, whose pointer and length in bytes are at the address.</summary>
    /// <exception cref="ProtocolViolationException">It is not UTF-8, outside of the memory, or beyond the budget.</exception>
    public string GetString(int address)
    {
        var (pointer, length) = GetPair(address);
        Charge(2L * length);
        var utf8 = Read(pointer, length);
        try
        {
            return s_utf8.GetString(utf8);
        }
        catch (DecoderFallbackException)
        {
            throw Violation("a string is not UTF-8");
        }
    }

    /// <summary>A <c>string</c> where it lies, as UTF-8; as with <see cref="ViewBytes"/> it stays valid as long as the call, and does not count for the budget.</summary>
    /// <exception cref="ProtocolViolationException">It is not UTF-8, or outside of the memory.</exception>
    public ReadOnlySpan<byte> ViewString(int address)
    {
        var utf8 = ViewBytes(address);
        return Utf8.IsValid(utf8) ? utf8 : throw Violation("a string is not UTF-8");
    }

    /// <summary>A <c>list&lt;u8&gt;</c>, whose pointer and length are at the address, copied.</summary>
    /// <exception cref="ProtocolViolationException">It is outside of the memory, or beyond the budget.</exception>
    public byte[] GetBytes(int address) => GetNumbers<byte>(address);

    /// <summary>As <see cref="GetBytes(int)"/>, into memory that is there; does not count for the budget.</summary>
    /// <returns>How many bytes there are.</returns>
    /// <exception cref="ProtocolViolationException">It is outside of the memory, or longer than <paramref name="destination"/>.</exception>
    public int GetBytes(int address, Span<byte> destination)
    {
        var (pointer, length) = GetPair(address);
        if (length > destination.Length) throw Violation($"a list of {length:#,0} bytes where {destination.Length:#,0} are the most");
        Read(pointer, length).CopyTo(destination);
        return length;
    }

    /// <summary>
    /// A <c>list&lt;u8&gt;</c> where it lies: for what is written somewhere at once. The bytes stay valid as long as the call, or until the
    /// host function returns; they do not count for the budget.
    /// </summary>
    /// <exception cref="ProtocolViolationException">It is outside of the memory.</exception>
    public ReadOnlySpan<byte> ViewBytes(int address)
    {
        var (pointer, length) = GetPair(address);
        return Read(pointer, length);
    }

    /// <summary>A list of numbers, copied as a whole: <c>GetNumbers&lt;double&gt;</c> for a <c>list&lt;f64&gt;</c>.</summary>
    /// <exception cref="ProtocolViolationException">It is outside of the memory, misaligned, or beyond the budget.</exception>
    public T[] GetNumbers<T>(int address) where T : unmanaged, INumber<T>
    {
        var (pointer, length) = GetPair(address);
        return GetNumbersAt<T>(pointer, length);
    }

    /// <summary>As <see cref="GetNumbers{T}"/>, of a list of fixed length, whose elements lie at the address themselves.</summary>
    /// <inheritdoc cref="GetNumbers{T}"/>
    public T[] GetNumbersAt<T>(int address, int length) where T : unmanaged, INumber<T>
    {
        var bytes = Elements(address, length, Unsafe.SizeOf<T>(), Unsafe.SizeOf<T>());
        Charge(bytes);
        if (length == 0) return [];
        var source = Read(address, (int)bytes);
        var numbers = GC.AllocateUninitializedArray<T>(length);
        source.CopyTo(MemoryMarshal.AsBytes(numbers.AsSpan()));
        return numbers;
    }

    /// <summary>Where the elements of a list are, whose pointer and length are at the address: element i at the result + i · <paramref name="elementSize"/>.</summary>
    /// <param name="elementSize">Bytes of an element, a multiple of <paramref name="alignment"/>, at least 1.</param>
    /// <param name="alignment">1, 2, 4 or 8.</param>
    /// <param name="count">How many elements there are; all of them lie inside the memory and count for the budget.</param>
    /// <exception cref="ProtocolViolationException">It is outside of the memory, misaligned, or beyond the budget.</exception>
    public int GetList(int address, int elementSize, int alignment, out int count)
    {
        int pointer;
        (pointer, count) = GetPair(address);
        ChargeList(pointer, count, new MemoryLayout(elementSize, alignment), parts: 1);
        return pointer;
    }

    /// <summary>As above, for elements that become several objects each.</summary>
    internal int GetList(int address, MemoryLayout element, int parts, out int count)
    {
        int pointer;
        (pointer, count) = GetPair(address);
        ChargeList(pointer, count, element, parts);
        return pointer;
    }

    /// <summary>Checks where the elements of a list lie, and takes them off the budget.</summary>
    /// <param name="parts">Objects that an element becomes at most, lists in it counted as one.</param>
    internal void ChargeList(int pointer, int count, MemoryLayout element, int parts)
    {
        var bytes = Elements(pointer, count, (int)element.Size, element.Alignment);
        Charge(bytes);
        if ((_elementsLeft -= (long)count * parts) < 0) throw Beyond($"{_limits.Elements:#,0} elements of lists ({nameof(TransferLimits)}.{nameof(TransferLimits.Elements)})");
        Read(pointer, (int)bytes);
    }

    /// <summary>A pointer and a length, of at most 2³¹ − 1 each. Where nothing lies may be anywhere.</summary>
    private (int Pointer, int Length) GetPair(int address)
    {
        var pair = Read(address, 8);
        var (pointer, length) = (MemoryMarshal.Read<uint>(pair), MemoryMarshal.Read<uint>(pair[4..]));
        if (length == 0) return (0, 0);
        return pointer <= int.MaxValue && length <= int.MaxValue
            ? ((int)pointer, (int)length)
            : throw Violation($"{length:#,0} elements at {pointer:#,0} are outside of the transfer memory's {Size:#,0} bytes");
    }

    /// <summary>Bytes of a list (CanonicalABI.md, load_list_from_range), which must not be more than the memory has.</summary>
    private long Elements(int pointer, int count, int elementSize, int alignment)
    {
        if ((pointer & (alignment - 1)) != 0) throw Violation($"a list at {pointer:#,0}, which is no multiple of {alignment}");
        var bytes = (long)count * elementSize;
        return bytes <= Size ? bytes : throw Violation($"{bytes:#,0} bytes at {pointer:#,0} are outside of the transfer memory's {Size:#,0}");
    }

    private void Charge(long bytes)
    {
        if ((_bytesLeft -= bytes) < 0) throw Beyond($"{_limits.Bytes:#,0} bytes of strings and lists ({nameof(TransferLimits)}.{nameof(TransferLimits.Bytes)})");
    }

    private ProtocolViolationException Beyond(string limit)
    {
        _violated?.Invoke();
        return new ProtocolViolationException($"The component passed more than one call may have, {limit}.");
    }
}

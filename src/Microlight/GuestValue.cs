using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Microlight.Abi;

namespace Microlight;

/// <summary>
/// One typed value on its way into or out of a guest. Numbers are held as their bits; strings and byte vectors as host objects, not
/// copied. Converts implicitly from the .NET types it stands for; <see cref="Of{T}"/> takes enumerations and structs too.
/// </summary>
public readonly struct GuestValue : IEquatable<GuestValue>
{
    /// <summary>A string, an array or memory manager whose bytes it has, the boxed upper half of a vector, null for numbers.</summary>
    private readonly object? _reference;

    /// <summary>The bits of a number; of bytes in an array or memory manager where they start (low half) and how many they are.</summary>
    private readonly ulong _bits;

    private GuestValue(GuestType type, ulong bits, object? reference = null)
    {
        Type = type;
        _bits = bits;
        _reference = reference;
    }

    /// <summary>The value's type.</summary>
    public GuestType Type { get; }

    /// <summary>The number's bits, zero-extended to 64; 0 for strings, byte vectors and 128-bit vectors.</summary>
    public ulong Bits => _reference is null ? _bits : 0;

    /// <summary>A number or reference from its bits; <paramref name="type"/> may be anything but String, Bytes and Vector128.</summary>
    public static GuestValue FromBits(GuestType type, ulong bits) => type switch
    {
        GuestType.String or GuestType.Bytes or GuestType.Vector128 => throw new ArgumentException($"{type} has no 64 bits.", nameof(type)),
        GuestType.Int8 or GuestType.UInt8 => new(type, (byte)bits),
        GuestType.Int16 or GuestType.UInt16 => new(type, (ushort)bits),
        GuestType.Int32 or GuestType.UInt32 or GuestType.Float32 => new(type, (uint)bits),
        _ => new(type, bits),
    };

    /// <summary>
    /// A value of any .NET type that crosses (docs/calls.md): a number, an enumeration, a boolean, a string, bytes, or a struct without
    /// references, whose bytes are copied.
    /// </summary>
    /// <exception cref="ArgumentException">Values of <typeparamref name="T"/> do not cross.</exception>
    public static GuestValue Of<T>(T value) => GuestConvert.To(value);

    /// <summary>The value as a .NET type that stands for its guest type.</summary>
    /// <exception cref="ArgumentException">Values of <typeparamref name="T"/> do not cross.</exception>
    /// <exception cref="InvalidCastException">The value is of another type, or not as many bytes as the struct.</exception>
    public T As<T>() => GuestConvert.From<T>(this);

    public static implicit operator GuestValue(sbyte value) => new(GuestType.Int8, (byte)value);
    public static implicit operator GuestValue(byte value) => new(GuestType.UInt8, value);
    public static implicit operator GuestValue(short value) => new(GuestType.Int16, (ushort)value);
    public static implicit operator GuestValue(ushort value) => new(GuestType.UInt16, value);
    public static implicit operator GuestValue(int value) => new(GuestType.Int32, (uint)value);
    public static implicit operator GuestValue(uint value) => new(GuestType.UInt32, value);
    public static implicit operator GuestValue(long value) => new(GuestType.Int64, (ulong)value);
    public static implicit operator GuestValue(ulong value) => new(GuestType.UInt64, value);
    public static implicit operator GuestValue(float value) => new(GuestType.Float32, BitConverter.SingleToUInt32Bits(value));
    public static implicit operator GuestValue(double value) => new(GuestType.Float64, BitConverter.DoubleToUInt64Bits(value));
    public static implicit operator GuestValue(bool value) => new(GuestType.Boolean, value ? 1u : 0u);
    public static implicit operator GuestValue(string value) => new(GuestType.String, 0, value ?? throw new ArgumentNullException(nameof(value)));
    public static implicit operator GuestValue(byte[] value) => Bytes(value ?? throw new ArgumentNullException(nameof(value)), 0, value.Length);
    public static implicit operator GuestValue(Memory<byte> value) => (ReadOnlyMemory<byte>)value;

    /// <summary>128 bits; vectors of other elements are reinterpreted (<c>vector.AsByte()</c>).</summary>
    public static implicit operator GuestValue(Vector128<byte> value) => new(GuestType.Vector128, value.AsUInt64()[0], value.AsUInt64()[1]);

    /// <summary>The bytes are read when the call is made, not now.</summary>
    public static implicit operator GuestValue(ReadOnlyMemory<byte> value)
    {
        if (MemoryMarshal.TryGetArray(value, out var segment)) return Bytes(segment.Array ?? [], segment.Offset, segment.Count);
        return MemoryMarshal.TryGetMemoryManager<byte, System.Buffers.MemoryManager<byte>>(value, out var manager, out var start, out var length)
            ? Bytes(manager, start, length)
            : value.ToArray();
    }

    /// <summary>The value of a guest's int8.</summary>
    /// <exception cref="InvalidCastException">The value is of another type.</exception>
    public sbyte AsInt8() => (sbyte)Expect(GuestType.Int8);

    /// <summary>The value of a guest's uint8.</summary>
    /// <exception cref="InvalidCastException">The value is of another type.</exception>
    public byte AsUInt8() => (byte)Expect(GuestType.UInt8);

    /// <summary>The value of a guest's int16.</summary>
    /// <exception cref="InvalidCastException">The value is of another type.</exception>
    public short AsInt16() => (short)Expect(GuestType.Int16);

    /// <summary>The value of a guest's uint16.</summary>
    /// <exception cref="InvalidCastException">The value is of another type.</exception>
    public ushort AsUInt16() => (ushort)Expect(GuestType.UInt16);

    /// <summary>The value of a guest's int32.</summary>
    /// <exception cref="InvalidCastException">The value is of another type.</exception>
    public int AsInt32() => (int)Expect(GuestType.Int32);

    /// <summary>The value of a guest's uint32.</summary>
    /// <exception cref="InvalidCastException">The value is of another type.</exception>
    public uint AsUInt32() => (uint)Expect(GuestType.UInt32);

    /// <summary>The value of a guest's int64.</summary>
    /// <exception cref="InvalidCastException">The value is of another type.</exception>
    public long AsInt64() => (long)Expect(GuestType.Int64);

    /// <summary>The value of a guest's uint64.</summary>
    /// <exception cref="InvalidCastException">The value is of another type.</exception>
    public ulong AsUInt64() => Expect(GuestType.UInt64);

    /// <summary>The value of a guest's float32.</summary>
    /// <exception cref="InvalidCastException">The value is of another type.</exception>
    public float AsFloat32() => BitConverter.UInt32BitsToSingle((uint)Expect(GuestType.Float32));

    /// <summary>The value of a guest's float64.</summary>
    /// <exception cref="InvalidCastException">The value is of another type.</exception>
    public double AsFloat64() => BitConverter.UInt64BitsToDouble(Expect(GuestType.Float64));

    /// <summary>The value of a guest's boolean.</summary>
    /// <exception cref="InvalidCastException">The value is of another type.</exception>
    public bool AsBoolean() => Expect(GuestType.Boolean) != 0;

    /// <summary>The value of a guest's 128-bit vector, lane 0 in the lowest byte.</summary>
    /// <exception cref="InvalidCastException">The value is of another type.</exception>
    public Vector128<byte> AsVector128()
    {
        var low = Expect(GuestType.Vector128);
        return Vector128.Create(low, (ulong)_reference!).AsByte();
    }

    /// <summary>The value of a guest's string.</summary>
    /// <exception cref="InvalidCastException">The value is of another type.</exception>
    public string AsString() { Expect(GuestType.String); return (string)_reference!; }

    /// <summary>The bytes: the array they came in where that is all of it, else a copy.</summary>
    /// <exception cref="InvalidCastException">The value is of another type.</exception>
    public byte[] AsBytes()
    {
        var memory = AsMemory();
        return _reference is byte[] array && array.Length == memory.Length ? array : memory.ToArray();
    }

    /// <summary>The bytes, in place.</summary>
    /// <exception cref="InvalidCastException">The value is of another type.</exception>
    public ReadOnlyMemory<byte> AsMemory()
    {
        Expect(GuestType.Bytes);
        int start = (int)(uint)_bits, length = (int)(_bits >> 32);
        return _reference is byte[] array ? array.AsMemory(start, length) : ((System.Buffers.MemoryManager<byte>)_reference!).Memory.Slice(start, length);
    }

    private static GuestValue Bytes(object owner, int start, int length) => new(GuestType.Bytes, (uint)start | (ulong)length << 32, owner);

    private ulong Expect(GuestType type) =>
        Type == type ? _bits : throw new InvalidCastException($"The value is {Type}, not {type}.");

    public bool Equals(GuestValue other) => Type == other.Type && Type switch
    {
        GuestType.String => AsString() == other.AsString(),
        GuestType.Bytes => AsMemory().Span.SequenceEqual(other.AsMemory().Span),
        GuestType.Vector128 => AsVector128() == other.AsVector128(),
        _ => _bits == other._bits,
    };

    public override bool Equals(object? obj) => obj is GuestValue other && Equals(other);
    public override int GetHashCode() => HashCode.Combine(Type, Bits, Type is GuestType.String or GuestType.Vector128 ? _reference : null);
    public static bool operator ==(GuestValue left, GuestValue right) => left.Equals(right);
    public static bool operator !=(GuestValue left, GuestValue right) => !left.Equals(right);

    public override string ToString() => Type switch
    {
        GuestType.Unit => "()",
        GuestType.Int8 => AsInt8().ToString(CultureInfo.InvariantCulture),
        GuestType.Int16 => AsInt16().ToString(CultureInfo.InvariantCulture),
        GuestType.Int32 => AsInt32().ToString(CultureInfo.InvariantCulture),
        GuestType.Int64 => AsInt64().ToString(CultureInfo.InvariantCulture),
        GuestType.Float32 => AsFloat32().ToString("R", CultureInfo.InvariantCulture),
        GuestType.Float64 => AsFloat64().ToString("R", CultureInfo.InvariantCulture),
        GuestType.Boolean => AsBoolean() ? "true" : "false",
        GuestType.String => AsString(),
        GuestType.Bytes => Convert.ToHexString(AsMemory().Span),
        GuestType.Vector128 => $"0x{AsVector128().AsUInt64()[1]:x16}{AsVector128().AsUInt64()[0]:x16}",
        _ => Bits.ToString(CultureInfo.InvariantCulture),
    };
}

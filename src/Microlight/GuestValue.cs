namespace Microlight;

/// <summary>
/// One typed value on its way into or out of a guest. Numbers are held as their bits; strings and byte vectors as host objects.
/// Converts implicitly from the .NET types it stands for.
/// </summary>
public readonly struct GuestValue : IEquatable<GuestValue>
{
    private readonly object? _reference;

    /// <summary>The string or byte array, null for numbers.</summary>
    internal object? Payload => _reference;

    private GuestValue(GuestType type, ulong bits, object? reference = null)
    {
        Type = type;
        Bits = bits;
        _reference = reference;
    }

    /// <summary>The value's type.</summary>
    public GuestType Type { get; }

    /// <summary>The number's bits, zero-extended to 64; 0 for strings and byte vectors.</summary>
    public ulong Bits { get; }

    /// <summary>A number or reference from its bits; <paramref name="type"/> may be anything but String and Bytes.</summary>
    public static GuestValue FromBits(GuestType type, ulong bits) => type switch
    {
        GuestType.String or GuestType.Bytes => throw new ArgumentException($"{type} has no bits.", nameof(type)),
        GuestType.Int32 or GuestType.UInt32 or GuestType.Float32 => new(type, (uint)bits),
        _ => new(type, bits),
    };

    public static implicit operator GuestValue(int value) => new(GuestType.Int32, (uint)value);
    public static implicit operator GuestValue(uint value) => new(GuestType.UInt32, value);
    public static implicit operator GuestValue(long value) => new(GuestType.Int64, (ulong)value);
    public static implicit operator GuestValue(ulong value) => new(GuestType.UInt64, value);
    public static implicit operator GuestValue(float value) => new(GuestType.Float32, BitConverter.SingleToUInt32Bits(value));
    public static implicit operator GuestValue(double value) => new(GuestType.Float64, BitConverter.DoubleToUInt64Bits(value));
    public static implicit operator GuestValue(bool value) => new(GuestType.Boolean, value ? 1u : 0u);
    public static implicit operator GuestValue(string value) => new(GuestType.String, 0, value ?? throw new ArgumentNullException(nameof(value)));
    public static implicit operator GuestValue(byte[] value) => new(GuestType.Bytes, 0, value ?? throw new ArgumentNullException(nameof(value)));

    public int AsInt32() => (int)Expect(GuestType.Int32);
    public uint AsUInt32() => (uint)Expect(GuestType.UInt32);
    public long AsInt64() => (long)Expect(GuestType.Int64);
    public ulong AsUInt64() => Expect(GuestType.UInt64);
    public float AsFloat32() => BitConverter.UInt32BitsToSingle((uint)Expect(GuestType.Float32));
    public double AsFloat64() => BitConverter.UInt64BitsToDouble(Expect(GuestType.Float64));
    public bool AsBoolean() => Expect(GuestType.Boolean) != 0;
    public string AsString() { Expect(GuestType.String); return (string)_reference!; }
    public byte[] AsBytes() { Expect(GuestType.Bytes); return (byte[])_reference!; }

    private ulong Expect(GuestType type) =>
        Type == type ? Bits : throw new InvalidCastException($"The value is {Type}, not {type}.");

    public bool Equals(GuestValue other) => Type == other.Type && Bits == other.Bits && Type switch
    {
        GuestType.String => (string)_reference! == (string)other._reference!,
        GuestType.Bytes => ((byte[])_reference!).AsSpan().SequenceEqual((byte[])other._reference!),
        _ => true,
    };

    public override bool Equals(object? obj) => obj is GuestValue other && Equals(other);
    public override int GetHashCode() => HashCode.Combine(Type, Bits, Type == GuestType.String ? _reference : null);
    public static bool operator ==(GuestValue left, GuestValue right) => left.Equals(right);
    public static bool operator !=(GuestValue left, GuestValue right) => !left.Equals(right);

    public override string ToString() => Type switch
    {
        GuestType.Unit => "()",
        GuestType.Int32 => AsInt32().ToString(),
        GuestType.Int64 => AsInt64().ToString(),
        GuestType.Float32 => AsFloat32().ToString("R"),
        GuestType.Float64 => AsFloat64().ToString("R"),
        GuestType.Boolean => AsBoolean() ? "true" : "false",
        GuestType.String => AsString(),
        GuestType.Bytes => Convert.ToHexString(AsBytes()),
        _ => Bits.ToString(),
    };
}

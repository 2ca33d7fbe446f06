// The integer types: constants, text both ways, comparison. Arithmetic is the compiler's.
namespace System;

public readonly struct SByte : IEquatable<sbyte>, IComparable<sbyte>
{
    private readonly sbyte _value;

    public const sbyte MinValue = -128, MaxValue = 127;

    public bool Equals(sbyte other) => _value == other;
    public override bool Equals(object obj) => obj is sbyte other && _value == other;
    public override int GetHashCode() => _value;
    public int CompareTo(sbyte other) => _value < other ? -1 : _value > other ? 1 : 0;
    public override string ToString() => Number.Format((long)_value);
    /// <summary>"X" or "x" with a least number of digits gives hexadecimal, "D" decimal; anything else is a FormatException.</summary>
    public string ToString(string format) => Number.Format((long)_value, 8, format);
    public static sbyte Parse(ReadOnlySpan<char> text) => TryParse(text, out var value) ? value : throw Number.BadText();

    /// <summary>Reads an optional sign and digits, and nothing else.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out sbyte value)
    {
        var success = Number.TryParseSigned(text, MinValue, MaxValue, out var wide);
        value = (sbyte)wide;
        return success;
    }
}

public readonly struct Byte : IEquatable<byte>, IComparable<byte>
{
    private readonly byte _value;

    public const byte MinValue = 0, MaxValue = 255;

    public bool Equals(byte other) => _value == other;
    public override bool Equals(object obj) => obj is byte other && _value == other;
    public override int GetHashCode() => _value;
    public int CompareTo(byte other) => _value < other ? -1 : _value > other ? 1 : 0;
    public override string ToString() => Number.Format((ulong)_value);
    /// <summary>"X" or "x" with a least number of digits gives hexadecimal, "D" decimal; anything else is a FormatException.</summary>
    public string ToString(string format) => Number.Format(_value, 8, format);
    public static byte Parse(ReadOnlySpan<char> text) => TryParse(text, out var value) ? value : throw Number.BadText();

    /// <summary>Reads an optional sign and digits, and nothing else.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out byte value)
    {
        var success = Number.TryParseUnsigned(text, MaxValue, out var wide);
        value = (byte)wide;
        return success;
    }
}

public readonly struct Int16 : IEquatable<short>, IComparable<short>
{
    private readonly short _value;

    public const short MinValue = -32768, MaxValue = 32767;

    public bool Equals(short other) => _value == other;
    public override bool Equals(object obj) => obj is short other && _value == other;
    public override int GetHashCode() => _value;
    public int CompareTo(short other) => _value < other ? -1 : _value > other ? 1 : 0;
    public override string ToString() => Number.Format((long)_value);
    /// <summary>"X" or "x" with a least number of digits gives hexadecimal, "D" decimal; anything else is a FormatException.</summary>
    public string ToString(string format) => Number.Format((long)_value, 16, format);
    public static short Parse(ReadOnlySpan<char> text) => TryParse(text, out var value) ? value : throw Number.BadText();

    /// <summary>Reads an optional sign and digits, and nothing else.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out short value)
    {
        var success = Number.TryParseSigned(text, MinValue, MaxValue, out var wide);
        value = (short)wide;
        return success;
    }
}

public readonly struct UInt16 : IEquatable<ushort>, IComparable<ushort>
{
    private readonly ushort _value;

    public const ushort MinValue = 0, MaxValue = 65535;

    public bool Equals(ushort other) => _value == other;
    public override bool Equals(object obj) => obj is ushort other && _value == other;
    public override int GetHashCode() => _value;
    public int CompareTo(ushort other) => _value < other ? -1 : _value > other ? 1 : 0;
    public override string ToString() => Number.Format((ulong)_value);
    /// <summary>"X" or "x" with a least number of digits gives hexadecimal, "D" decimal; anything else is a FormatException.</summary>
    public string ToString(string format) => Number.Format(_value, 16, format);
    public static ushort Parse(ReadOnlySpan<char> text) => TryParse(text, out var value) ? value : throw Number.BadText();

    /// <summary>Reads an optional sign and digits, and nothing else.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out ushort value)
    {
        var success = Number.TryParseUnsigned(text, MaxValue, out var wide);
        value = (ushort)wide;
        return success;
    }
}

public readonly struct Int32 : IEquatable<int>, IComparable<int>
{
    private readonly int _value;

    public const int MinValue = -2147483648, MaxValue = 2147483647;

    public bool Equals(int other) => _value == other;
    public override bool Equals(object obj) => obj is int other && _value == other;
    public override int GetHashCode() => (int)_value;
    public int CompareTo(int other) => _value < other ? -1 : _value > other ? 1 : 0;
    public override string ToString() => Number.Format((long)_value);
    /// <summary>"X" or "x" with a least number of digits gives hexadecimal, "D" decimal; anything else is a FormatException.</summary>
    public string ToString(string format) => Number.Format((long)_value, 32, format);
    public static int Parse(ReadOnlySpan<char> text) => TryParse(text, out var value) ? value : throw Number.BadText();

    /// <summary>Reads an optional sign and digits, and nothing else.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out int value)
    {
        var success = Number.TryParseSigned(text, MinValue, MaxValue, out var wide);
        value = (int)wide;
        return success;
    }
}

public readonly struct UInt32 : IEquatable<uint>, IComparable<uint>
{
    private readonly uint _value;

    public const uint MinValue = 0, MaxValue = 4294967295;

    public bool Equals(uint other) => _value == other;
    public override bool Equals(object obj) => obj is uint other && _value == other;
    public override int GetHashCode() => (int)_value;
    public int CompareTo(uint other) => _value < other ? -1 : _value > other ? 1 : 0;
    public override string ToString() => Number.Format((ulong)_value);
    /// <summary>"X" or "x" with a least number of digits gives hexadecimal, "D" decimal; anything else is a FormatException.</summary>
    public string ToString(string format) => Number.Format(_value, 32, format);
    public static uint Parse(ReadOnlySpan<char> text) => TryParse(text, out var value) ? value : throw Number.BadText();

    /// <summary>Reads an optional sign and digits, and nothing else.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out uint value)
    {
        var success = Number.TryParseUnsigned(text, MaxValue, out var wide);
        value = (uint)wide;
        return success;
    }
}

public readonly struct Int64 : IEquatable<long>, IComparable<long>
{
    private readonly long _value;

    public const long MinValue = -9223372036854775808, MaxValue = 9223372036854775807;

    public bool Equals(long other) => _value == other;
    public override bool Equals(object obj) => obj is long other && _value == other;
    public override int GetHashCode() => (int)_value ^ (int)(_value >> 32);
    public int CompareTo(long other) => _value < other ? -1 : _value > other ? 1 : 0;
    public override string ToString() => Number.Format((long)_value);
    /// <summary>"X" or "x" with a least number of digits gives hexadecimal, "D" decimal; anything else is a FormatException.</summary>
    public string ToString(string format) => Number.Format((long)_value, 64, format);
    public static long Parse(ReadOnlySpan<char> text) => TryParse(text, out var value) ? value : throw Number.BadText();

    /// <summary>Reads an optional sign and digits, and nothing else.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out long value)
    {
        var success = Number.TryParseSigned(text, MinValue, MaxValue, out var wide);
        value = (long)wide;
        return success;
    }
}

public readonly struct UInt64 : IEquatable<ulong>, IComparable<ulong>
{
    private readonly ulong _value;

    public const ulong MinValue = 0, MaxValue = 18446744073709551615;

    public bool Equals(ulong other) => _value == other;
    public override bool Equals(object obj) => obj is ulong other && _value == other;
    public override int GetHashCode() => (int)_value ^ (int)(_value >> 32);
    public int CompareTo(ulong other) => _value < other ? -1 : _value > other ? 1 : 0;
    public override string ToString() => Number.Format((ulong)_value);
    /// <summary>"X" or "x" with a least number of digits gives hexadecimal, "D" decimal; anything else is a FormatException.</summary>
    public string ToString(string format) => Number.Format(_value, 64, format);
    public static ulong Parse(ReadOnlySpan<char> text) => TryParse(text, out var value) ? value : throw Number.BadText();

    /// <summary>Reads an optional sign and digits, and nothing else.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out ulong value)
    {
        var success = Number.TryParseUnsigned(text, MaxValue, out var wide);
        value = (ulong)wide;
        return success;
    }
}

public readonly struct IntPtr : IEquatable<nint>, IComparable<nint>
{
    private readonly nint _value;

    public static readonly nint Zero;
    public static int Size => 8;
    public bool Equals(nint other) => _value == other;
    public override bool Equals(object obj) => obj is nint other && _value == other;
    public override int GetHashCode() => (int)_value ^ (int)(_value >> 32);
    public int CompareTo(nint other) => _value < other ? -1 : _value > other ? 1 : 0;
    public override string ToString() => Number.Format((long)_value);
    /// <summary>"X" or "x" with a least number of digits gives hexadecimal, "D" decimal; anything else is a FormatException.</summary>
    public string ToString(string format) => Number.Format((long)_value, 64, format);
}

public readonly struct UIntPtr : IEquatable<nuint>, IComparable<nuint>
{
    private readonly nuint _value;

    public static readonly nuint Zero;
    public static int Size => 8;
    public bool Equals(nuint other) => _value == other;
    public override bool Equals(object obj) => obj is nuint other && _value == other;
    public override int GetHashCode() => (int)_value ^ (int)(_value >> 32);
    public int CompareTo(nuint other) => _value < other ? -1 : _value > other ? 1 : 0;
    public override string ToString() => Number.Format((ulong)_value);
    /// <summary>"X" or "x" with a least number of digits gives hexadecimal, "D" decimal; anything else is a FormatException.</summary>
    public string ToString(string format) => Number.Format(_value, 64, format);
}

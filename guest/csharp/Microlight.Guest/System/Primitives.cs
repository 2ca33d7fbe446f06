// The remaining types that the C# compiler and ilc look up by name in the system module (ECMA-335 I.8.2.2).
namespace System;

public struct Void { }

public readonly struct Boolean : IEquatable<bool>, IComparable<bool>
{
    private readonly bool _value;

    public static readonly string TrueString = "True", FalseString = "False";
    public bool Equals(bool other) => _value == other;
    public override bool Equals(object obj) => obj is bool other && _value == other;
    public override int GetHashCode() => _value ? 1 : 0;
    public int CompareTo(bool other) => _value == other ? 0 : _value ? 1 : -1;
    public override string ToString() => _value ? "True" : "False";
}

public readonly struct Char : IEquatable<char>, IComparable<char>
{
    private readonly char _value;

    public const char MinValue = '\0', MaxValue = '\uffff';
    public bool Equals(char other) => _value == other;
    public override bool Equals(object obj) => obj is char other && _value == other;
    public override int GetHashCode() => _value | _value << 16;
    public int CompareTo(char other) => _value - other;
    public override string ToString() => new(_value, 1);

    public static bool IsAsciiDigit(char c) => c is >= '0' and <= '9';
    public static bool IsAsciiLetter(char c) => (c | 0x20) is >= 'a' and <= 'z';
    public static bool IsAsciiLetterLower(char c) => c is >= 'a' and <= 'z';
    public static bool IsAsciiLetterUpper(char c) => c is >= 'A' and <= 'Z';
    public static bool IsAsciiLetterOrDigit(char c) => IsAsciiLetter(c) || IsAsciiDigit(c);
    public static bool IsAscii(char c) => c < 0x80;
    public static bool IsSurrogate(char c) => c is >= '\ud800' and <= '\udfff';
    public static bool IsHighSurrogate(char c) => c is >= '\ud800' and <= '\udbff';
    public static bool IsLowSurrogate(char c) => c is >= '\udc00' and <= '\udfff';

    /// <summary>Unicode's White_Space property.</summary>
    public static bool IsWhiteSpace(char c) => c is ' ' or (>= '\t' and <= '\r') or '\u0085' or '\u00a0' or '\u1680' or (>= '\u2000' and <= '\u200a')
        or '\u2028' or '\u2029' or '\u202f' or '\u205f' or '\u3000';
}

public struct RuntimeTypeHandle { internal nint Value; }
public struct RuntimeMethodHandle { internal nint Value; }
public struct RuntimeFieldHandle { internal nint Value; }
public class Type { }
internal sealed class RuntimeType : Type { }

public interface IEquatable<T> { bool Equals(T other); }
public interface IComparable<in T> { int CompareTo(T other); }
public interface IDisposable { void Dispose(); }

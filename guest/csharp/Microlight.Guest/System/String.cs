// UTF-16 text, immutable. Comparison and search are ordinal: guests have no cultures.
namespace System;

using System.Collections;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using Internal.Runtime;

public sealed unsafe partial class String : IEquatable<string>, IComparable<string>, IEnumerable<char>
{
    // Layout that ilc assumes for literals: the length, then the characters and a zero.
    private int _stringLength;
    private char _firstChar;

    public static readonly string Empty = "";

    // The C# compiler's `new string(…)` calls the method Ctor of the same parameters (ilc's convention for variable-sized objects).
    public extern String(char[] value);
    public extern String(char[] value, int startIndex, int length);
    public extern String(char c, int count);
    public extern String(ReadOnlySpan<char> value);
    public extern String(char* value, int startIndex, int length);

    private static string Ctor(char[] value) => value is null ? "" : From(ref Unsafe.ArrayData(value), value.Length);
    private static string Ctor(char[] value, int startIndex, int length) => Ctor(new ReadOnlySpan<char>(value, startIndex, length));
    private static string Ctor(ReadOnlySpan<char> value) => From(ref value.Reference, value.Length);
    private static string Ctor(char* value, int startIndex, int length) => From(ref *(value + startIndex), length);

    private static string Ctor(char c, int count)
    {
        if (count < 0) throw new ArgumentOutOfRangeException("count");
        var text = Allocate(count);
        fixed (char* target = &text._firstChar)
            for (var i = 0; i < count; i++) target[i] = c;
        return text;
    }

    private static string From(ref char source, int length)
    {
        if (length == 0) return "";
        var text = Allocate(length);
        fixed (char* target = &text._firstChar)
        fixed (char* from = &source)
            Memory.Move(target, from, (nuint)length * 2);
        return text;
    }

    /// <summary>A string of zeros, to be written by whoever asked before anyone else sees it.</summary>
    internal static string Allocate(int length)
    {
        if (length == 0) return "";
        var start = Heap.NewString("".MethodTable, length);
        return *(string*)&start;
    }

    /// <summary>Shortens a string that nobody has seen yet; the room behind it goes back to the heap.</summary>
    internal void Truncate(int length)
    {
        fixed (char* start = &_firstChar) Memory.Clear(start + length, (nuint)(_stringLength - length) * 2);
        var before = Size(_stringLength);
        _stringLength = length;
        Heap.GiveBack(this, before, Size(length));
    }

    private nuint Size(int length) => (MethodTable->BaseSize + (nuint)length * 2 + 7) & ~(nuint)7;

    public int Length
    {
        [Intrinsic] get => _stringLength;
    }

    [IndexerName("Chars")]
    public char this[int index]
    {
        [Intrinsic]
        get
        {
            if ((uint)index >= (uint)_stringLength) Internal.Runtime.CompilerHelpers.ThrowHelpers.ThrowIndexOutOfRangeException();
            return Unsafe.Add(ref _firstChar, index);
        }
    }

    public ref readonly char GetPinnableReference() => ref _firstChar;
    internal ref char Reference => ref _firstChar;
    internal Span<char> Writable => new(ref _firstChar, _stringLength);

    public static implicit operator ReadOnlySpan<char>(string value) => value.AsSpan();

    public static bool IsNullOrEmpty(string value) => value is null || value._stringLength == 0;

    public static bool IsNullOrWhiteSpace(string value)
    {
        if (value is not null)
            foreach (var c in value)
                if (!char.IsWhiteSpace(c)) return false;
        return true;
    }

    public static bool operator ==(string left, string right) => Equals(left, right);
    public static bool operator !=(string left, string right) => !Equals(left, right);

    public static bool Equals(string left, string right)
    {
        if (ReferenceEquals(left, right)) return true;
        if (left is null || right is null || left._stringLength != right._stringLength) return false;
        return SpanHelpers.BytesEqual(ref Unsafe.As<char, byte>(ref left._firstChar), ref Unsafe.As<char, byte>(ref right._firstChar), (nuint)left._stringLength * 2);
    }

    public bool Equals(string other) => Equals(this, other);
    public override bool Equals(object obj) => Equals(this, obj as string);
    public int CompareTo(string other) => CompareOrdinal(this, other);

    /// <summary>Compares UTF-16 units; null comes first.</summary>
    public static int CompareOrdinal(string left, string right)
    {
        if (ReferenceEquals(left, right)) return 0;
        if (left is null) return -1;
        if (right is null) return 1;
        return ((ReadOnlySpan<char>)left).SequenceCompareTo(right);
    }

    public override int GetHashCode()
    {
        // FNV-1a: the same in every sandbox, so not for tables that hostile input may flood.
        var hash = 2166136261u;
        foreach (var c in this) hash = (hash ^ c) * 16777619;
        return (int)hash;
    }

    public override string ToString() => this;
    public IEnumerator<char> GetEnumerator() => new ArrayEnumerator<char>(ToCharArray());
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    public char[] ToCharArray() => ((ReadOnlySpan<char>)this).ToArray();
}

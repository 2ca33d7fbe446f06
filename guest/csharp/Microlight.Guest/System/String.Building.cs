// Strings made from others.
namespace System;

using Internal.Runtime;

public sealed unsafe partial class String
{
    public static string Concat(string a, string b) => Concat(a, b, null, null);
    public static string Concat(string a, string b, string c) => Concat(a, b, c, null);

    public static string Concat(string a, string b, string c, string d)
    {
        var text = Allocate(checked(Length0(a) + Length0(b) + Length0(c) + Length0(d)));
        var at = 0;
        Append(text, ref at, a);
        Append(text, ref at, b);
        Append(text, ref at, c);
        Append(text, ref at, d);
        return text;
    }

    public static string Concat(params string[] values) => Concat(new ReadOnlySpan<string>(values));

    public static string Concat(ReadOnlySpan<string> values) => Join("", values);

    public static string Concat(ReadOnlySpan<char> a, ReadOnlySpan<char> b)
    {
        var text = Allocate(checked(a.Length + b.Length));
        a.CopyTo(text.Writable);
        b.CopyTo(text.Writable.Slice(a.Length));
        return text;
    }

    public static string Concat(ReadOnlySpan<char> a, ReadOnlySpan<char> b, ReadOnlySpan<char> c)
    {
        var text = Allocate(checked(a.Length + b.Length + c.Length));
        a.CopyTo(text.Writable);
        b.CopyTo(text.Writable.Slice(a.Length));
        c.CopyTo(text.Writable.Slice(a.Length + b.Length));
        return text;
    }

    public static string Concat(object a) => a?.ToString() ?? "";
    public static string Concat(object a, object b) => Concat(a?.ToString(), b?.ToString());
    public static string Concat(object a, object b, object c) => Concat(a?.ToString(), b?.ToString(), c?.ToString());

    public static string Join(string separator, params string[] values) => Join(separator, new ReadOnlySpan<string>(values));

    public static string Join(string separator, ReadOnlySpan<string> values)
    {
        var length = values.Length == 0 ? 0 : checked(Length0(separator) * (values.Length - 1));
        foreach (var value in values) length = checked(length + Length0(value));
        var text = Allocate(length);
        var at = 0;
        for (var i = 0; i < values.Length; i++)
        {
            if (i > 0) Append(text, ref at, separator);
            Append(text, ref at, values[i]);
        }
        return text;
    }

    public string Substring(int startIndex) => Substring(startIndex, _stringLength - startIndex);

    public string Substring(int startIndex, int length) =>
        startIndex == 0 && length == _stringLength ? this : new string(((ReadOnlySpan<char>)this).Slice(startIndex, length));

    public string PadLeft(int totalWidth, char padding = ' ') => totalWidth <= _stringLength ? this : new string(padding, totalWidth - _stringLength) + this;
    public string PadRight(int totalWidth, char padding = ' ') => totalWidth <= _stringLength ? this : this + new string(padding, totalWidth - _stringLength);
    public string Trim() => new(MemoryExtensions.Trim(this));
    public string TrimStart() => new(MemoryExtensions.TrimStart(this));
    public string TrimEnd() => new(MemoryExtensions.TrimEnd(this));

    public string Replace(char old, char replacement)
    {
        if (!Contains(old)) return this;
        var text = new string((ReadOnlySpan<char>)this);
        foreach (ref var c in text.Writable)
            if (c == old) c = replacement;
        return text;
    }

    public string Replace(string old, string replacement)
    {
        if (IsNullOrEmpty(old)) throw new ArgumentException("The string to replace is empty.");
        ReadOnlySpan<char> rest = this;
        var next = rest.IndexOf(old);
        if (next < 0) return this;
        var result = new Text.StringBuilder(_stringLength);
        for (; next >= 0; next = rest.IndexOf(old))
        {
            result.Append(rest.Slice(0, next)).Append(replacement);
            rest = rest.Slice(next + old._stringLength);
        }
        return result.Append(rest).ToString();
    }

    public string[] Split(char separator)
    {
        var count = 1;
        foreach (var c in this)
            if (c == separator) count++;
        var parts = new string[count];
        ReadOnlySpan<char> rest = this;
        for (var i = 0; i < count - 1; i++)
        {
            var end = rest.IndexOf(separator);
            parts[i] = new string(rest.Slice(0, end));
            rest = rest.Slice(end + 1);
        }
        parts[count - 1] = new string(rest);
        return parts;
    }

    public bool Contains(char c) => IndexOf(c) >= 0;
    public bool Contains(string value) => IndexOf(value) >= 0;
    public int IndexOf(char c) => ((ReadOnlySpan<char>)this).IndexOf(c);
    public int IndexOf(string value) => ((ReadOnlySpan<char>)this).IndexOf(value);
    public int LastIndexOf(char c) => ((ReadOnlySpan<char>)this).LastIndexOf(c);

    public int IndexOf(char c, int startIndex)
    {
        var index = ((ReadOnlySpan<char>)this).Slice(startIndex).IndexOf(c);
        return index < 0 ? index : index + startIndex;
    }

    public bool StartsWith(char c) => _stringLength > 0 && _firstChar == c;
    public bool StartsWith(string value) => ((ReadOnlySpan<char>)this).StartsWith(value);
    public bool EndsWith(char c) => _stringLength > 0 && this[_stringLength - 1] == c;
    public bool EndsWith(string value) => ((ReadOnlySpan<char>)this).EndsWith(value);

    private static int Length0(string value) => value is null ? 0 : value._stringLength;

    private static void Append(string target, ref int at, string value)
    {
        if (value is null) return;
        ((ReadOnlySpan<char>)value).CopyTo(target.Writable.Slice(at));
        at += value._stringLength;
    }
}

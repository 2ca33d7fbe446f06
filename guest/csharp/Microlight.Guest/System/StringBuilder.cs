namespace System.Text;

/// <summary>Characters in an array that grows.</summary>
public sealed class StringBuilder
{
    private char[] _chars;
    private int _length;

    public StringBuilder() : this(16) { }
    public StringBuilder(int capacity) => _chars = new char[Math.Max(capacity, 16)];
    public StringBuilder(string text) : this(text.Length) => Append(text);

    public int Length
    {
        get => _length;
        set
        {
            if ((uint)value > (uint)_length) throw new ArgumentOutOfRangeException("value", "A StringBuilder's length can only be reduced.");
            _length = value;
        }
    }

    public char this[int index]
    {
        get => ((ReadOnlySpan<char>)_chars).Slice(0, _length)[index];
        set => ((Span<char>)_chars).Slice(0, _length)[index] = value;
    }

    public StringBuilder Append(ReadOnlySpan<char> text)
    {
        text.CopyTo(Reserve(text.Length));
        return this;
    }

    public StringBuilder Append(string text) => Append((ReadOnlySpan<char>)text);

    public StringBuilder Append(char c)
    {
        Reserve(1)[0] = c;
        return this;
    }

    public StringBuilder Append(char c, int count)
    {
        Reserve(count).Fill(c);
        return this;
    }

    public StringBuilder Append(int value) => Append(value.ToString());
    public StringBuilder Append(uint value) => Append(value.ToString());
    public StringBuilder Append(long value) => Append(value.ToString());
    public StringBuilder Append(ulong value) => Append(value.ToString());
    public StringBuilder Append(double value) => Append(value.ToString());
    public StringBuilder Append(bool value) => Append(value.ToString());
    public StringBuilder Append(object value) => Append(value?.ToString());
    public StringBuilder AppendLine() => Append('\n');
    public StringBuilder AppendLine(string text) => Append(text).Append('\n');

    public StringBuilder Clear()
    {
        _length = 0;
        return this;
    }

    public override string ToString() => new(_chars, 0, _length);

    private Span<char> Reserve(int count)
    {
        if (count < 0) throw new ArgumentOutOfRangeException("count");
        var length = checked(_length + count);
        if (length > _chars.Length) Array.Resize(ref _chars, Math.Max(length, (int)Math.Min((uint)_chars.Length * 2, 0x7fff_ffc7)));
        var target = new Span<char>(_chars, _length, count);
        _length = length;
        return target;
    }
}

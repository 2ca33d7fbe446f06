namespace System.Runtime.CompilerServices;

using System.Text;

/// <summary>What the C# compiler turns <c>$"…"</c> into.</summary>
[InterpolatedStringHandler]
public ref struct DefaultInterpolatedStringHandler
{
    private readonly StringBuilder _text;

    public DefaultInterpolatedStringHandler(int literalLength, int formattedCount) => _text = new StringBuilder(literalLength + formattedCount * 8);

    public readonly void AppendLiteral(string value) => _text.Append(value);
    public readonly void AppendFormatted(string value) => _text.Append(value);
    public readonly void AppendFormatted(ReadOnlySpan<char> value) => _text.Append(value);
    public readonly void AppendFormatted<T>(T value) => _text.Append(value?.ToString());
    public readonly void AppendFormatted<T>(T value, int alignment) => Align(value?.ToString() ?? "", alignment);
    public readonly void AppendFormatted(string value, int alignment) => Align(value ?? "", alignment);
    public readonly void AppendFormatted(int value, string format) => _text.Append(value.ToString(format));
    public readonly void AppendFormatted(uint value, string format) => _text.Append(value.ToString(format));
    public readonly void AppendFormatted(long value, string format) => _text.Append(value.ToString(format));
    public readonly void AppendFormatted(ulong value, string format) => _text.Append(value.ToString(format));
    public readonly void AppendFormatted(byte value, string format) => _text.Append(value.ToString(format));
    public readonly string ToStringAndClear() => _text.ToString();

    private readonly void Align(string text, int alignment)
    {
        if (alignment > text.Length) _text.Append(' ', alignment - text.Length);
        _text.Append(text);
        if (-alignment > text.Length) _text.Append(' ', -alignment - text.Length);
    }
}

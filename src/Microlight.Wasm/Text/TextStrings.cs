using System.Buffers;
using System.Globalization;
using System.Text;

namespace Microlight.Wasm.Text;

/// <summary>Contents of string tokens (spec 6.3.3).</summary>
internal static class TextStrings
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <summary>Appends the bytes that a string stands for; <paramref name="token"/> has its quotes. Returns the offset of a malformed escape, −1 if all are well.</summary>
    public static int Append(ReadOnlySpan<byte> token, Binary.ModuleBuffer output)
    {
        var text = token[1..^1];
        var position = 0;
        while (position < text.Length)
        {
            var run = text[position..].IndexOf((byte)'\\');
            if (run < 0) run = text.Length - position;
            output.Raw(text.Slice(position, run));
            position += run;
            if (position == text.Length) break;
            var length = AppendEscape(text[position..], output);
            if (length == 0) return position + 1;
            position += length;
        }
        return -1;
    }

    /// <summary>The bytes as text; null if they are not valid UTF-8.</summary>
    public static string? Decode(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return Strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    /// <summary>Length of the escape at the beginning, 0 if it is malformed.</summary>
    private static int AppendEscape(ReadOnlySpan<byte> text, Binary.ModuleBuffer output)
    {
        if (text.Length < 2) return 0;
        var simple = (char)text[1] switch { 't' => '\t', 'n' => '\n', 'r' => '\r', '"' => '"', '\'' => '\'', '\\' => '\\', _ => '\0' };
        if (simple != 0)
        {
            output.Byte((byte)simple);
            return 2;
        }
        if (text[1] == 'u') return AppendCodePoint(text, output);
        if (text.Length < 3 || !byte.TryParse(text.Slice(1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)) return 0;
        output.Byte(value);
        return 3;
    }

    /// <summary><c>\u{hexnum}</c>: a Unicode scalar value.</summary>
    private static int AppendCodePoint(ReadOnlySpan<byte> text, Binary.ModuleBuffer output)
    {
        var end = text.IndexOf((byte)'}');
        if (end < 4 || text[2] != '{') return 0;
        if (TextNumbers.Digits(text[3..end], hexadecimal: true) is not { } value || value > 0x10ffff || !Rune.IsValid((int)value)) return 0;
        Span<byte> bytes = stackalloc byte[4];
        output.Raw(bytes[..new Rune((uint)value).EncodeToUtf8(bytes)]);
        return end + 1;
    }
}

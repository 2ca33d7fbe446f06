using System.Globalization;
using System.Text;

namespace Microlight.Wasm.Components.Wave;

/// <summary>Characters, strings and their escapes in WAVE (wasm-wave, "Chars", "Strings", "Multiline strings").</summary>
internal static class WaveText
{
    /// <summary>The contents of a quoted string or character that begins at <paramref name="start"/> of the text.</summary>
    public static string Unquote(string text, int start, int length)
    {
        var result = new StringBuilder(length);
        Unescape(text, start + 1, start + length - 1, result);
        return result.ToString();
    }

    /// <summary>The contents of a string of several lines, without the indentation that its last line shows.</summary>
    public static string UnquoteLines(string text, int start, int length)
    {
        var end = start + length - 3;
        var first = start + (text[start + 3] == '\r' ? 5 : 4);
        if (text[first - 1] != '\n') throw WaveLexer.Error(text, start, "The opening \"\"\" must be followed by a line break");
        var lastBreak = text.LastIndexOf('\n', end - 1);
        var indent = end - lastBreak - 1;
        if (text.AsSpan(lastBreak + 1, indent).ContainsAnyExcept(' ')) throw WaveLexer.Error(text, end, "Before the closing \"\"\" there may be spaces only");
        var result = new StringBuilder(length);
        for (var at = first; at <= lastBreak;)
        {
            if (at > first) result.Append('\n');
            var lineBreak = text.IndexOf('\n', at);
            if (lineBreak - at < indent || text.AsSpan(at, indent).ContainsAnyExcept(' '))
                throw WaveLexer.Error(text, at, $"The line is indented less than the closing \"\"\", by {indent}");
            Unescape(text, at + indent, lineBreak > at + indent && text[lineBreak - 1] == '\r' ? lineBreak - 1 : lineBreak, result);
            at = lineBreak + 1;
        }
        return result.ToString();
    }

    public static void Append(StringBuilder text, string value, char quote)
    {
        text.Append(quote);
        foreach (var rune in value.EnumerateRunes())
        {
            switch (rune.Value)
            {
                case '\t': text.Append("\\t"); break;
                case '\n': text.Append("\\n"); break;
                case '\r': text.Append("\\r"); break;
                case '\\': text.Append("\\\\"); break;
                case var c when c == quote: text.Append('\\').Append(quote); break;
                case var c when Rune.IsControl(rune): text.Append($"\\u{{{c:x}}}"); break;
                default: text.Append(rune.ToString()); break;
            }
        }
        text.Append(quote);
    }

    private static void Unescape(string text, int at, int end, StringBuilder result)
    {
        while (at < end)
        {
            var c = text[at];
            if (c != '\\')
            {
                result.Append(c);
                at++;
                continue;
            }
            var escape = at + 1 < end ? text[at + 1] : '\0';
            if (escape == 'u')
            {
                at = UnescapeNumber(text, at, end, result);
                continue;
            }
            result.Append(escape switch
            {
                '\'' or '"' or '\\' => escape,
                't' => '\t',
                'n' => '\n',
                'r' => '\r',
                _ => throw WaveLexer.Error(text, at, "An escape is one of \\' \\\" \\\\ \\t \\n \\r \\u{…}"),
            });
            at += 2;
        }
    }

    private static int UnescapeNumber(string text, int at, int end, StringBuilder result)
    {
        var close = text.IndexOf('}', at, end - at);
        if (close < 0 || at + 2 >= end || text[at + 2] != '{' || close - at - 3 is < 1 or > 6
            || !uint.TryParse(text.AsSpan(at + 3, close - at - 3), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
            || !Rune.TryCreate(value, out var rune))
        {
            throw WaveLexer.Error(text, at, "\\u{…} takes the hexadecimal number of a character");
        }
        result.Append(rune.ToString());
        return close + 1;
    }
}

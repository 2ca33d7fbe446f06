namespace Microlight.Wasm.Components.Wave;

/// <summary>Splits WAVE text into tokens (wasm-wave, "Encoding").</summary>
internal static class WaveLexer
{
    /// <summary>The token behind <paramref name="position"/> and the blanks and comments there.</summary>
    public static WaveToken Read(string text, int position)
    {
        var start = Skip(text, position);
        if (start == text.Length) return new WaveToken(WaveKind.End, start, 0);
        var first = text[start];
        var length = 1;
        WaveKind kind;
        if ("{}()[]:,".Contains(first)) kind = WaveKind.Symbol;
        else if (first is '-' or (>= '0' and <= '9')) (kind, length) = (WaveKind.Number, Number(text, start));
        else if (first == '%' || char.IsAsciiLetter(first)) (kind, length) = (WaveKind.Label, Label(text, start));
        else if (first == '\'') (kind, length) = (WaveKind.Char, Quoted(text, start, '\''));
        else if (text.AsSpan(start).StartsWith("\"\"\"")) (kind, length) = (WaveKind.MultilineString, Multiline(text, start));
        else if (first == '"') (kind, length) = (WaveKind.String, Quoted(text, start, '"'));
        else throw Error(text, start, $"'{(char.IsControl(first) ? $"\\u{{{(int)first:x}}}" : first)}' begins no value");
        return new WaveToken(kind, start, length);
    }

    public static WaveException Error(string text, int position, string message)
    {
        var before = text.AsSpan(0, position);
        return new WaveException(message, 1 + before.Count('\n'), position - before.LastIndexOf('\n'));
    }

    private static int Skip(string text, int position)
    {
        while (position < text.Length)
        {
            if (text[position] is ' ' or '\t' or '\n' or '\r') position++;
            else if (text.AsSpan(position).StartsWith("//")) position = text.IndexOf('\n', position) is var end and >= 0 ? end : text.Length;
            else break;
        }
        return position;
    }

    /// <summary>As JSON writes numbers, or <c>-inf</c>.</summary>
    private static int Number(string text, int start)
    {
        if (text.AsSpan(start).StartsWith("-inf")) return 4;
        var at = start + (text[start] == '-' ? 1 : 0);
        var whole = at;
        Digits(ref at);
        if (at == whole || text[whole] == '0' && at > whole + 1) throw Error(text, start, "A number is written as in JSON");
        if (at < text.Length && text[at] == '.')
        {
            at++;
            Some(ref at);
        }
        if (at < text.Length && text[at] is 'e' or 'E')
        {
            at++;
            if (at < text.Length && text[at] is '+' or '-') at++;
            Some(ref at);
        }
        return at - start;

        void Some(ref int at)
        {
            var before = at;
            Digits(ref at);
            if (at == before) throw Error(text, start, "A number is written as in JSON");
        }

        void Digits(ref int at)
        {
            while (at < text.Length && char.IsAsciiDigit(text[at])) at++;
        }
    }

    /// <summary>Words joined by hyphens; whether each is in one case is looked at where the label is known.</summary>
    private static int Label(string text, int start)
    {
        var at = start + 1;
        while (at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || text[at] == '-')) at++;
        return at - start;
    }

    private static int Quoted(string text, int start, char quote)
    {
        for (var at = start + 1; at < text.Length && text[at] != '\n'; at++)
        {
            if (text[at] == quote) return at + 1 - start;
            if (text[at] == '\\') at++;
        }
        throw Error(text, start, quote == '"' ? "The string has no end in its line" : "The character has no end in its line");
    }

    private static int Multiline(string text, int start)
    {
        var end = text.IndexOf("\"\"\"", start + 3, StringComparison.Ordinal);
        return end >= 0 ? end + 3 - start : throw Error(text, start, "The string has no end");
    }
}

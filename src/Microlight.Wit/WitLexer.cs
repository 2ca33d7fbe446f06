using System.Globalization;
using System.Text;

namespace Microlight.Wit;

/// <summary>Splits WIT into tokens (WIT.md, lexical structure). Time is linear in the text.</summary>
internal sealed class WitLexer(WitSource source)
{
    private static readonly HashSet<string> Keywords = new(StringComparer.Ordinal)
    {
        "as", "async", "bool", "borrow", "char", "constructor", "enum", "export", "f32", "f64", "flags", "from", "func", "future", "import", "include", "interface", "list",
        "map", "option", "own", "package", "record", "resource", "result", "s16", "s32", "s64", "s8", "static", "stream", "string", "tuple", "type", "u16", "u32", "u64", "u8",
        "use", "variant", "with", "world",
    };

    private readonly string _text = source.Text;
    private readonly StringBuilder _docs = new();
    private int _at;

    /// <exception cref="WitException">There is a character that begins no token, or a comment or string without end.</exception>
    public WitToken Next()
    {
        SkipSpace();
        var start = _at;
        if (_at == _text.Length) return Token(WitTokenKind.End, "the end of the file", start);
        var c = _text[_at];
        if (c == '%' || IsLetter(c)) return Identifier();
        if (c is >= '0' and <= '9')
        {
            while (_at < _text.Length && _text[_at] is >= '0' and <= '9') _at++;
            return Token(WitTokenKind.Integer, _text.Substring(start, _at - start), start);
        }
        if (c == '"') return String();
        if (c == '-' && Peek(1) == '>')
        {
            _at += 2;
            return Token(WitTokenKind.Operator, "->", start);
        }
        if ("=,:;(){}<>*/.@-+_".IndexOf(c) < 0) throw Error($"the character U+{(int)c:X4} begins nothing that there is in WIT", start);
        _at++;
        return Token(WitTokenKind.Operator, c.ToString(), start);
    }

    /// <summary>A version behind an at sign, which no tokens are made of: letters, digits, dots, hyphens and plus signs. A dot belongs to it only if more follows.</summary>
    public string ReadVersion(int start)
    {
        _at = start;
        while (_at < _text.Length && (IsLetter(_text[_at]) || _text[_at] is (>= '0' and <= '9') or '-' or '+' || _text[_at] == '.' && _at + 1 < _text.Length && (IsLetter(_text[_at + 1]) || _text[_at + 1] is >= '0' and <= '9'))) _at++;
        return _text.Substring(start, _at - start);
    }

    public WitException Error(string message, int offset) => new(message, new WitPosition(source, offset));

    private static bool IsLetter(char c) => c is >= 'a' and <= 'z' or >= 'A' and <= 'Z';

    private char Peek(int ahead) => _at + ahead < _text.Length ? _text[_at + ahead] : '\0';

    private WitToken Token(WitTokenKind kind, string text, int start)
    {
        var docs = _docs.ToString();
        _docs.Clear();
        return new WitToken(kind, text, start, _at, docs);
    }

    private WitToken Identifier()
    {
        var start = _at;
        var isEscaped = _text[_at] == '%';
        if (isEscaped) _at++;
        var from = _at;
        while (_at < _text.Length && (IsLetter(_text[_at]) || _text[_at] is >= '0' and <= '9' || _text[_at] == '-' && (IsLetter(Peek(1)) || Peek(1) is >= '0' and <= '9'))) _at++;
        var text = _text.Substring(from, _at - from);
        if (!IsKebab(text)) throw Error($"'{text}' is not in kebab case", start);
        return Token(!isEscaped && Keywords.Contains(text) ? WitTokenKind.Keyword : WitTokenKind.Identifier, text, start);
    }

    /// <summary>Fragments in one case each, the first beginning with a letter.</summary>
    private static bool IsKebab(string text)
    {
        if (text.Length == 0 || !IsLetter(text[0])) return false;
        foreach (var fragment in text.Split('-'))
        {
            if (fragment.Length == 0 || fragment != fragment.ToLowerInvariant() && fragment != fragment.ToUpperInvariant()) return false;
        }
        return true;
    }

    private WitToken String()
    {
        var start = _at++;
        var value = new StringBuilder();
        while (true)
        {
            if (_at >= _text.Length || _text[_at] == '\n') throw Error("the string has no end", start);
            var c = _text[_at++];
            if (c == '"') return Token(WitTokenKind.String, value.ToString(), start);
            if (c == '\\') Escape(value);
            else value.Append(c);
        }
    }

    private void Escape(StringBuilder value)
    {
        var start = _at - 1;
        var c = Peek(0);
        _at++;
        switch (c)
        {
            case 'n': value.Append('\n'); return;
            case 't': value.Append('\t'); return;
            case 'r': value.Append('\r'); return;
            case '"' or '\'' or '\\': value.Append(c); return;
            case 'u' when Peek(0) == '{':
                var close = _text.IndexOf('}', _at);
                if (close < 0 || close - _at > 9 || !int.TryParse(_text.Substring(_at + 1, close - _at - 1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var scalar)
                    || scalar is > 0x10ffff or >= 0xd800 and <= 0xdfff or < 0)
                    throw Error("there is no such character", start);
                value.Append(char.ConvertFromUtf32(scalar));
                _at = close + 1;
                return;
            default: throw Error("there is no such escape", start);
        }
    }

    private void SkipSpace()
    {
        while (_at < _text.Length)
        {
            var c = _text[_at];
            if (c is ' ' or '\n' or '\r' or '\t' or '\ufeff') _at++;
            else if (c == '/' && Peek(1) == '/') LineComment();
            else if (c == '/' && Peek(1) == '*') BlockComment();
            else return;
        }
    }

    private void LineComment()
    {
        var end = _text.IndexOf('\n', _at);
        if (end < 0) end = _text.Length;
        if (Peek(2) == '/' && Peek(3) != '/')
        {
            if (_docs.Length > 0) _docs.Append('\n');
            // One space behind the slashes is not the text's.
            var from = _at + 3 + (Peek(3) == ' ' ? 1 : 0);
            _docs.Append(_text, from, Math.Max(end - from, 0));
        }
        _at = end;
    }

    /// <summary>Block comments lie within one another.</summary>
    private void BlockComment()
    {
        var (start, depth) = (_at, 0);
        do
        {
            if (_at + 1 >= _text.Length) throw Error("the comment has no end", start);
            var step = 1;
            if (_text[_at] == '/' && _text[_at + 1] == '*') (depth, step) = (depth + 1, 2);
            else if (_text[_at] == '*' && _text[_at + 1] == '/') (depth, step) = (depth - 1, 2);
            _at += step;
        }
        while (depth > 0);
        var isDocs = _at - start > 5 && _text[start + 2] == '*' && _text[start + 3] != '*';
        if (!isDocs) return;
        foreach (var line in _text.Substring(start + 3, _at - start - 5).Trim().Split('\n'))
        {
            if (_docs.Length > 0) _docs.Append('\n');
            var text = line.Trim();
            _docs.Append(text.StartsWith("* ", StringComparison.Ordinal) ? text.Substring(2) : text == "*" ? "" : text);
        }
    }
}

using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Microlight.Wasm.Text;

/// <summary>
/// Splits a text into tokens (spec 6.3), one at a time and forwards only. Comments are passed over; annotations begin with a token of their
/// own. A text is UTF-8, which the constructor checks.
/// </summary>
internal sealed class TextLexer
{
    private static readonly SearchValues<byte> IdCharacters =
        SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&'*+-./:<=>?@\\^_`|~"u8);

    private readonly ReadOnlyMemory<byte> _text;
    private int _position;

    public TextLexer(ReadOnlyMemory<byte> text)
    {
        _text = text;
        if (!Utf8.IsValid(text.Span)) throw Error("Malformed UTF-8 encoding: the text is not valid UTF-8", FirstInvalid(text.Span));
    }

    public ReadOnlySpan<byte> Text(TextToken token) => _text.Span.Slice(token.Start, token.Length);

    /// <summary>Continues at an offset that a token's beginning had.</summary>
    public void Seek(int position) => _position = position;

    public TextToken Next()
    {
        SkipSpace();
        var text = _text.Span;
        var start = _position;
        if (start == text.Length) return new TextToken(TokenKind.End, start, 0);
        switch (text[start])
        {
            case (byte)'(' when start + 1 < text.Length && text[start + 1] == '@':
                _position += 2;
                ReadAnnotationName(start);
                return new TextToken(TokenKind.Annotation, start, _position - start);
            case (byte)'(':
                _position++;
                return new TextToken(TokenKind.Open, start, 1);
            case (byte)')':
                _position++;
                return new TextToken(TokenKind.Close, start, 1);
            default:
                return ReadWord();
        }
    }

    public WasmTextException Error(string message, int position)
    {
        var (line, lineStart) = (1, 0);
        var text = _text.Span;
        for (var i = 0; i < position; i++)
        {
            // CR LF counts once, at the LF.
            if (text[i] == '\n' || text[i] == '\r' && (i + 1 == text.Length || text[i + 1] != '\n')) (line, lineStart) = (line + 1, i + 1);
        }
        var column = 1;
        // All bytes of a character but the first have the two upper bits 10.
        foreach (var b in text[lineStart..position]) if ((b & 0xc0) != 0x80) column++;
        return new WasmTextException(message, line, column);
    }

    private static int FirstInvalid(ReadOnlySpan<byte> text)
    {
        var position = 0;
        while (Rune.DecodeFromUtf8(text[position..], out _, out var length) == OperationStatus.Done) position += length;
        return position;
    }

    private void SkipSpace()
    {
        var text = _text.Span;
        while (_position < text.Length)
        {
            var next = _position + 1 < text.Length ? text[_position + 1] : (byte)0;
            switch (text[_position])
            {
                case (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r':
                    _position++;
                    break;
                case (byte)';' when next == ';':
                    var length = text[_position..].IndexOfAny((byte)'\n', (byte)'\r');
                    _position = length < 0 ? text.Length : _position + length;
                    break;
                case (byte)'(' when next == ';':
                    SkipBlockComment(text);
                    break;
                default:
                    return;
            }
        }
    }

    private void SkipBlockComment(ReadOnlySpan<byte> text)
    {
        var start = _position;
        var depth = 0;
        do
        {
            var rest = text[_position..];
            if (rest.StartsWith("(;"u8)) depth++;
            else if (rest.StartsWith(";)"u8)) depth--;
            else if (rest.IsEmpty) throw Error("Unclosed comment: ';)' is missing", start);
            else
            {
                _position++;
                continue;
            }
            _position += 2;
        } while (depth > 0);
    }

    /// <summary>The longest run of identifier characters, strings and reserved characters is one token (spec 6.3.1).</summary>
    private TextToken ReadWord()
    {
        var text = _text.Span;
        var start = _position;
        var (characters, strings, reserved) = (0, 0, 0);
        while (_position < text.Length)
        {
            var run = text[_position..].IndexOfAnyExcept(IdCharacters);
            if (run < 0) run = text.Length - _position;
            characters += run;
            _position += run;
            if (_position == text.Length) break;
            var c = text[_position];
            if (c == '"')
            {
                SkipString(text);
                strings++;
            }
            else if (c is (byte)',' or (byte)'[' or (byte)']' or (byte)'{' or (byte)'}' || c == ';' && !text[_position..].StartsWith(";;"u8))
            {
                reserved++;
                _position++;
            }
            else break;
        }
        var length = _position - start;
        if (length == 0) throw IllegalCharacter(text, start);
        var kind = TokenKind.Reserved;
        if (reserved == 0)
        {
            var dollar = text[start] == '$';
            if (strings == 0) kind = dollar ? TokenKind.Id : TokenKind.Atom;
            else if (strings == 1 && characters == 0) kind = TokenKind.String;
            else if (strings == 1 && characters == 1 && dollar) kind = TokenKind.Id;
        }
        if (kind == TokenKind.Id && (length == 1 || text.Slice(start, length).SequenceEqual("$\"\""u8))) throw Error("Empty identifier: '$' has no name behind it", start);
        return new TextToken(kind, start, length);
    }

    private void ReadAnnotationName(int start)
    {
        var text = _text.Span;
        var name = _position;
        if (name < text.Length && text[name] == '"') SkipString(text);
        else
        {
            var run = text[name..].IndexOfAnyExcept(IdCharacters);
            _position = run < 0 ? text.Length : name + run;
        }
        if (_position == name || text[name.._position].SequenceEqual("\"\""u8)) throw Error("Empty annotation id: '(@' has no name behind it", start);
    }

    /// <summary>To behind a string's closing quotes. Escapes are not looked at, except that an escaped quote does not close it.</summary>
    private void SkipString(ReadOnlySpan<byte> text)
    {
        var start = _position++;
        while (_position < text.Length)
        {
            var c = text[_position++];
            if (c == '"') return;
            if (c < ' ' || c == 0x7f)
            {
                if (c == '\n') throw Error("Unclosed string: the line ends before its closing quotes", start);
                throw IllegalCharacter(text, _position - 1);
            }
            if (c == '\\') _position++;
        }
        throw Error("Unclosed string: its closing quotes are missing", start);
    }

    private WasmTextException IllegalCharacter(ReadOnlySpan<byte> text, int position)
    {
        Rune.DecodeFromUtf8(text[position..], out var rune, out _);
        return Error($"Illegal character {Binary.ModuleText.Quote(rune.ToString())}", position);
    }
}

using System.Text;

namespace Microlight.Tars.Idl;

/// <summary>Takes a .tars file apart.</summary>
internal sealed class IdlLexer(string file, string text)
{
    private int _index, _line = 1, _lineStart;
    private string _comment = "";

    private char Current => _index < text.Length ? text[_index] : '\0';
    private char Next => _index + 1 < text.Length ? text[_index + 1] : '\0';
    private IdlPosition Here => new(file, _line, _index - _lineStart + 1);

    /// <exception cref="IdlException">What comes is no piece of the language.</exception>
    public IdlToken Read()
    {
        SkipBlanks();
        var (position, comment) = (Here, _comment);
        _comment = "";
        IdlToken Token(IdlTokenKind kind, string characters) => new(kind, characters, position, comment);
        if (_index >= text.Length) return Token(IdlTokenKind.End, "");
        if (IsLetter(Current)) return Token(IdlTokenKind.Identifier, TakeWhile(c => IsLetter(c) || IsDigit(c)));
        if (IsDigit(Current) || Current is '-' or '+' or '.') return Number(position, comment);
        if (Current == '"') return Token(IdlTokenKind.Text, Quoted(position));
        if (Current == '#') return Include(position);
        if (Current == ':' && Next == ':')
        {
            _index += 2;
            return Token(IdlTokenKind.Symbol, "::");
        }
        if ("{}()[]<>,;=:".IndexOf(Current) < 0) throw Error(position, $"'{Current}' has no meaning here.");
        return Token(IdlTokenKind.Symbol, text[_index++].ToString());
    }

    private IdlToken Number(IdlPosition position, string comment)
    {
        var start = _index;
        if (Current is '-' or '+') _index++;
        if (Current == '0' && Next is 'x' or 'X')
        {
            _index += 2;
            TakeWhile(IsHexDigit);
        }
        else
        {
            TakeWhile(c => IsDigit(c) || c == '.');
            if (Current is 'e' or 'E')
            {
                _index++;
                if (Current is '-' or '+') _index++;
                TakeWhile(IsDigit);
            }
        }
        // 12abc is no number and a name.
        if (IsLetter(Current)) TakeWhile(c => IsLetter(c) || IsDigit(c));
        var characters = text.Substring(start, _index - start);
        var isInteger = IdlNumbers.TryParseInteger(characters, out _);
        if (!isInteger && !IdlNumbers.TryParseNumber(characters, out _)) throw Error(position, $"'{characters}' is no number.");
        return new IdlToken(isInteger ? IdlTokenKind.Integer : IdlTokenKind.Number, characters, position, comment);
    }

    private string Quoted(IdlPosition position)
    {
        var value = new StringBuilder();
        for (_index++; Current != '"'; _index++)
        {
            if (_index >= text.Length || Current is '\n' or '\r') throw Error(position, "A text has no end on its line.");
            if (Current != '\\')
            {
                value.Append(Current);
                continue;
            }
            _index++;
            value.Append(Current switch
            {
                'n' => '\n', 'r' => '\r', 't' => '\t', '0' => '\0', '\\' or '"' or '\'' => Current,
                _ => throw Error(Here, $"A text cannot have '\\{Current}' in it; possible are \\n, \\r, \\t, \\0, \\\\, \\\" and \\'."),
            });
        }
        _index++;
        return value.ToString();
    }

    private IdlToken Include(IdlPosition position)
    {
        _index++;
        if (TakeWhile(IsLetter) != "include") throw Error(position, "Of lines with # only #include \"FILE\" is known.");
        while (Current is ' ' or '\t') _index++;
        if (Current != '"') throw Error(Here, "#include needs the name of a file in quotes.");
        return new IdlToken(IdlTokenKind.Include, Quoted(Here), position, "");
    }

    private void SkipBlanks()
    {
        while (_index < text.Length)
        {
            if (Current == '\n')
            {
                _index++;
                (_line, _lineStart) = (_line + 1, _index);
                // A comment belongs to what follows it at once.
                if (Current == '\n' || Current == '\r' && Next == '\n') _comment = "";
            }
            else if (char.IsWhiteSpace(Current) || Current == '\uFEFF') _index++;
            else if (Current == '/' && Next == '/') AddComment(TakeWhile(c => c != '\n').TrimStart('/'));
            else if (Current == '/' && Next == '*') BlockComment();
            else return;
        }
    }

    private void BlockComment()
    {
        var (position, start) = (Here, _index + 2);
        var end = start <= text.Length ? text.IndexOf("*/", start, StringComparison.Ordinal) : -1;
        if (end < 0) throw Error(position, "A comment has no end.");
        for (; _index < end + 2; _index++)
            if (Current == '\n') (_line, _lineStart) = (_line + 1, _index + 1);
        foreach (var line in text.Substring(start, end - start).Split('\n')) AddComment(line.Trim().TrimStart('*'));
    }

    private void AddComment(string line)
    {
        line = line.Trim();
        if (line.Length > 0) _comment = _comment.Length == 0 ? line : $"{_comment}\n{line}";
    }

    private string TakeWhile(Func<char, bool> isPart)
    {
        var start = _index;
        while (_index < text.Length && isPart(text[_index])) _index++;
        return text.Substring(start, _index - start);
    }

    private static bool IsLetter(char c) => c is >= 'a' and <= 'z' or >= 'A' and <= 'Z' or '_';
    private static bool IsDigit(char c) => c is >= '0' and <= '9';
    private static bool IsHexDigit(char c) => IsDigit(c) || c is >= 'a' and <= 'f' or >= 'A' and <= 'F';
    private static IdlException Error(IdlPosition position, string message) => new(new IdlError(position, message));
}

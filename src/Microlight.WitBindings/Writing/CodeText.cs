using System.Text;

namespace Microlight.WitBindings.Writing;

/// <summary>C# as it is written, line by line, indented.</summary>
internal sealed class CodeText
{
    private readonly StringBuilder _text = new();
    private int _depth;

    /// <summary>One line; an empty one has no spaces.</summary>
    public void Line(string line = "")
    {
        if (line.Length > 0) _text.Append(' ', _depth * 4).Append(line);
        _text.Append('\n');
    }

    /// <summary>A line with an opening brace below it.</summary>
    public void Open(string line)
    {
        Line(line);
        Line("{");
        _depth++;
    }

    public void Close(string after = "")
    {
        _depth--;
        Line("}" + after);
    }

    /// <summary>An empty line, unless a block begins here.</summary>
    public void Space()
    {
        var n = _text.Length;
        if (n >= 2 && !(_text[n - 2] is '{' or '\n')) Line();
    }

    public override string ToString() => _text.ToString();
}

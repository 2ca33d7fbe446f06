using System.Text;

namespace Microlight.Tars.Idl;

/// <summary>Lines of text, indented by their braces.</summary>
internal sealed class IndentedText(int width = 4)
{
    private readonly StringBuilder _text = new();
    private int _depth;

    public IndentedText Line(string line = "")
    {
        if (line.Length > 0) _text.Append(' ', _depth * width).Append(line);
        _text.Append('\n');
        return this;
    }

    public IndentedText Lines(string lines)
    {
        foreach (var line in lines.Split('\n')) Line(line.TrimEnd('\r'));
        return this;
    }

    /// <summary>A comment's lines, each behind a mark; nothing where there is none.</summary>
    public IndentedText Comment(string comment, string mark = "//")
    {
        if (comment.Length > 0)
            foreach (var line in comment.Split('\n')) Line($"{mark} {line}");
        return this;
    }

    public IndentedText Begin(string line)
    {
        Line(line);
        _depth++;
        return this;
    }

    public IndentedText Outdent()
    {
        _depth--;
        return this;
    }

    public IndentedText End(string line, bool isElse = false)
    {
        _depth--;
        Line(line);
        if (isElse) _depth++;
        return this;
    }

    public override string ToString() => _text.ToString();
}

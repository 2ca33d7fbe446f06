using System.Security;
using System.Text;

namespace Microlight.Tars.Generator;

/// <summary>Lines of C#, indented by their braces.</summary>
internal sealed class SourceWriter
{
    private readonly StringBuilder _text = new();
    private int _depth;

    public SourceWriter Line(string line = "")
    {
        if (line.Length > 0) _text.Append(' ', _depth * 4).Append(line);
        _text.Append('\n');
        return this;
    }

    public SourceWriter Begin(string line)
    {
        Line(line).Line("{");
        _depth++;
        return this;
    }

    public SourceWriter End()
    {
        _depth--;
        return Line("}");
    }

    /// <summary>A documentation comment: the file's own, or what stands in for it.</summary>
    public SourceWriter Summary(string documentation, string otherwise)
    {
        var lines = (documentation.Length > 0 ? documentation : otherwise).Split('\n').Select(SecurityElement.Escape).ToList();
        if (lines.Count == 1) return Line($"/// <summary>{lines[0]}</summary>");
        Line("/// <summary>");
        foreach (var line in lines) Line($"/// {line}");
        return Line("/// </summary>");
    }

    public override string ToString() => _text.ToString();
}

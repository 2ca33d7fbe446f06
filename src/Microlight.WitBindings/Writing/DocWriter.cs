namespace Microlight.WitBindings.Writing;

/// <summary>The doc comments of WIT as those of C#.</summary>
internal static class DocWriter
{
    /// <param name="fallback">What is said where WIT says nothing.</param>
    /// <param name="parameters">Names and texts of positional parameters.</param>
    public static void Write(CodeText code, string docs, string fallback = "", string? deprecated = null, IEnumerable<(string Name, string Docs)>? parameters = null)
    {
        code.Space();
        var text = docs.Trim().Length > 0 ? docs.Trim() : fallback;
        if (deprecated is not null) text += $"{(text.Length > 0 ? "\n\n" : "")}Deprecated since {deprecated}.";
        if (text.Length > 0)
        {
            var paragraphs = text.Replace("\r", "").Split(["\n\n"], 2, StringSplitOptions.None);
            Element(code, "summary", paragraphs[0]);
            if (paragraphs.Length > 1) Element(code, "remarks", paragraphs[1]);
        }
        foreach (var (name, about) in parameters ?? [])
        {
            if (about.Trim().Length > 0) Element(code, "param", about.Trim().Replace("\r", ""), $" name=\"{name}\"");
        }
    }

    private static void Element(CodeText code, string name, string text, string attributes = "")
    {
        var lines = text.Split('\n');
        if (lines.Length == 1)
        {
            code.Line($"/// <{name}{attributes}>{Escape(text.Trim())}</{name}>");
            return;
        }
        code.Line($"/// <{name}{attributes}>");
        foreach (var line in lines) code.Line($"/// {Escape(line)}".TrimEnd());
        code.Line($"/// </{name}>");
    }

    private static string Escape(string text) =>
        new string(text.Where(c => c >= ' ' || c == '\t').ToArray()).Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;");
}

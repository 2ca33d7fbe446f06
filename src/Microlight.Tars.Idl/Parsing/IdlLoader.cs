namespace Microlight.Tars.Idl;

/// <summary>Reads files and those that they include, each once.</summary>
internal sealed class IdlLoader(Func<string, string?> read)
{
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

    public List<IdlDefinition> Definitions { get; } = [];
    public List<(string Module, IReadOnlyList<IdlToken> Names)> Keys { get; } = [];
    public List<IdlError> Errors { get; } = [];

    public void Load(string file) => Load(file, from: null);

    private void Load(string file, IdlPosition? from)
    {
        if (!_seen.Add(file)) return;
        if (read(file) is not { } text)
        {
            Errors.Add(new IdlError(from ?? new IdlPosition(file, 1, 1), $"The file '{file}' is not there."));
            return;
        }
        try
        {
            var parser = new IdlParser(file, text);
            parser.Parse();
            foreach (var include in parser.Includes) Load(Beside(file, include.Text), include.Position);
            Definitions.AddRange(parser.Definitions);
            Keys.AddRange(parser.Keys);
        }
        catch (IdlException exception)
        {
            Errors.Add(exception.Error);
        }
    }

    /// <summary>The path of an include, from the folder of the file that has it, without . and .. where they cancel out: one file has one path.</summary>
    private static string Beside(string file, string include)
    {
        var path = file.Replace('\\', '/');
        include = include.Replace('\\', '/');
        var parts = new List<string>();
        var whole = include.StartsWith("/", StringComparison.Ordinal) ? include : path.Substring(0, path.LastIndexOf('/') + 1) + include;
        foreach (var part in whole.Split('/'))
        {
            if (part == ".") continue;
            if (part == ".." && parts.Count > 0 && parts[parts.Count - 1] is not ("" or "..")) parts.RemoveAt(parts.Count - 1);
            else parts.Add(part);
        }
        return string.Join("/", parts);
    }
}

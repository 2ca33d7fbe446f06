using System.Globalization;
using System.Text;

namespace Microlight.Bench;

/// <summary>A benchmark's table and figures: printed, and written to bench/results/NAME.md with machine, date and method.</summary>
internal sealed class Report(string name, string method)
{
    private readonly List<string[]> _rows = [];
    private readonly List<(string Name, double Value)> _figures = [];
    private readonly List<string> _notes = [];

    public void Row(params string[] cells) => _rows.Add(cells);

    public void Figure(string figure, double value) => _figures.Add((figure, value));

    /// <summary>A sentence for the report's head.</summary>
    public void Note(string note) => _notes.Add(note);

    public static string Number(double value, string format = "0.00") => value.ToString(format, CultureInfo.InvariantCulture);

    public void Print() => Console.Write(Table() + Figures());

    public void Save()
    {
        var path = Path.Combine(Repository.Root, "bench", "results", name + ".md");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, $"""
            # {name}

            - Machine: {Cpu()}, {Environment.ProcessorCount} processors, Linux {Environment.OSVersion.Version}, .NET {Environment.Version}
            - Date: {DateTime.UtcNow:yyyy-MM-dd}
            - Method: {method}
            {string.Concat(_notes.Select(n => $"- {n}\n"))}
            {Table()}
            ```
            {Figures().TrimEnd()}
            ```

            """);
    }

    private string Table()
    {
        var table = new StringBuilder();
        for (var i = 0; i < _rows.Count; i++)
        {
            table.Append("| ").AppendJoin(" | ", _rows[i]).AppendLine(" |");
            if (i == 0) table.Append('|').Append(string.Concat(_rows[0].Select((_, c) => c == 0 ? "---|" : "---:|"))).AppendLine();
        }
        return table.ToString();
    }

    private string Figures() => string.Concat(_figures.Select(f => $"figure {f.Name} {Number(f.Value, "0.000")}\n"));

    private static string Cpu() => File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal)) is { } line
        ? line[(line.IndexOf(':') + 1)..].Trim()
        : "unknown CPU";
}

using System.Globalization;
using System.Text;

namespace Microlight.Bench;

/// <summary>A benchmark's table and figures: printed, and written to bench/results/NAME.md with machine, date and method.</summary>
internal sealed class Report(string name, string method)
{
    private readonly List<string[]> _rows = [];
    private readonly List<(string Name, double Value)> _figures = [];

    public void Row(params string[] cells) => _rows.Add(cells);

    public void Figure(string figure, double value) => _figures.Add((figure, value));

    public static string Number(double value, string format = "0.00") => value.ToString(format, CultureInfo.InvariantCulture);

    public void Write()
    {
        var table = new StringBuilder();
        for (var i = 0; i < _rows.Count; i++)
        {
            table.Append("| ").AppendJoin(" | ", _rows[i]).AppendLine(" |");
            if (i == 0) table.Append('|').Append(string.Concat(_rows[0].Select((_, c) => c == 0 ? "---|" : "---:|"))).AppendLine();
        }
        var figures = string.Concat(_figures.Select(f => $"figure {f.Name} {Number(f.Value, "0.000")}\n"));
        Console.Write(table);
        var path = Path.Combine(Repository.Root, "bench", "results", name + ".md");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, $"""
            # {name}

            - Machine: {Cpu()}, {Environment.ProcessorCount} processors, Linux {Environment.OSVersion.Version}, .NET {Environment.Version}
            - Date: {DateTime.UtcNow:yyyy-MM-dd}
            - Method: {method}

            {table}
            ```
            {figures.TrimEnd()}
            ```

            """);
        Console.Write(figures);
    }

    private static string Cpu() => File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal)) is { } line
        ? line[(line.IndexOf(':') + 1)..].Trim()
        : "unknown CPU";
}

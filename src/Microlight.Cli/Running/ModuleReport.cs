using System.Globalization;
using System.Text;
using Microlight.Wasm.Inspection;

namespace Microlight.Cli.Running;

/// <summary>A module's description as text: a heading, then a line an entity, columns aligned.</summary>
internal sealed class ModuleReport(WasmModuleInfo info, TextWriter output)
{
    public void Write(int functions)
    {
        output.WriteLine($"module{(info.Name is { } name ? $" {Text(name)}" : "")}, {Number(info.Size)} bytes, {Number(info.Types)} types");
        output.WriteLine($"uses: {(info.Features.Count > 0 ? string.Join(", ", info.Features) : "WebAssembly 1.0")}");
        if (info.Start is { } start) output.WriteLine($"start: function {start}");
        Section("imports", info.Imports, i => [Kind(i.Kind), $"{Text(i.Module)} {Text(i.Name)}", i.Type]);
        Section("exports", info.Exports, e => [Kind(e.Kind), Text(e.Name), e.Type]);
        Section("memories", info.Memories, Entity);
        Section("tables", info.Tables, Entity);
        Section("globals", info.Globals, Entity);
        Section("tags", info.Tags, Entity);
        Section("sections", info.Sections, s => [Right(Number(s.Size), 13), s.Custom ? $"custom {Text(s.Name)}" : s.Name]);
        if (info.DataSegments > 0) output.WriteLine($"\ndata: {Number(info.DataSegments)} segments, {Number(info.DataBytes)} bytes");
        if (info.ElementSegments > 0) output.WriteLine($"{(info.DataSegments > 0 ? "" : "\n")}elements: {Number(info.ElementSegments)} segments");
        Functions(functions);
    }

    private void Functions(int count)
    {
        var total = info.Functions.Sum(f => (long)f.Size);
        var largest = info.Functions.OrderByDescending(f => f.Size).ThenBy(f => f.Index).Take(count).ToArray();
        var shown = largest.Length < info.Functions.Count ? $", the {Number(largest.Length)} largest" : "";
        output.WriteLine($"\nfunctions: {Number(info.Functions.Count)} with {Number(total)} bytes{shown}");
        Rows(largest, f => [Right(Number(f.Size), 13), Percent(f.Size, total), $"[{f.Index}]", f.Name is null ? "" : Text(f.Name), f.Type]);
    }

    private void Section<T>(string title, IReadOnlyList<T> items, Func<T, string[]> row)
    {
        if (items.Count == 0) return;
        output.WriteLine($"\n{title}: {Number(items.Count)}");
        Rows(items, row);
    }

    /// <summary>The last column is as long as it likes, the others are as wide as their longest text up to 60.</summary>
    private void Rows<T>(IReadOnlyList<T> items, Func<T, string[]> row)
    {
        var rows = items.Select(row).ToArray();
        if (rows.Length == 0) return;
        var widths = new int[rows[0].Length];
        foreach (var cells in rows)
            for (var i = 0; i < cells.Length; i++) widths[i] = Math.Max(widths[i], Math.Min(cells[i].Length, 60));
        foreach (var cells in rows)
        {
            var line = new StringBuilder("  ");
            for (var i = 0; i < cells.Length; i++) line.Append(i == cells.Length - 1 ? cells[i] : cells[i].PadRight(widths[i] + 2));
            output.WriteLine(line.ToString().TrimEnd());
        }
    }

    private static string[] Entity(WasmEntityInfo entity) => [$"[{entity.Index}]", entity.Imported ? "imported" : "", entity.Type];
    private static string Kind(WasmEntityKind kind) => kind.ToString().ToLowerInvariant();
    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
    private static string Right(string text, int width) => text.PadLeft(width);
    private static string Percent(long part, long whole) => Right((100.0 * part / Math.Max(whole, 1)).ToString("0.0", CultureInfo.InvariantCulture) + " %", 7);

    /// <summary>Names are the module's: none may forge a line or steer the terminal.</summary>
    private static string Text(string name) => name.All(IsPlain) && name.Length > 0 ? name : '"' + string.Concat(name.Select(c => IsPlain(c) ? c.ToString() : $"\\u{(int)c:x4}")) + '"';

    private static bool IsPlain(char c) => c != '"' && (c == ' ' || char.IsLetterOrDigit(c) || char.IsPunctuation(c) || char.IsSymbol(c));
}

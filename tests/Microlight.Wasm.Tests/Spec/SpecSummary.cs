using Microlight.Wasm.Tests.Support;

namespace Microlight.Wasm.Tests.Spec;

/// <summary>
/// Collects the tallies of a run and writes them as one table to <c>artifacts/</c> of the repository when the run is over.
/// </summary>
public class SpecSummary : IDisposable
{
    private readonly string _file;

    private readonly List<SpecTally> _tallies = [];

    public SpecSummary() : this("spec-summary.txt") { }

    private protected SpecSummary(string file) => _file = file;

    internal void Add(SpecTally tally)
    {
        lock (_tallies) _tallies.Add(tally);
    }

    public void Dispose()
    {
        if (_tallies.Count == 0 || SharedData.RepositoryRoot is not { } root) return;
        var folder = Directory.CreateDirectory(Path.Combine(root, "artifacts"));
        File.WriteAllText(Path.Combine(folder.FullName, _file), Table());
    }

    private string Table()
    {
        var lines = _tallies.OrderBy(t => t.Script, StringComparer.Ordinal).SelectMany(t => t.Failures.Select(f => "    " + f).Prepend(t.ToString()));
        var total = $"{_tallies.Count} scripts: {_tallies.Sum(t => t.Passed):#,0} passed, {_tallies.Sum(t => t.Failures.Count):#,0} failed, {_tallies.Sum(t => t.Skipped):#,0} skipped";
        var features = _tallies.SelectMany(t => t.SkippedByFeature).GroupBy(s => s.Key, s => s.Value).OrderByDescending(g => g.Sum())
            .Select(g => $"    skipped for {g.Key}: {g.Sum():#,0}");
        return string.Join('\n', [.. lines, "", total, .. features, ""]);
    }
}

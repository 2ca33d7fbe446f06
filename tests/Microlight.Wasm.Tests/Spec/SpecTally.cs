namespace Microlight.Wasm.Tests.Spec;

/// <summary>Counts of one script: what passed, what failed and how, what was skipped for which feature.</summary>
internal sealed class SpecTally(string script)
{
    public const string Reversed = "assertions that 3.0 reverses";

    private readonly SortedDictionary<string, int> _skipped = new(StringComparer.Ordinal);

    public string Script { get; } = script;

    public int Passed { get; private set; }

    public List<string> Failures { get; } = [];

    public int Skipped => _skipped.Values.Sum();

    public IReadOnlyDictionary<string, int> SkippedByFeature => _skipped;

    public void Pass() => Passed++;

    public void Fail(SpecCommand command, string reason) => Failures.Add($"line {command.Line}, {command.Type}: {reason}");

    /// <summary>The script could not be run at all.</summary>
    public void FailAll(string reason) => Failures.Add($"the whole script: {reason}");

    public void Skip(string feature) => _skipped[feature] = _skipped.GetValueOrDefault(feature) + 1;

    public override string ToString()
    {
        var skips = string.Join(", ", _skipped.Select(s => $"{s.Key} {s.Value}"));
        return $"{Script,-60} {Passed,6} passed {Failures.Count,5} failed {Skipped,5} skipped{(skips.Length > 0 ? $" ({skips})" : "")}";
    }
}

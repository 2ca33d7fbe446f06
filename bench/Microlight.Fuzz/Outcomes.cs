namespace Microlight.Fuzz;

/// <summary>How many inputs ended in which way, and what went wrong.</summary>
public sealed class Outcomes
{
    private readonly SortedDictionary<string, long> _counts = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, long> Counts => _counts;

    /// <summary>The first failures, one sentence each: enough to repeat them with the seed.</summary>
    public List<string> Failures { get; } = [];

    public void Count(string outcome) => _counts[outcome] = _counts.GetValueOrDefault(outcome) + 1;

    public void Fail(string what)
    {
        Count("FAILED");
        if (Failures.Count < 20) Failures.Add(what);
    }

    /// <summary>Adds what another run found.</summary>
    public void Add(Outcomes other)
    {
        foreach (var (outcome, number) in other.Counts) _counts[outcome] = _counts.GetValueOrDefault(outcome) + number;
        Failures.AddRange(other.Failures.Take(20 - Failures.Count));
    }

    /// <summary>Notes how one input ended; a message of a typed exception has to be one line of at most so many characters.</summary>
    public void Refused(string point, Exception exception, int longest = 1000)
    {
        Count($"{point}: {exception.GetType().Name}");
        if (exception.Message.Length > longest || exception.Message.Contains('\n')) Fail($"{point}: the message is not one short line: {exception.Message}");
    }
}

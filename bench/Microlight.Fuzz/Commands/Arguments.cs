namespace Microlight.Fuzz.Commands;

/// <summary>What a fuzzer is run with.</summary>
internal sealed record Arguments(long Count, int Seed, IReadOnlyList<string> Paths)
{
    /// <summary>The named files, and those in named folders, that match a pattern, in a stable order.</summary>
    public List<string> Files(string pattern) =>
        [.. Paths.SelectMany(p => Directory.Exists(p) ? Directory.EnumerateFiles(p, pattern, SearchOption.AllDirectories) : [p]).Order(StringComparer.Ordinal)];
}

namespace Microlight.Fuzz.Commands;

/// <summary>What a fuzzer is run with.</summary>
/// <param name="Jobs">How many workers the v8 command has; 0 for one a processor.</param>
internal sealed record Arguments(long Count, int Seed, IReadOnlyList<string> Paths, int Jobs = 0)
{
    /// <summary>The named files, and those in named folders, that match a pattern, in a stable order.</summary>
    public List<string> Files(string pattern) =>
        [.. Paths.SelectMany(p => Directory.Exists(p) ? Directory.EnumerateFiles(p, pattern, SearchOption.AllDirectories) : [p]).Order(StringComparer.Ordinal)];
}

namespace Microlight.Fuzz.Soak;

/// <summary>What a phase took of the machine over its course.</summary>
/// <param name="Name">The phase's name.</param>
/// <param name="Count">How often its work was done.</param>
/// <param name="Elapsed">How long that took.</param>
/// <param name="First">After the warm-up, a fifth of the phase.</param>
/// <param name="Last">At the end.</param>
/// <param name="ResidentSlopeKiB">KiB by which the resident set grew from the one to the other, by a line through all samples between.</param>
public sealed record SoakResult(string Name, int Count, TimeSpan Elapsed, ProcessUsage First, ProcessUsage Last, double ResidentSlopeKiB)
{
    /// <summary>Most KiB that a phase's line may rise: allocators and the runtime breathe, a leak of one byte in each of 1,000,000 calls shows.</summary>
    public const double MostResidentKiB = 4096;

    /// <summary>The runtime opens one now and then; work that leaves one behind each time leaves more.</summary>
    public const int MostFileDescriptors = 2;

    /// <summary>Threads of the runtime come and go by themselves.</summary>
    public const int MostThreads = 3;

    /// <summary>Mappings too: the collector's.</summary>
    public const int MostMappings = 24;

    /// <summary>What rose, in words; null if nothing did.</summary>
    public string? Leak =>
        Last.FileDescriptors > First.FileDescriptors + MostFileDescriptors ? $"{Name}: file descriptors rose from {First.FileDescriptors} to {Last.FileDescriptors}"
        : Last.Threads > First.Threads + MostThreads ? $"{Name}: threads rose from {First.Threads} to {Last.Threads}"
        : Last.Mappings > First.Mappings + MostMappings ? $"{Name}: mappings rose from {First.Mappings} to {Last.Mappings}"
        : ResidentSlopeKiB > MostResidentKiB ? $"{Name}: the resident set rose by {ResidentSlopeKiB:0} KiB"
        : null;
}

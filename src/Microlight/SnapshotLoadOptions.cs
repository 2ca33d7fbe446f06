namespace Microlight;

/// <summary>How <see cref="Snapshot.Load"/> treats the file.</summary>
public sealed record SnapshotLoadOptions
{
    /// <summary>
    /// Whether to read all pages and compare them with their checksums before anything uses them. Without it a start takes no time for
    /// the snapshot's size, and pages that were damaged on the disk reach the guest. The header is verified always.
    /// </summary>
    public bool VerifyData { get; init; } = true;

    /// <summary>
    /// Whether to copy the pages to memory instead of mapping the file; they are then verified in any case. A mapped file must not be
    /// changed or truncated while a snapshot or sandbox uses it (<see cref="Snapshot.Save"/> never does that: it puts a new file in the old
    /// one's place); a truncated one ends the process with SIGBUS. Copy what others can write, and what lies on a network file system.
    /// </summary>
    public bool CopyToMemory { get; init; }
}

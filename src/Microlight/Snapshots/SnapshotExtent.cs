namespace Microlight.Snapshots;

/// <summary>A record of a snapshot file's table: whole pages at a guest address. The data follow one another in the table's order.</summary>
/// <param name="Address">Guest virtual address, a multiple of 4096.</param>
/// <param name="Bytes">A positive multiple of 4096.</param>
/// <param name="Checksum">Of the pages that are not zero (<see cref="PageChecksum"/>).</param>
internal sealed record SnapshotExtent(ulong Address, ulong Bytes, uint Checksum)
{
    public ulong End => Address + Bytes;
}

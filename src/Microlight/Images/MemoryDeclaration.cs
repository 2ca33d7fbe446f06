namespace Microlight.Images;

/// <summary>A record of <c>.microlight.memories</c>, checked: aligned, below the system area, overlapping no other.</summary>
/// <param name="Address">Guest virtual address, a multiple of 2 MiB (regions are mapped with 2 MiB leaves).</param>
/// <param name="InitialSize">Bytes committed at the start, a multiple of 4096.</param>
/// <param name="MaximumSize">Bytes that it may grow to, a multiple of 4096.</param>
internal sealed record MemoryDeclaration(ulong Address, ulong InitialSize, ulong MaximumSize)
{
    public bool Covers(in ElfSegment segment) =>
        segment.Address >= Address && segment.End - Address <= InitialSize && segment.Address - Address < InitialSize;
}

namespace Microlight.Machine;

/// <summary>Whole pages of a region's first contents: offset in the region, offset in the frozen image's file, bytes.</summary>
internal sealed record RegionContent(ulong Offset, ulong FileOffset, ulong Bytes)
{
    public ulong End => Offset + Bytes;
}

namespace Microlight.Machine;

/// <summary>Where one memory region is and how far it may grow: fixed when the image is frozen.</summary>
internal sealed class RegionLayout
{
    public required ulong Address { get; init; }
    /// <summary>Bytes committed before the guest's first instruction; a region never has fewer.</summary>
    public required ulong InitialSize { get; init; }
    /// <summary>Bytes it may grow to, the host's limit applied.</summary>
    public required ulong MaximumSize { get; init; }
    /// <summary>Bytes that the first memory slot covers, a multiple of 2 MiB; 0 for none.</summary>
    public required ulong FirstSlotBytes { get; init; }
    public required ulong FirstSlotPhysical { get; init; }
    /// <summary>Guest physical addresses of the page directories over the maximum, one per GiB that the region touches.</summary>
    public required ulong[] Directories { get; init; }
}

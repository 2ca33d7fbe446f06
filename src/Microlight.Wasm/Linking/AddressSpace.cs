using Microlight.Wasm.Binary;

namespace Microlight.Wasm.Linking;

/// <summary>Gives each linear memory its place: a range of guest addresses that an access cannot leave without a fault.</summary>
/// <remarks>
/// A 32-bit memory has 16 GiB: an address and an offset of 32 bits reach 8 GiB and a few bytes. A 64-bit memory has what it may grow to
/// and 4 GiB behind it, because the compiled code compares the address alone if the offset is below 4 GiB.
/// </remarks>
internal sealed class AddressSpace(ulong firstMemory)
{
    /// <summary>Memories lie below, tables above.</summary>
    public const ulong End = 0x1000_0000_0000;
    private const ulong Granule = 16UL << 30, Guard = (4UL << 30) + 4096;

    private ulong _next;

    /// <summary>Most bytes that one memory can have: the first, if it is the only one.</summary>
    public const ulong LargestMemory = End - Granule;

    /// <summary>The address of the next memory; null where there is no room for it.</summary>
    public ulong? Place(MemoryType type, ulong maximumPages)
    {
        var address = _next == 0 ? firstMemory : _next;
        var end = type.Limits.Is64 ? address + (maximumPages << 16) + Guard : address + 1;
        var next = (end + Granule - 1) / Granule * Granule;
        if (next > End) return null;
        _next = next;
        return address;
    }
}

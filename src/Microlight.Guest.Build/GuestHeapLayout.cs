namespace Microlight.Guest.Build;

/// <summary>Where the heap of a guest in C# is: memory regions 0 and 1 of its image, 4 GiB apart. guest/csharp, Heap.cs, has the same numbers.</summary>
internal static class GuestHeapLayout
{
    /// <summary>What lives as long as the sandbox.</summary>
    public const ulong PermanentStart = 0x1_0000_0000;
    /// <summary>What lives as long as a guest call.</summary>
    public const ulong CallStart = 0x2_0000_0000;
    /// <summary>Largest maximum of either, in bytes.</summary>
    public const ulong MaximumSize = 0x1_0000_0000;
}

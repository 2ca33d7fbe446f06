namespace Microlight;

/// <summary>
/// One memory region of a guest (a Wasm linear memory, a native guest's heap). Addresses are offsets into the region.
/// Only touch it while the guest is not running: from the thread that makes the calls, between calls or inside a host function.
/// </summary>
public abstract class GuestMemory
{
    /// <summary>Guest virtual address of the region's first byte.</summary>
    public abstract ulong Address { get; }

    /// <summary>Committed bytes now; grows when the guest grows it.</summary>
    public abstract ulong Size { get; }

    /// <summary>
    /// A view of <paramref name="length"/> bytes at <paramref name="offset"/>, or false where that is not inside the committed part.
    /// The view is the guest's memory itself, not a copy: read a value once, then check it.
    /// </summary>
    public abstract bool TrySlice(ulong offset, int length, out Span<byte> view);

    /// <summary>As <see cref="TrySlice"/>, or <see cref="ArgumentOutOfRangeException"/>.</summary>
    public Span<byte> Slice(ulong offset, int length) => TrySlice(offset, length, out var view)
        ? view
        : throw new ArgumentOutOfRangeException(nameof(offset), $"{length} bytes at {offset} are outside the region's {Size} bytes.");
}

namespace Microlight.Machine;

/// <summary>
/// A guest's memory at one moment between calls: what a sandbox is mapped from, copy-on-write, and what a restore brings back.
/// Either an image before its first instruction or a snapshot. Counted: the image or snapshot and each sandbox on it hold a reference.
/// </summary>
internal sealed class MemoryLayer
{
    private int _references = 1;

    public required FrozenImage Image { get; init; }
    /// <summary>The file of this layer's own pieces; freed with the layer.</summary>
    public required LayerFile File { get; init; }
    /// <summary>For a snapshot, a reference to the layer of its image, which has the read-only parts and the page tables; else null.</summary>
    public MemoryLayer? Base { get; init; }
    /// <summary>The pieces of the system area below the page tables, sorted.</summary>
    public required LayerPiece[] System { get; init; }
    /// <summary>The memory regions, in the image's order.</summary>
    public required RegionState[] Regions { get; init; }

    /// <summary>The image's own layer.</summary>
    public MemoryLayer Root => Base ?? this;

    /// <summary>A snapshot's layer. Takes over the file; adds a reference to the image's layer.</summary>
    /// <param name="root">The image's own layer.</param>
    /// <param name="file">The file of the pieces.</param>
    /// <param name="data">Pieces of the writable segments.</param>
    /// <param name="regions">The regions.</param>
    public static MemoryLayer OnImage(MemoryLayer root, LayerFile file, LayerPiece[] data, RegionState[] regions) => new()
    {
        Image = root.Image,
        File = file,
        Base = root.AddReference(),
        System = [root.System[0] with { Bytes = root.Image.DataOffset }, .. data],
        Regions = regions,
    };

    public MemoryLayer AddReference()
    {
        Interlocked.Increment(ref _references);
        return this;
    }

    public void Release()
    {
        if (Interlocked.Decrement(ref _references) != 0) return;
        File.Dispose();
        Base?.Release();
    }
}

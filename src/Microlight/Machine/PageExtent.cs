namespace Microlight.Machine;

/// <summary>Whole pages of a range of guest memory that are not zero, or nearly all of which are not.</summary>
internal sealed record PageExtent(ulong Offset, ulong Bytes)
{
    /// <summary>Pages closer together than this share one mapping: a mapping costs more than a hole of a file.</summary>
    public const ulong Gap = PageTables.LargePage;

    public ulong End => Offset + Bytes;

    /// <summary>Appends [offset, offset + bytes) to a sorted list, to its last entry if that is less than <paramref name="gap"/> before.</summary>
    public static void Add(List<PageExtent> extents, ulong offset, ulong bytes, ulong gap)
    {
        if (extents.Count > 0 && offset < extents[^1].End + gap)
            extents[^1] = extents[^1] with { Bytes = Math.Max(offset + bytes, extents[^1].End) - extents[^1].Offset };
        else
            extents.Add(new PageExtent(offset, bytes));
    }

    /// <summary>Gives each extent its place in a file, one behind the other.</summary>
    public static LayerPiece[] Place(List<PageExtent> extents, LayerFile file, ref ulong fileOffset)
    {
        var pieces = new LayerPiece[extents.Count];
        for (var i = 0; i < pieces.Length; i++)
        {
            pieces[i] = new LayerPiece(extents[i].Offset, extents[i].Bytes, file, fileOffset);
            fileOffset += extents[i].Bytes;
        }
        return pieces;
    }

    public static ulong Total(List<PageExtent> extents)
    {
        ulong bytes = 0;
        foreach (var extent in extents) bytes += extent.Bytes;
        return bytes;
    }
}

using Microlight.Machine;

namespace Microlight.Snapshots;

/// <summary>Where the extents of a snapshot file belong in an image's memory: all of them lie in writable segments or committed region memory.</summary>
internal sealed class SnapshotPlaces
{
    private readonly FrozenImage _image;
    /// <summary>Per extent: the region it lies in, or -1 for the writable segments, and its offset there.</summary>
    private readonly (int Region, ulong Offset)[] _places;

    private SnapshotPlaces(FrozenImage image, (int, ulong)[] places)
    {
        _image = image;
        _places = places;
    }

    /// <exception cref="SnapshotFormatException">Sizes or extents are not possible for the image.</exception>
    public static SnapshotPlaces Find(SnapshotHeader header, FrozenImage image)
    {
        if (header.RegionSizes.Length != image.Regions.Length)
            throw SnapshotHeader.Damaged($"it has {header.RegionSizes.Length} memory regions, the image {image.Regions.Length}");
        for (var i = 0; i < image.Regions.Length; i++)
        {
            var (size, layout) = (header.RegionSizes[i], image.Regions[i]);
            if (size < layout.InitialSize || size > layout.MaximumSize || size % PageTables.SmallPage != 0)
                throw SnapshotHeader.Damaged($"memory region {i} has {size} bytes, which is none of the sizes that it can have");
        }
        var places = Array.ConvertAll(header.Extents, extent => FindPlace(extent, header.RegionSizes, image)
            ?? throw SnapshotHeader.Damaged($"its {extent.Bytes} bytes for 0x{extent.Address:x} are not in writable memory of the guest"));
        return new SnapshotPlaces(image, places);
    }

    /// <summary>The layer's pieces, sorted, of a file that has the extents' data where the snapshot file has them.</summary>
    public (LayerPiece[] Data, RegionState[] Regions) ToPieces(LayerFile file, SnapshotHeader header)
    {
        var data = new List<LayerPiece>();
        var regions = new List<LayerPiece>[_image.Regions.Length];
        for (var i = 0; i < regions.Length; i++) regions[i] = [];
        var at = header.HeaderBytes;
        for (var i = 0; i < _places.Length; i++)
        {
            var bytes = header.Extents[i].Bytes;
            (_places[i].Region < 0 ? data : regions[_places[i].Region]).Add(new LayerPiece(_places[i].Offset, bytes, file, at));
            at += bytes;
        }
        // Regions and segments lie in memory in the order of their addresses, as the extents do in the file.
        return (data.ToArray(), regions.Select((pieces, i) => new RegionState(header.RegionSizes[i], pieces.ToArray())).ToArray());
    }

    private static (int, ulong)? FindPlace(SnapshotExtent extent, ulong[] regionSizes, FrozenImage image)
    {
        foreach (var range in image.Ranges)
            if (range.Offset >= image.DataOffset && Contains(range.Address, range.Bytes, extent))
                return (-1, range.Offset + extent.Address - range.Address);
        for (var i = 0; i < regionSizes.Length; i++)
            if (Contains(image.Regions[i].Address, regionSizes[i], extent))
                return (i, extent.Address - image.Regions[i].Address);
        return null;
    }

    private static bool Contains(ulong address, ulong bytes, SnapshotExtent extent) =>
        extent.Address >= address && extent.Address - address < bytes && extent.Bytes <= bytes - (extent.Address - address);
}

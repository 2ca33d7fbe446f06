using Microlight.Machine;

namespace Microlight.Snapshots;

/// <summary>
/// Saves a layer as a file, atomically and durably: under another name in the same directory, flushed, renamed, and the directory flushed.
/// Zero pages are left as holes.
/// </summary>
internal static class SnapshotWriter
{
    /// <summary>Pages of one guest address range, and where the layer has them.</summary>
    private sealed record Source(ulong Address, ulong Bytes, LayerFile File, ulong FileOffset);

    public static void Save(MemoryLayer layer, GuestImage image, CpuFeatures cpu, string path)
    {
        path = Path.GetFullPath(path);
        var directory = Path.GetDirectoryName(path) ?? throw new ArgumentException($"'{path}' is not the path of a file.", nameof(path));
        using var file = new WholeFile(path, Path.Combine(directory, $".snapshot-{Path.GetRandomFileName()}"));
        Write(layer, image, cpu, file.Stream);
        RandomAccess.FlushToDisk(file.Stream.SafeFileHandle);
        file.Commit();
        HostDirectory.Flush(directory);
    }

    private static void Write(MemoryLayer layer, GuestImage image, CpuFeatures cpu, FileStream stream)
    {
        var sources = FindSources(layer);
        if (sources.Length > SnapshotHeader.MaximumExtents)
            throw new SnapshotException($"A snapshot of '{image.Name}' has {sources.Length} pieces; a file holds {SnapshotHeader.MaximumExtents}.");
        SnapshotHeader Header(SnapshotExtent[] extents) => new()
        {
            ImageIdentity = image.Identity.ToArray(),
            Key = layer.Image.Key,
            Cpu = cpu,
            RegionSizes = Array.ConvertAll(layer.Regions, region => region.Size),
            Extents = extents,
        };

        // The sizes are known before the checksums are.
        var extents = Array.ConvertAll(sources, source => new SnapshotExtent(source.Address, source.Bytes, 0));
        var layout = Header(extents);
        stream.SetLength((long)layout.FileBytes);
        var handle = stream.SafeFileHandle;
        var at = layout.HeaderBytes;
        for (var i = 0; i < sources.Length; i++)
        {
            var start = at;
            var checksum = PageChecksum.OfExtent(sources[i].File.Descriptor, sources[i].FileOffset, sources[i].Bytes,
                (offset, pages) => RandomAccess.Write(handle, pages, (long)(start + offset)));
            extents[i] = extents[i] with { Checksum = checksum };
            at += sources[i].Bytes;
        }
        RandomAccess.Write(handle, Header(extents).Write(), 0);
    }

    /// <summary>The layer's own pieces by guest address: where writable segments lie in the system area is no part of the format.</summary>
    private static Source[] FindSources(MemoryLayer layer)
    {
        var sources = new List<Source>();
        foreach (var range in layer.Image.Ranges)
        {
            if (range.Offset < layer.Image.DataOffset) continue;
            foreach (var piece in layer.System)
            {
                var start = Math.Max(piece.Offset, range.Offset);
                var end = Math.Min(piece.End, range.End);
                if (start < end) sources.Add(new Source(range.Address + start - range.Offset, end - start, piece.File, piece.FileOffset + start - piece.Offset));
            }
        }
        for (var i = 0; i < layer.Regions.Length; i++)
            foreach (var piece in layer.Regions[i].Pieces)
                sources.Add(new Source(layer.Image.Regions[i].Address + piece.Offset, piece.Bytes, piece.File, piece.FileOffset));
        sources.Sort((left, right) => left.Address.CompareTo(right.Address));
        return sources.ToArray();
    }
}

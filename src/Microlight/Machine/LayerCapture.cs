namespace Microlight.Machine;

/// <summary>
/// Makes a layer of what a sandbox's memory is now: its pages that are not zero go to a sealed memory file of the snapshot's own. Only
/// pages that are the present layer's or were written are looked at; all others are zero.
/// </summary>
internal static unsafe class LayerCapture
{
    private const ulong Page = PageTables.SmallPage;
    /// <summary>Most mappings that a snapshot's memory takes; the kernel allows a process 65,530 (vm.max_map_count).</summary>
    public const int MaximumPieces = 512;

    public static MemoryLayer Take(SandboxMemory memory)
    {
        var image = memory.Image;
        var data = FindPages(memory.System, memory.Layer.System, image.DataOffset, image.PageTablesOffset);
        var regions = Array.ConvertAll(memory.Regions, region => region.Pages is { } pages ? FindPages(pages, region.State.Pieces, 0, region.Size) : []);
        var extents = Merge([data, .. regions]);

        ulong bytes = 0;
        foreach (var list in extents) bytes += PageExtent.Total(list);
        // A mapping cannot be empty.
        bytes = Math.Max(bytes, Page);
        var memoryFile = MemoryFile.Create("microlight-snapshot", (long)bytes);
        LayerFile? file = null;
        try
        {
            file = new LayerFile(memoryFile, bytes);
            ulong fileOffset = 0;
            var system = PageExtent.Place(extents[0], file, ref fileOffset);
            Write(memoryFile, memory.System, data, system);
            var states = new RegionState[regions.Length];
            for (var i = 0; i < states.Length; i++)
            {
                states[i] = new RegionState(memory.Regions[i].Size, PageExtent.Place(extents[i + 1], file, ref fileOffset));
                if (memory.Regions[i].Pages is { } pages) Write(memoryFile, pages, regions[i], states[i].Pieces);
            }
            memoryFile.Seal();
            return MemoryLayer.OnImage(memory.Layer.Root, file, system, states);
        }
        catch
        {
            (file as IDisposable ?? memoryFile).Dispose();
            throw;
        }
    }

    /// <summary>
    /// The pages as few enough extents: where there are many, farther apart ones share one too. The pages between become holes of the file.
    /// </summary>
    private static List<PageExtent>[] Merge(List<PageExtent>[] pages)
    {
        for (var gap = PageExtent.Gap; ; gap *= 2)
        {
            var merged = Array.ConvertAll(pages, list =>
            {
                var extents = new List<PageExtent>();
                foreach (var run in list) PageExtent.Add(extents, run.Offset, run.Bytes, gap);
                return extents;
            });
            if (merged.Sum(list => list.Count) <= Math.Max(MaximumPieces, pages.Length)) return merged;
        }
    }

    /// <summary>The runs of pages in [from, to) that are not zero.</summary>
    public static List<PageExtent> FindPages(GuestPages memory, LayerPiece[] pieces, ulong from, ulong to)
    {
        var runs = new List<PageExtent>();
        if (from == to) return runs;
        List<PageExtent> data = [], written = [];
        foreach (var piece in pieces)
            if (piece.End > from && piece.Offset < to)
                FilePages.FindData(piece.File.Descriptor, piece.FileOffset, piece.Bytes, piece.Offset, data);
        memory.FindWritten(from, to, written);
        int datum = 0, range = 0;
        while (datum < data.Count || range < written.Count)
        {
            // The two sorted lists as one.
            var isData = range == written.Count || datum < data.Count && data[datum].Offset <= written[range].Offset;
            var next = isData ? data[datum++] : written[range++];
            var end = Math.Min(next.End, to);
            for (from = Math.Max(from, next.Offset); from < end; from += Page)
                if (new ReadOnlySpan<byte>(memory.Start + from, (int)Page).ContainsAnyExcept((byte)0))
                    PageExtent.Add(runs, from, Page, gap: 1);
        }
        return runs;
    }

    /// <summary>Writes runs of pages to where the pieces around them are in the file.</summary>
    private static void Write(MemoryFile file, GuestPages memory, List<PageExtent> runs, LayerPiece[] pieces)
    {
        var piece = 0;
        foreach (var run in runs)
        {
            while (pieces[piece].End <= run.Offset) piece++;
            var fileOffset = pieces[piece].FileOffset + run.Offset - pieces[piece].Offset;
            file.Write(fileOffset, memory.Start + run.Offset, run.Bytes);
        }
    }
}

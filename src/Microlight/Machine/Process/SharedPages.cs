namespace Microlight.Machine.Process;

/// <summary>
/// Guest memory for a child process: a memory file of the sandbox's own that host and child map shared. What is open of it is the file's
/// length, which the child's mapping follows by itself; a touch of what is behind is a signal there. First contents are copied.
/// </summary>
internal sealed unsafe class SharedPages : GuestPages
{
    private const ulong Page = PageTables.SmallPage;
    /// <summary>A restore gives zero pages past this many bytes back to the kernel instead of clearing them.</summary>
    private const ulong KeptBytes = 16 << 20;

    private SharedPages(HostMapping mapping, MemoryFile file) : base(mapping) => File = file;

    public MemoryFile File { get; }

    /// <summary>
    /// The system area: what the guest can write is the sandbox's own file at the same offsets, the rest is the image's, private, and
    /// mapped by the child from there.
    /// </summary>
    public static SharedPages OfSystem(MemoryLayer layer)
    {
        var image = layer.Image;
        var mapping = HostMapping.OfFile(layer.Root.File.Descriptor, (nuint)image.SystemBytes, Linux.PROT_READ);
        MemoryFile? file = null;
        try
        {
            file = MemoryFile.Create("microlight-sandbox", (long)image.SystemBytes);
            var pages = new SharedPages(mapping, file);
            foreach (var range in image.Ranges)
                if (range.Flags.HasFlag(PageFlags.Writable)) pages.Share(range.Offset, range.Bytes);
            pages.MapData(layer);
            return pages;
        }
        catch
        {
            mapping.Dispose();
            file?.Dispose();
            throw;
        }
    }

    /// <summary>A region of that many bytes at most, none of them open.</summary>
    public static SharedPages OfRegion(ulong bytes)
    {
        var mapping = HostMapping.Reserve((nuint)bytes, (nuint)PageTables.LargePage);
        MemoryFile? file = null;
        try
        {
            file = MemoryFile.Create("microlight-region", 0);
            var pages = new SharedPages(mapping, file);
            pages.Share(0, bytes);
            return pages;
        }
        catch
        {
            mapping.Dispose();
            file?.Dispose();
            throw;
        }
    }

    public override bool TryOpen(ulong from, ulong to) => Linux.ftruncate(File.Number, (long)to) == 0;

    public override void Close(ulong from, ulong to) => Linux.Check(Linux.ftruncate(File.Number, (long)from), "Shrinking guest memory");

    public override void MapData(MemoryLayer layer)
    {
        var (from, to) = (layer.Image.DataOffset, layer.Image.PageTablesOffset);
        if (from == to) return;
        Clear(from, to);
        Map(layer.System, from, to);
    }

    public override void Map(LayerPiece[] pieces, ulong from, ulong to)
    {
        var data = new List<PageExtent>();
        foreach (var piece in pieces)
        {
            data.Clear();
            FilePages.FindData(piece.File.Descriptor, piece.FileOffset, piece.Bytes, piece.Offset, data);
            foreach (var extent in data)
            {
                var end = Math.Min(extent.End, to);
                var start = Math.Max(extent.Offset, from);
                if (start < end) File.Write(start, (byte*)piece.File.View + piece.FileOffset + (start - piece.Offset), end - start);
            }
        }
    }

    public override ulong Restore(LayerPiece[] pieces, ulong to)
    {
        var data = new List<PageExtent>();
        FindWritten(0, to, data);
        ulong restored = 0;
        var index = 0;
        foreach (var extent in data)
        {
            for (var page = extent.Offset; page < extent.End; page += Page)
            {
                while (index < pieces.Length && pieces[index].End <= page) index++;
                var now = new Span<byte>(Start + page, (int)Page);
                if (index < pieces.Length && pieces[index].Offset <= page)
                {
                    var then = Content(pieces[index], page);
                    if (now.SequenceEqual(then)) continue;
                    then.CopyTo(now);
                }
                else if (restored > KeptBytes)
                {
                    // Up to the next piece there is nothing to keep.
                    var end = index < pieces.Length ? Math.Min(extent.End, pieces[index].Offset) : extent.End;
                    Clear(page, end);
                    restored += end - page;
                    page = end - Page;
                    continue;
                }
                else
                {
                    if (!now.ContainsAnyExcept((byte)0)) continue;
                    now.Clear();
                }
                restored += Page;
            }
        }
        return restored;
    }

    /// <summary>What the file has memory for: a shared mapping leaves no other mark of the child's writes.</summary>
    public override void FindWritten(ulong from, ulong to, List<PageExtent> written) => FilePages.FindData(File, from, to - from, from, written);

    protected override void DisposeOwn() => File.Dispose();

    /// <summary>Makes [from, to) a hole of the file, which reads as zeros.</summary>
    private void Clear(ulong from, ulong to) => Linux.Check(
        Linux.fallocate(File.Number, Linux.FALLOC_FL_PUNCH_HOLE | Linux.FALLOC_FL_KEEP_SIZE, (long)from, (long)(to - from)), "Clearing guest memory");

    private void Share(ulong offset, ulong bytes) => Linux.CheckMapping(
        Linux.mmap(At(offset), (nuint)bytes, Linux.PROT_READ | Linux.PROT_WRITE, Linux.MAP_SHARED | Linux.MAP_FIXED | Linux.MAP_NORESERVE, File.Number, (long)offset),
        "Mapping guest memory");

    private static ReadOnlySpan<byte> Content(LayerPiece piece, ulong page) =>
        new((byte*)piece.File.View + piece.FileOffset + (page - piece.Offset), (int)Page);
}

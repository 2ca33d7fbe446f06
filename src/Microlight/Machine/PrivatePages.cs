namespace Microlight.Machine;

/// <summary>
/// Guest memory for a virtual machine: pages are private to the sandbox once they are written, and the layer's (copy-on-write) or zero
/// until then. What is not open has no access, for the guest neither.
/// </summary>
internal sealed unsafe class PrivatePages : GuestPages
{
    /// <summary>A restore gives written memory past this many bytes back to the kernel: pages that are kept cost a copy, others a fault.</summary>
    private const ulong KeptBytes = 16 << 20;

    private readonly bool _isRegion;

    private PrivatePages(HostMapping mapping, bool isRegion) : base(mapping)
    {
        _isRegion = isRegion;
        AdviseLargePages(0, Bytes);
    }

    /// <summary>The whole system area, as the image has it.</summary>
    public static PrivatePages OfSystem(MemoryLayer layer) => new(
        HostMapping.OfFile(layer.Root.File.Descriptor, (nuint)layer.Image.SystemBytes, Linux.PROT_READ | Linux.PROT_WRITE), isRegion: false);

    /// <summary>A region of that many bytes at most, none of them open.</summary>
    public static PrivatePages OfRegion(ulong bytes) => new(HostMapping.Reserve((nuint)bytes, (nuint)PageTables.LargePage), isRegion: true);

    /// <summary>A file's first bytes, and address space without access behind them; both are multiples of 4096.</summary>
    public static PrivatePages OfFile(FileDescriptor file, ulong mappedBytes, ulong bytes, bool isWritable)
    {
        var pages = OfRegion(bytes);
        var address = Linux.mmap(pages.Address, (nuint)mappedBytes, Linux.PROT_READ | (isWritable ? Linux.PROT_WRITE : 0),
            Linux.MAP_PRIVATE | Linux.MAP_FIXED | Linux.MAP_NORESERVE, file.Number, 0);
        if (address != -1) return pages;
        var failure = Linux.Failed("Mapping a file");
        pages.Dispose();
        throw failure;
    }

    public override bool TryOpen(ulong from, ulong to) => Linux.mprotect(At(from), (nuint)(to - from), Linux.PROT_READ | Linux.PROT_WRITE) == 0;

    public override void Close(ulong from, ulong to)
    {
        MapZero(from, to, Linux.PROT_NONE);
        AdviseLargePages(from, to);
    }

    public override void MapData(MemoryLayer layer)
    {
        var (from, to) = (layer.Image.DataOffset, layer.Image.PageTablesOffset);
        if (from == to) return;
        // The image has all of it in one piece, a snapshot what is not zero.
        if (layer.Base is not null) MapZero(from, to, Linux.PROT_READ | Linux.PROT_WRITE);
        Map(layer.System, from, to);
    }

    public override void Map(LayerPiece[] pieces, ulong from, ulong to)
    {
        foreach (var piece in pieces)
        {
            var start = Math.Max(piece.Offset, from);
            var end = Math.Min(piece.End, to);
            if (start >= end) continue;
            Linux.CheckMapping(
                Linux.mmap(At(start), (nuint)(end - start), Linux.PROT_READ | Linux.PROT_WRITE, Linux.MAP_PRIVATE | Linux.MAP_FIXED | Linux.MAP_NORESERVE,
                    piece.File.Descriptor.Number, (long)(piece.FileOffset + start - piece.Offset)),
                "Mapping guest memory");
        }
    }

    /// <inheritdoc/>
    // Pages stay private: one that is there is cheaper than a fault.
    public override ulong Restore(LayerPiece[] pieces, ulong to)
    {
        var cleaning = new Cleaning(this, pieces);
        PageScanner.Scan(Address, At(to), ref cleaning, &RestoreRange);
        return cleaning.Written;
    }

    public override void FindWritten(ulong from, ulong to, List<PageExtent> written)
    {
        var finding = new Finding(this, written);
        PageScanner.Scan(At(from), At(to), ref finding, &AddRange);
    }

    /// <summary>Drops the private copies of all pages of [0, to) that were written. Returns their bytes.</summary>
    public ulong DiscardWritten(ulong to)
    {
        var written = new List<PageExtent>();
        FindWritten(0, to, written);
        foreach (var extent in written) Discard(extent.Offset, extent.End);
        return PageExtent.Total(written);
    }

    /// <summary>Replaces [from, to) by zero pages, at the same addresses.</summary>
    private void MapZero(ulong from, ulong to, int protection) => Linux.CheckMapping(
        Linux.mmap(At(from), (nuint)(to - from), protection, Linux.MAP_PRIVATE | Linux.MAP_ANONYMOUS | Linux.MAP_FIXED | Linux.MAP_NORESERVE, -1, 0),
        "Clearing guest memory");

    /// <summary>Drops the private copies of [from, to): its pages are the layer's again, or zero.</summary>
    private void Discard(ulong from, ulong to) =>
        Linux.Check(Linux.madvise(At(from), (nuint)(to - from), Linux.MADV_DONTNEED), "madvise(MADV_DONTNEED)");

    /// <summary>Asks for 2 MiB host pages: guest leaves of regions are 2 MiB, and only both together are fast.</summary>
    // A kernel without them refuses the advice; the guest is then slower and otherwise the same.
    private void AdviseLargePages(ulong from, ulong to)
    {
        if (_isRegion) Linux.madvise(At(from), (nuint)(to - from), Linux.MADV_HUGEPAGE);
    }

    private ref struct Cleaning(PrivatePages pages, LayerPiece[] pieces)
    {
        public readonly PrivatePages Pages = pages;
        public readonly LayerPiece[] Pieces = pieces;
        public ulong Written;
        /// <summary>Ranges come in order, as do pieces: the first piece that may still matter.</summary>
        public int Piece;
    }

    private readonly ref struct Finding(PrivatePages pages, List<PageExtent> written)
    {
        public readonly PrivatePages Pages = pages;
        public readonly List<PageExtent> Written = written;
    }

    private static void AddRange(ref Finding finding, nint start, nint end) =>
        finding.Written.Add(new PageExtent((ulong)(start - finding.Pages.Address), (ulong)(end - start)));

    private static void RestoreRange(ref Cleaning cleaning, nint start, nint end)
    {
        var pages = cleaning.Pages;
        var pieces = cleaning.Pieces;
        var offset = (ulong)(start - pages.Address);
        var last = (ulong)(end - pages.Address);
        cleaning.Written += last - offset;
        if (cleaning.Written > KeptBytes)
        {
            pages.Discard(offset, last);
            return;
        }
        while (offset < last)
        {
            while (cleaning.Piece < pieces.Length && pieces[cleaning.Piece].End <= offset) cleaning.Piece++;
            var piece = cleaning.Piece < pieces.Length && pieces[cleaning.Piece].Offset < last ? pieces[cleaning.Piece] : null;
            var zeroEnd = piece is null ? last : Math.Max(offset, piece.Offset);
            if (zeroEnd > offset) new Span<byte>(pages.Start + offset, (int)(zeroEnd - offset)).Clear();
            offset = zeroEnd;
            if (piece is null) break;
            var copyEnd = Math.Min(last, piece.End);
            Buffer.MemoryCopy((byte*)piece.File.View + piece.FileOffset + (offset - piece.Offset), pages.Start + offset, copyEnd - offset, copyEnd - offset);
            offset = copyEnd;
        }
    }
}

namespace Microlight.Machine;

/// <summary>
/// A range of host address space that holds guest memory: the one place where guest memory is mapped, opened, discarded and brought
/// back. Pages are private to the sandbox once they are written, and the layer's or zero until then.
/// </summary>
internal sealed unsafe class GuestPages(HostMapping mapping) : IDisposable
{
    /// <summary>A restore gives written memory past this many bytes back to the kernel: pages that are kept cost a copy, others a fault.</summary>
    private const ulong KeptBytes = 16 << 20;

    public nint Address => mapping.Address;
    public byte* Start => (byte*)mapping.Address;
    public ulong Bytes => mapping.Length;

    /// <summary>Lets host and guest access [from, to), or neither of them.</summary>
    public bool TrySetAccess(ulong from, ulong to, bool accessible) =>
        Linux.mprotect(At(from), (nuint)(to - from), accessible ? Linux.PROT_READ | Linux.PROT_WRITE : Linux.PROT_NONE) == 0;

    public void SetAccess(ulong from, ulong to, bool accessible)
    {
        if (!TrySetAccess(from, to, accessible)) throw Linux.Failed("Changing the access to guest memory");
    }

    /// <summary>Asks for 2 MiB host pages: guest leaves of regions are 2 MiB, and only both together are fast.</summary>
    // A kernel without them refuses the advice; the guest is then slower and otherwise the same.
    public void AdviseLargePages(ulong from, ulong to) => Linux.madvise(At(from), (nuint)(to - from), Linux.MADV_HUGEPAGE);

    /// <summary>Maps the parts of pieces that lie in [from, to) over what is there, readable and writable.</summary>
    public void Map(LayerPiece[] pieces, ulong from, ulong to)
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

    /// <summary>Replaces [from, to) by zero pages, at the same addresses.</summary>
    public void MapZero(ulong from, ulong to, bool accessible) => Linux.CheckMapping(
        Linux.mmap(At(from), (nuint)(to - from), accessible ? Linux.PROT_READ | Linux.PROT_WRITE : Linux.PROT_NONE,
            Linux.MAP_PRIVATE | Linux.MAP_ANONYMOUS | Linux.MAP_FIXED | Linux.MAP_NORESERVE, -1, 0),
        "Clearing guest memory");

    /// <summary>Drops the private copies of [from, to): its pages are the layer's again, or zero.</summary>
    public void Discard(ulong from, ulong to) =>
        Linux.Check(Linux.madvise(At(from), (nuint)(to - from), Linux.MADV_DONTNEED), "madvise(MADV_DONTNEED)");

    /// <summary>
    /// Brings [0, to) back to the pieces by writing the pages that were written, no others. They stay private: a page that is there is
    /// cheaper than a fault. Returns their bytes.
    /// </summary>
    public ulong Restore(LayerPiece[] pieces, ulong to)
    {
        var cleaning = new Cleaning(this, pieces);
        PageScanner.Scan(Address, At(to), ref cleaning, &RestoreRange);
        return cleaning.Written;
    }

    /// <summary>Appends the ranges of [from, to) that were written, sorted.</summary>
    public void FindWritten(ulong from, ulong to, List<PageExtent> written)
    {
        var finding = new Finding(this, written);
        PageScanner.Scan(At(from), At(to), ref finding, &AddRange);
    }

    public void Dispose() => mapping.Dispose();

    private nint At(ulong offset) => mapping.Address + (nint)offset;

    private ref struct Cleaning(GuestPages pages, LayerPiece[] pieces)
    {
        public readonly GuestPages Pages = pages;
        public readonly LayerPiece[] Pieces = pieces;
        public ulong Written;
        /// <summary>Ranges come in order, as do pieces: the first piece that may still matter.</summary>
        public int Piece;
    }

    private readonly ref struct Finding(GuestPages pages, List<PageExtent> written)
    {
        public readonly GuestPages Pages = pages;
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

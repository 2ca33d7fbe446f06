namespace Microlight.Machine;

/// <summary>
/// A range of host address space that holds guest memory: the one place where guest memory is mapped, opened, closed and brought back.
/// How depends on the backend. The part that is open starts at 0; touching what is behind ends this process.
/// </summary>
internal abstract unsafe class GuestPages(HostMapping mapping) : IDisposable
{
    public nint Address => mapping.Address;
    public byte* Start => (byte*)mapping.Address;
    public ulong Bytes => mapping.Length;

    /// <summary>Lets host and guest access [from, to), which is zero; false if the system has no room.</summary>
    public abstract bool TryOpen(ulong from, ulong to);

    /// <summary>Takes away access to and contents of [from, to), up to the end of what is open.</summary>
    public abstract void Close(ulong from, ulong to);

    /// <summary>Gives [from, to), which is zero and open, the contents of the pieces that lie there.</summary>
    public abstract void Map(LayerPiece[] pieces, ulong from, ulong to);

    /// <summary>
    /// Brings [0, to) back to the pieces by writing the pages that were written, no others. Returns the bytes of pages that it brought
    /// back.
    /// </summary>
    public abstract ulong Restore(LayerPiece[] pieces, ulong to);

    /// <summary>Appends the ranges of [from, to) that were written, sorted; perhaps some that the pieces have too.</summary>
    public abstract void FindWritten(ulong from, ulong to, List<PageExtent> written);

    public void Open(ulong from, ulong to)
    {
        if (!TryOpen(from, to)) throw Linux.Failed("Opening guest memory");
    }

    /// <summary>Of a system area, whose read-only parts all layers share: makes the writable segments those of a layer.</summary>
    public abstract void MapData(MemoryLayer layer);

    public void Dispose()
    {
        mapping.Dispose();
        DisposeOwn();
    }

    /// <summary>Frees what a backend has beside the mapping.</summary>
    protected virtual void DisposeOwn()
    {
    }

    protected nint At(ulong offset) => mapping.Address + (nint)offset;
}

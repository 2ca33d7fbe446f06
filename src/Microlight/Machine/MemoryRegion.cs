using System.ComponentModel;

namespace Microlight.Machine;

/// <summary>
/// One memory region of a running sandbox: a reserved range of host address space of which [0, <see cref="Size"/>) is accessible.
/// The guest's page tables and memory slots reach a little further; what is behind the size has no access on the host, and KVM reports
/// a guest's touch of it.
/// </summary>
internal sealed unsafe class MemoryRegion : GuestMemory, IDisposable
{
    private const ulong LargePage = PageTables.LargePage;
    /// <summary>Slots that growth adds at most double what is there, up to this: a slot costs 0.2 ms per GiB.</summary>
    private const ulong LargestSlot = 1UL << 30;
    /// <summary>A restore gives written memory past this many bytes back to the kernel instead of keeping it cleared.</summary>
    private const ulong KeptBytes = 16 << 20;

    private readonly RegionLayout _layout;
    private readonly FrozenImage _image;
    private readonly HostMapping? _mapping;
    private ulong _size;
    /// <summary>Bytes from the start that memory slots cover.</summary>
    private ulong _reach;
    private readonly List<AddedSlot> _addedSlots = [];

    public MemoryRegion(FrozenImage image, RegionLayout layout)
    {
        _image = image;
        _layout = layout;
        if (layout.MaximumSize == 0) return;
        _mapping = HostMapping.Reserve((nuint)RoundUp(layout.MaximumSize), (nuint)LargePage);
        try
        {
            // 2 MiB host pages wherever the guest's use allows: guest leaves are 2 MiB, and only both together are fast. A kernel
            // without them refuses the advice; the guest is then slower and otherwise the same.
            Linux.madvise(_mapping.Address, _mapping.Length, Linux.MADV_HUGEPAGE);
            if (layout.InitialSize > 0) SetAccess(0, layout.InitialSize, accessible: true);
            MapContents();
        }
        catch
        {
            _mapping.Dispose();
            throw;
        }
        _size = layout.InitialSize;
    }

    public override ulong Address => _layout.Address;
    public override ulong Size => _size;
    public ulong MaximumSize => _layout.MaximumSize;

    /// <summary>Host address of the first byte.</summary>
    public byte* Start => (byte*)(_mapping?.Address ?? 0);

    public override bool TrySlice(ulong offset, int length, out Span<byte> view)
    {
        if (length < 0 || offset > _size || (ulong)length > _size - offset)
        {
            view = default;
            return false;
        }
        view = length == 0 ? default : new Span<byte>(Start + offset, length);
        return true;
    }

    /// <summary>Makes the slots of this region known to a new machine.</summary>
    public void AttachTo(IVirtualMachine machine)
    {
        if (_layout.FirstSlotBytes > 0) machine.MapMemory(_layout.FirstSlotPhysical, _layout.FirstSlotBytes, _mapping!.Address);
        foreach (var (offset, physical, bytes) in _addedSlots) machine.MapMemory(physical, bytes, _mapping!.Address + (nint)offset);
        if (_reach == 0) _reach = _layout.FirstSlotBytes;
    }

    /// <summary>
    /// Commits <paramref name="delta"/> more bytes. Returns the old size, or null where the maximum or the host's memory forbids it.
    /// </summary>
    public ulong? TryGrow(ulong delta, SandboxMemory memory)
    {
        var old = _size;
        if (delta % PageTables.SmallPage != 0 || delta > _layout.MaximumSize - old) return null;
        if (delta == 0) return old;
        var size = old + delta;
        while (_reach < size)
            if (!TryAddSlot(size, memory))
                return null;
        if (Linux.mprotect(_mapping!.Address + (nint)old, (nuint)delta, Linux.PROT_READ | Linux.PROT_WRITE) < 0) return null;
        _size = size;
        return old;
    }

    /// <summary>
    /// Back to the first size and contents. Slots that growth added stay; what they show has no access. Returns the bytes of pages
    /// that were written, those that the region grew by left out.
    /// </summary>
    public ulong Restore()
    {
        if (_mapping is null) return 0;
        if (_size > _layout.InitialSize)
        {
            SetAccess(_layout.InitialSize, _size, accessible: false);
            Discard(_layout.InitialSize, _size);
            _size = _layout.InitialSize;
        }
        var cleaning = new Cleaning(this);
        PageScanner.Scan(_mapping.Address, _mapping.Address + (nint)_size, ref cleaning, &RestoreRange);
        return cleaning.Written;
    }

    public void Dispose()
    {
        _size = 0;
        _mapping?.Dispose();
    }

    /// <summary>A memory slot that growth added. A class: a list of structs would be compiled at every start.</summary>
    private sealed record AddedSlot(ulong Offset, ulong Physical, ulong Bytes);

    private ref struct Cleaning(MemoryRegion region)
    {
        public readonly MemoryRegion Region = region;
        public ulong Written;
        /// <summary>Ranges come in order, as do contents: the first content that may still matter.</summary>
        public int Content;
    }

    private static void RestoreRange(ref Cleaning cleaning, nint start, nint end)
    {
        var region = cleaning.Region;
        var contents = region._layout.Contents;
        var offset = (ulong)(start - region._mapping!.Address);
        var last = (ulong)(end - region._mapping.Address);
        cleaning.Written += last - offset;
        if (cleaning.Written > KeptBytes)
        {
            region.Discard(offset, last);
            return;
        }
        while (offset < last)
        {
            while (cleaning.Content < contents.Length && contents[cleaning.Content].End <= offset) cleaning.Content++;
            var content = cleaning.Content < contents.Length && contents[cleaning.Content].Offset < last ? contents[cleaning.Content] : null;
            var zeroEnd = content is null ? last : Math.Max(offset, content.Offset);
            if (zeroEnd > offset) new Span<byte>(region.Start + offset, (int)(zeroEnd - offset)).Clear();
            offset = zeroEnd;
            if (content is null) break;
            var copyEnd = Math.Min(last, content.End);
            Buffer.MemoryCopy((byte*)region._image.View.Address + content.FileOffset + (offset - content.Offset),
                region.Start + offset, copyEnd - offset, copyEnd - offset);
            offset = copyEnd;
        }
    }

    /// <summary>Drops private copies: the pages are the file's again, or zero.</summary>
    private void Discard(ulong start, ulong end) =>
        Linux.Check(Linux.madvise(_mapping!.Address + (nint)start, (nuint)(end - start), Linux.MADV_DONTNEED), "madvise(MADV_DONTNEED)");

    private void SetAccess(ulong start, ulong end, bool accessible) => Linux.Check(
        Linux.mprotect(_mapping!.Address + (nint)start, (nuint)(end - start), accessible ? Linux.PROT_READ | Linux.PROT_WRITE : Linux.PROT_NONE),
        "Changing the access to guest memory");

    private void MapContents()
    {
        foreach (var content in _layout.Contents)
            Linux.CheckMapping(
                Linux.mmap(_mapping!.Address + (nint)content.Offset, (nuint)content.Bytes, Linux.PROT_READ | Linux.PROT_WRITE,
                    Linux.MAP_PRIVATE | Linux.MAP_FIXED | Linux.MAP_NORESERVE, _image.File.Number, (long)content.FileOffset),
                "Mapping a memory region's contents");
    }

    /// <summary>Lets the guest's physical memory and page tables reach further; false where the kernel has no memory or slots left.</summary>
    private bool TryAddSlot(ulong size, SandboxMemory memory)
    {
        var wanted = Math.Max(Math.Min(_reach, LargestSlot), RoundUp(size) - _reach);
        var bytes = Math.Min(wanted, RoundUp(_layout.MaximumSize) - _reach);
        var physical = memory.TakePhysical(bytes);
        try
        {
            memory.Machine.MapMemory(physical, bytes, _mapping!.Address + (nint)_reach);
        }
        catch (Win32Exception)
        {
            return false;
        }
        _addedSlots.Add(new AddedSlot(_reach, physical, bytes));
        for (ulong done = 0; done < bytes; done += LargePage)
        {
            var address = Address + _reach + done;
            var directory = _layout.Directories[(address >> 30) - (Address >> 30)];
            memory.WritePageTableEntry(directory, PageTables.Index(address, 21), PageTables.LargeEntry(physical + done));
        }
        _reach += bytes;
        return true;
    }

    private static ulong RoundUp(ulong bytes) => (bytes + LargePage - 1) / LargePage * LargePage;
}

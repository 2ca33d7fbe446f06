using System.ComponentModel;

namespace Microlight.Machine;

/// <summary>
/// One memory region of a running sandbox: a reserved range of host address space of which [0, <see cref="Size"/>) is open. A virtual
/// machine's page tables and memory slots reach a little further; a guest's touch of what is behind the size is reported to the host.
/// </summary>
internal sealed unsafe class MemoryRegion : GuestMemory, IDisposable
{
    private const ulong LargePage = PageTables.LargePage;
    /// <summary>Slots that growth adds at most double what is there, up to this: a slot costs 0.2 ms per GiB.</summary>
    private const ulong LargestSlot = 1UL << 30;

    private readonly RegionLayout _layout;
    private readonly GuestPages? _pages;
    private RegionState _state;
    private ulong _size;
    /// <summary>Bytes from the start that memory slots cover.</summary>
    private ulong _reach;
    private readonly List<AddedSlot> _addedSlots = [];

    public MemoryRegion(RegionLayout layout, RegionState state, Backend backend)
    {
        _layout = layout;
        _state = state;
        if (layout.MaximumSize == 0) return;
        _pages = backend.MapRegion(RoundUp(layout.MaximumSize));
        try
        {
            Open(state);
        }
        catch
        {
            _pages.Dispose();
            throw;
        }
    }

    public override ulong Address => _layout.Address;
    public override ulong Size => _size;
    public ulong MaximumSize => _layout.MaximumSize;

    /// <summary>Host address of the first byte.</summary>
    public byte* Start => _pages is null ? null : _pages.Start;

    /// <summary>The host's range behind the region, longer than its size; null if it can never have any.</summary>
    public GuestPages? Pages => _pages;

    /// <summary>What a restore brings back.</summary>
    public RegionState State => _state;

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
    public void AttachTo(IPhysicalMemory machine)
    {
        if (_layout.FirstSlotBytes > 0) machine.MapMemory(_layout.FirstSlotPhysical, _layout.FirstSlotBytes, _pages!.Address);
        foreach (var (offset, physical, bytes) in _addedSlots) machine.MapMemory(physical, bytes, _pages!.Address + (nint)offset);
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
        if (!TryCover(size, memory) || !_pages!.TryOpen(old, size)) return null;
        _size = size;
        return old;
    }

    /// <summary>
    /// Adds slots until they reach over as many bytes, if the machine has such; false where the kernel has no memory or slots left.
    /// </summary>
    public bool TryCover(ulong size, SandboxMemory memory)
    {
        if (memory.Physical is not { } physical) return true;
        while (_reach < size)
            if (!TryAddSlot(size, memory, physical))
                return false;
        return true;
    }

    /// <summary>
    /// Back to the size and contents of the layer. Slots that growth added stay; what they show has no access. Returns the bytes of pages
    /// that were written, those that the region grew by left out.
    /// </summary>
    public ulong Restore()
    {
        if (_pages is null) return 0;
        if (_size > _state.Size)
        {
            _pages.Close(_state.Size, _size);
            _size = _state.Size;
        }
        return _pages.Restore(_state.Pieces, _size);
    }

    /// <summary>On to the size and contents of another layer. The slots must then be made to cover the size.</summary>
    public void Rebase(RegionState state)
    {
        _state = state;
        if (_pages is null) return;
        if (_size > 0)
        {
            _pages.Close(0, _size);
            _size = 0;
        }
        Open(state);
    }

    public void Dispose()
    {
        _size = 0;
        _pages?.Dispose();
    }

    /// <summary>A memory slot that growth added. A class: a list of structs would be compiled at every start.</summary>
    private sealed record AddedSlot(ulong Offset, ulong Physical, ulong Bytes);

    /// <summary>From no access and no contents to those of a layer.</summary>
    private void Open(RegionState state)
    {
        if (state.Size > 0) _pages!.Open(0, state.Size);
        // Only now: what is within the size is touched by whoever asks.
        _size = state.Size;
        _pages!.Map(state.Pieces, 0, state.Size);
    }

    /// <summary>Lets the guest's physical memory and page tables reach further.</summary>
    private bool TryAddSlot(ulong size, SandboxMemory memory, IPhysicalMemory machine)
    {
        var wanted = Math.Max(Math.Min(_reach, LargestSlot), RoundUp(size) - _reach);
        var bytes = Math.Min(wanted, RoundUp(_layout.MaximumSize) - _reach);
        var physical = memory.TakePhysical(bytes);
        try
        {
            machine.MapMemory(physical, bytes, _pages!.Address + (nint)_reach);
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

using System.ComponentModel;
using System.Runtime.InteropServices;
using Microlight.Abi;

namespace Microlight.Machine;

/// <summary>
/// All memory of one sandbox, mapped from a layer: the system area and the memory regions. Host addresses stay what they are for the
/// sandbox's life, so that memory slots do too; a layer can be exchanged for another of the same layout.
/// </summary>
internal sealed unsafe class SandboxMemory : IDisposable
{
    private readonly FrozenImage _image;
    private readonly GuestPages _system;
    private MemoryLayer _layer;
    private ulong _freePhysical;
    /// <summary>A change of layers failed half-way.</summary>
    private bool _isTorn;

    /// <summary>Takes over one reference to the layer.</summary>
    public SandboxMemory(MemoryLayer layer, IReadOnlyList<FileMapping> files, Backend backend)
    {
        _layer = layer;
        _image = layer.Image;
        _freePhysical = _image.FreePhysical;
        Regions = new MemoryRegion[_image.Regions.Length];
        GuestPages? system = null;
        try
        {
            _system = system = backend.MapSystem(layer);
            for (var i = 0; i < Regions.Length; i++) Regions[i] = new MemoryRegion(_image.Regions[i], layer.Regions[i], backend);
            if (files.Count > 0) Files = new GuestFiles(files, this);
        }
        catch
        {
            foreach (var region in Regions) region?.Dispose();
            system?.Dispose();
            layer.Release();
            throw;
        }
    }

    public FrozenImage Image => _image;
    /// <summary>Most bytes that all regions may have together; the layer has no more.</summary>
    public ulong MaximumTotal { get; init; } = ulong.MaxValue;
    /// <summary>The system area; offsets are guest physical addresses.</summary>
    public GuestPages System => _system;
    /// <summary>What is mapped where nothing was written.</summary>
    public MemoryLayer Layer => _layer;
    public MemoryRegion[] Regions { get; }
    /// <summary>The mapped files; null if there are none.</summary>
    public GuestFiles? Files { get; }
    /// <summary>The machine, if it has physical memory that grows by slots.</summary>
    public IPhysicalMemory? Physical { get; private set; }
    public byte* Mailbox => At(_image.MailboxOffset);

    /// <summary>Host view of everything outside the regions: monitor with its interrupt stacks, mailbox, stack, segments, page tables.</summary>
    public ReadOnlySpan<byte> SystemArea => new((void*)_system.Address, (int)_image.SystemBytes);

    /// <summary>Gives a machine all memory there is, as its physical memory.</summary>
    public void AttachTo(IPhysicalMemory machine)
    {
        Physical = machine;
        machine.MapMemory(0, _image.SystemBytes, _system.Address);
        foreach (var region in Regions) region.AttachTo(machine);
        Files?.AttachTo(machine);
        CoverRegions();
    }

    /// <summary>
    /// Commits more bytes, a multiple of 4096, of one region. Returns its old size, or null where a maximum or the host's memory
    /// forbids it.
    /// </summary>
    public ulong? TryGrow(int region, ulong delta)
    {
        ulong total = 0;
        foreach (var each in Regions) total += each.Size;
        return delta > MaximumTotal - total ? null : Regions[region].TryGrow(delta, this);
    }

    /// <summary>Guest physical addresses nobody else uses, 2 MiB aligned.</summary>
    public ulong TakePhysical(ulong bytes)
    {
        var physical = _freePhysical;
        _freePhysical += bytes;
        return physical;
    }

    public void WritePageTableEntry(ulong table, int index, ulong entry) => Volatile.Write(ref ((ulong*)At(table))[index], entry);

    /// <summary>Host view of the guest bytes from an address to the end of what is contiguous there; false where there is nothing.</summary>
    public bool TryRead(ulong address, out ReadOnlySpan<byte> bytes)
    {
        foreach (var range in _image.Ranges)
        {
            if (address - range.Address >= range.Bytes) continue;
            var skip = address - range.Address;
            bytes = new ReadOnlySpan<byte>(At(range.Offset + skip), (int)Math.Min(range.Bytes - skip, int.MaxValue));
            return true;
        }
        foreach (var region in Regions)
        {
            if (address - region.Address >= region.Size) continue;
            var skip = address - region.Address;
            bytes = new ReadOnlySpan<byte>(region.Start + skip, (int)Math.Min(region.Size - skip, int.MaxValue));
            return true;
        }
        bytes = default;
        return false;
    }

    /// <summary>Whether a guest's access to an address reaches memory; of a mapped file, unless it has become shorter.</summary>
    public bool IsCommitted(ulong address) =>
        TryRead(address, out _) || Files?.Find(address) is (_, var file) && address - file.Info.Address < file.MappedBytes;

    /// <summary>
    /// As <see cref="TryRead"/>, to write, also code: for debuggers, between whose stops the guest does not run. Only where the host's
    /// view is the sandbox's own copy, as it is for virtual machines.
    /// </summary>
    public bool TryWrite(ulong address, out Span<byte> bytes)
    {
        var isThere = TryRead(address, out var read);
        bytes = MemoryMarshal.CreateSpan(ref MemoryMarshal.GetReference(read), read.Length);
        return isThere;
    }

    /// <summary>Host view of the monitor's interrupt stack from a stack pointer up; false if the pointer is not in it.</summary>
    public bool TryReadInterruptStack(ulong stackPointer, out ReadOnlySpan<ulong> words)
    {
        foreach (var page in (ReadOnlySpan<int>)[Monitor.StackPage, Monitor.DoubleFaultStackPage])
        {
            var offset = stackPointer - (GuestLayout.Monitor + (ulong)page);
            if (offset >= 0x1000 || offset % 8 != 0) continue;
            words = new ReadOnlySpan<ulong>(At(_image.MonitorOffset + (ulong)page + offset), (int)(0x1000 - offset) / 8);
            return true;
        }
        words = default;
        return false;
    }

    /// <summary>
    /// Makes the memory that of a layer of the same layout: by writing back the pages that were written if it stands on that layer,
    /// else by mapping the layer's pieces over what is there. Page tables keep the entries they gained. After a failure the memory is
    /// neither and must not run; a further restore is possible. Returns the bytes of pages that were written back.
    /// </summary>
    public ulong Restore(MemoryLayer layer)
    {
        if (layer != _layer || _isTorn) return Rebase(layer);
        var written = _system.Restore(_layer.System, _image.PageTablesOffset);
        foreach (var region in Regions) written += region.Restore();
        return written + (Files?.Restore() ?? 0);
    }

    private ulong Rebase(MemoryLayer layer)
    {
        _isTorn = true;
        // What is below the data is the same in all layers.
        var written = _system.Restore(layer.System, _image.DataOffset);
        _system.MapData(layer);
        for (var i = 0; i < Regions.Length; i++) Regions[i].Rebase(layer.Regions[i]);
        CoverRegions();
        var old = _layer;
        _layer = layer.AddReference();
        old.Release();
        _isTorn = false;
        return written + (Files?.Restore() ?? 0);
    }

    public void Dispose()
    {
        foreach (var region in Regions) region.Dispose();
        Files?.Dispose();
        _system.Dispose();
        _layer.Release();
    }

    /// <summary>Slots and page-table entries for regions that are larger than in the image.</summary>
    private void CoverRegions()
    {
        foreach (var region in Regions)
            if (!region.TryCover(region.Size, this))
                throw new Win32Exception(Linux.ENOMEM, "There is no room for another memory slot.");
    }

    private byte* At(ulong offset) => _system.Start + offset;
}

using Microlight.Abi;

namespace Microlight.Machine;

/// <summary>All memory of one sandbox: the system area, a private mapping of the frozen image, and the memory regions.</summary>
internal sealed unsafe class SandboxMemory : IDisposable
{
    /// <summary>Above this many written bytes, a restore drops private copies of the system area instead of keeping them.</summary>
    private const ulong KeptBytes = 16 << 20;

    private readonly FrozenImage _image;
    private readonly HostMapping _system;
    private ulong _freePhysical;
    private IVirtualMachine? _machine;

    /// <summary>Takes over one reference to the image.</summary>
    public SandboxMemory(FrozenImage image)
    {
        _image = image;
        _freePhysical = image.FreePhysical;
        _system = HostMapping.OfFile(image.File, (nuint)image.SystemBytes, Linux.PROT_READ | Linux.PROT_WRITE);
        Regions = new MemoryRegion[image.Regions.Length];
        try
        {
            for (var i = 0; i < Regions.Length; i++) Regions[i] = new MemoryRegion(image, image.Regions[i]);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public FrozenImage Image => _image;
    public MemoryRegion[] Regions { get; }
    public IVirtualMachine Machine => _machine ?? throw new InvalidOperationException("No machine is attached.");
    public byte* Mailbox => At(_image.MailboxOffset);

    /// <summary>Host view of everything outside the regions: monitor with its interrupt stacks, mailbox, stack, segments, page tables.</summary>
    public ReadOnlySpan<byte> SystemArea => new((void*)_system.Address, (int)_image.SystemBytes);

    /// <summary>Gives a machine all memory there is.</summary>
    public void AttachTo(IVirtualMachine machine)
    {
        _machine = machine;
        machine.MapMemory(0, _image.SystemBytes, _system.Address);
        foreach (var region in Regions) region.AttachTo(machine);
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

    /// <summary>Back to the frozen image; page tables keep the entries they gained. Returns the bytes of pages that were written.</summary>
    public ulong Restore()
    {
        var cleaning = new Cleaning(this);
        PageScanner.Scan(_system.Address, _system.Address + (nint)_image.PageTablesOffset, ref cleaning, &RestoreRange);
        var written = cleaning.Written;
        foreach (var region in Regions) written += region.Restore();
        return written;
    }

    public void Dispose()
    {
        foreach (var region in Regions) region?.Dispose();
        _system.Dispose();
        _image.Release();
    }

    private ref struct Cleaning(SandboxMemory memory)
    {
        public readonly SandboxMemory Memory = memory;
        public ulong Written;
    }

    private static void RestoreRange(ref Cleaning cleaning, nint start, nint end)
    {
        var memory = cleaning.Memory;
        var bytes = (ulong)(end - start);
        cleaning.Written += bytes;
        if (cleaning.Written > KeptBytes)
            Linux.Check(Linux.madvise(start, (nuint)bytes, Linux.MADV_DONTNEED), "madvise(MADV_DONTNEED)");
        else
            Buffer.MemoryCopy((byte*)memory._image.View.Address + (start - memory._system.Address), (byte*)start, bytes, bytes);
    }

    private byte* At(ulong offset) => (byte*)_system.Address + offset;
}

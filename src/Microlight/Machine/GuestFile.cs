using System.ComponentModel;

namespace Microlight.Machine;

/// <summary>
/// A file mapped for a guest. The host itself never reads its pages: somebody may truncate the file, and a touch of what is gone is SIGBUS
/// for a process and a failed run for a guest.
/// </summary>
internal sealed class GuestFile : IDisposable
{
    private readonly MappableFile _file;
    private PrivatePages? _pages;
    private ulong _physical;

    /// <summary>Takes over the file.</summary>
    /// <param name="mapping">What the user asked for.</param>
    /// <param name="file">The file, open.</param>
    /// <param name="address">Guest virtual address, a multiple of 2 MiB.</param>
    public GuestFile(FileMapping mapping, MappableFile file, ulong address)
    {
        _file = file;
        Info = new MappedFile(mapping.Path, mapping.Access, address, file.Size);
    }

    public MappedFile Info { get; }
    public bool IsWritable => Info.Access == FileMappingAccess.CopyOnWrite;

    /// <summary>The number of the open file, for machines that map it themselves.</summary>
    public int Number => _file.Number;

    /// <summary>Whole pages that the guest can access.</summary>
    public ulong MappedBytes => RoundUp(Info.Length, PageTables.SmallPage);

    /// <summary>Bytes of address space, and of guest physical memory: behind the mapped pages there is no access.</summary>
    public ulong SlotBytes => RoundUp(Info.Length, PageTables.LargePage);

    /// <summary>Maps the file for the host and as physical memory, where it is mapped in the page tables.</summary>
    /// <exception cref="IOException">The file's file system cannot map files.</exception>
    public void MapFor(SandboxMemory memory, PageTables tables)
    {
        try
        {
            _pages = PrivatePages.OfFile(_file, MappedBytes, SlotBytes, IsWritable);
        }
        catch (Win32Exception exception) when (exception.NativeErrorCode != Linux.ENOMEM)
        {
            throw new IOException($"The file to map '{Info.Path}' cannot be mapped: {exception.Message}", exception);
        }
        _file.Dispose();
        _physical = memory.TakePhysical(SlotBytes);
        tables.MapLarge(Info.Address, _physical, SlotBytes, IsWritable ? PageFlags.UserData : PageFlags.UserReadOnly);
    }

    public void AttachTo(IPhysicalMemory machine) => machine.MapMemory(_physical, SlotBytes, _pages!.Address, readOnly: !IsWritable);

    /// <summary>Gives back what the guest wrote; the pages are the file's again. Returns their bytes.</summary>
    public ulong Restore() => IsWritable && _pages is not null ? _pages.DiscardWritten(MappedBytes) : 0;

    public void Dispose()
    {
        _pages?.Dispose();
        _file.Dispose();
    }

    private static ulong RoundUp(ulong bytes, ulong unit) => (bytes + unit - 1) / unit * unit;
}

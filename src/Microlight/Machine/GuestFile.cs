using System.ComponentModel;

namespace Microlight.Machine;

/// <summary>
/// A file mapped for a guest: host pages, and the memory slot's physical addresses. The host itself never reads the pages: somebody may
/// truncate the file, and a touch of what is gone is SIGBUS for a process and a failed run for a guest.
/// </summary>
internal sealed class GuestFile : IDisposable
{
    private readonly PrivatePages _pages;

    /// <param name="mapping">What the user asked for.</param>
    /// <param name="file">The file, open; not needed afterwards.</param>
    /// <param name="address">Guest virtual address, a multiple of 2 MiB.</param>
    /// <param name="physical">Guest physical address of <see cref="SlotBytes"/> bytes, a multiple of 2 MiB.</param>
    public GuestFile(FileMapping mapping, MappableFile file, ulong address, ulong physical)
    {
        Info = new MappedFile(mapping.Path, mapping.Access, address, file.Size);
        Physical = physical;
        try
        {
            _pages = PrivatePages.OfFile(file, MappedBytes, SlotBytes, IsWritable);
        }
        catch (Win32Exception exception) when (exception.NativeErrorCode != Linux.ENOMEM)
        {
            // Some file systems cannot.
            throw new IOException($"The file to map '{mapping.Path}' cannot be mapped: {exception.Message}", exception);
        }
    }

    public MappedFile Info { get; }
    public ulong Physical { get; }
    public bool IsWritable => Info.Access == FileMappingAccess.CopyOnWrite;

    /// <summary>Whole pages that the guest can access.</summary>
    public ulong MappedBytes => RoundUp(Info.Length, PageTables.SmallPage);

    /// <summary>Bytes of guest physical memory: behind the mapped pages there is no access on the host.</summary>
    public ulong SlotBytes => RoundUp(Info.Length, PageTables.LargePage);

    public void AttachTo(IPhysicalMemory machine) => machine.MapMemory(Physical, SlotBytes, _pages.Address, readOnly: !IsWritable);

    /// <summary>Gives back what the guest wrote; the pages are the file's again. Returns their bytes.</summary>
    public ulong Restore() => IsWritable ? _pages.DiscardWritten(MappedBytes) : 0;

    public void Dispose() => _pages.Dispose();

    private static ulong RoundUp(ulong bytes, ulong unit) => (bytes + unit - 1) / unit * unit;
}

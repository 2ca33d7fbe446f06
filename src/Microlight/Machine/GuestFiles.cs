using Microlight.Abi;

namespace Microlight.Machine;

/// <summary>
/// All files mapped into one sandbox. On a machine with physical memory the page tables of their part of the address space lie in a memory
/// slot of their own, so that frozen images need not know of files, and hang on the image's root table by two entries.
/// </summary>
internal sealed class GuestFiles : IDisposable
{
    /// <summary>Kernels with shadow paging keep 2 MiB of their own per GiB of a slot.</summary>
    public const ulong LargestFile = 16UL << 30;

    private readonly GuestFile[] _files;
    private readonly SandboxMemory _memory;
    private HostMapping? _tables;
    private ulong _tablesPhysical;

    /// <exception cref="ArgumentException">Addresses overlap, the area is full, or the image has memory regions in it.</exception>
    /// <exception cref="IOException">A file is not there, not readable, not regular, empty or too large.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be read.</exception>
    public GuestFiles(IReadOnlyList<FileMapping> mappings, SandboxMemory memory)
    {
        _memory = memory;
        _files = new GuestFile[mappings.Count];
        foreach (var region in memory.Image.Regions)
        {
            // The root table's entries there would have to lead to both.
            if (region.Address + Math.Max(region.MaximumSize, 1) > GuestLayout.FilesBase)
                throw new ArgumentException($"The image has a memory region at 0x{region.Address:x}, which reaches into the addresses from 0x{GuestLayout.FilesBase:x} where files are mapped; it takes no files.");
        }
        try
        {
            var next = GuestLayout.FilesBase;
            for (var i = 0; i < _files.Length; i++)
            {
                var file = _files[i] = new GuestFile(mappings[i], Open(mappings[i]), mappings[i].Address ?? next);
                CheckPlace(file, i);
                // What runs over the end of one file does not run into the next.
                if (mappings[i].Address is null) next = file.Info.Address + file.SlotBytes + PageTables.LargePage;
            }
            Infos = Array.ConvertAll(_files, file => file.Info);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public MappedFile[] Infos { get; } = [];
    public IReadOnlyList<GuestFile> All => _files;

    /// <summary>The host cannot bring back what a guest wrote into pages that only its process has; another process has none of it.</summary>
    public bool RestoreTakesAnotherMachine => _tables is null && Array.Exists(_files, file => file.IsWritable);

    /// <summary>The number of the file whose 2 MiB units an address lies in, and the file; null if there is none.</summary>
    public (int Index, GuestFile File)? Find(ulong address)
    {
        for (var i = 0; i < _files.Length; i++)
            if (address - _files[i].Info.Address < _files[i].SlotBytes)
                return (i, _files[i]);
        return null;
    }

    public void AttachTo(IPhysicalMemory machine)
    {
        if (_tables is null) Map();
        machine.MapMemory(_tablesPhysical, _tables!.Length, _tables.Address, readOnly: false);
        foreach (var file in _files) file.AttachTo(machine);
    }

    public ulong Restore()
    {
        ulong bytes = 0;
        foreach (var file in _files) bytes += file.Restore();
        return bytes;
    }

    public void Dispose()
    {
        foreach (var file in _files) file?.Dispose();
        _tables?.Dispose();
    }

    private static MappableFile Open(FileMapping mapping)
    {
        var file = MappableFile.Open(mapping.Path, "The file to map");
        var refusal = file.Size == 0 ? "is empty; there is nothing to map"
            : file.Size > LargestFile ? $"has {file.Size} bytes; at most {LargestFile} can be mapped" : null;
        if (refusal is null) return file;
        file.Dispose();
        throw new IOException($"The file to map '{mapping.Path}' {refusal}.");
    }

    private void CheckPlace(GuestFile file, int count)
    {
        var (path, address) = (file.Info.Path, file.Info.Address);
        if (address >= GuestLayout.SystemBase || file.SlotBytes > GuestLayout.SystemBase - address)
            throw new ArgumentException($"'{path}' does not fit the guest's address space for files at 0x{address:x}, which ends at 0x{GuestLayout.SystemBase:x}; map fewer or smaller files.");
        foreach (var other in _files.AsSpan(0, count))
            if (other.Info.Address < address + file.SlotBytes && address < other.Info.Address + other.SlotBytes)
                throw new ArgumentException($"'{path}' at 0x{address:x} overlaps '{other.Info.Path}' at 0x{other.Info.Address:x} (each takes multiples of 2 MiB); choose another address, or none.");
    }

    /// <summary>Before the guest first runs: entries become present, which the CPU needs no telling.</summary>
    private void Map()
    {
        _tablesPhysical = _memory.TakePhysical(PageTables.LargePage);
        var tables = new PageTables(_tablesPhysical);
        foreach (var file in _files) file.MapFor(_memory, tables);
        _tables = HostMapping.Anonymous((nuint)tables.Bytes);
        tables.WriteTo(_tables.Address);
        for (var slot = PageTables.Index(GuestLayout.FilesBase, 39); slot < PageTables.Index(GuestLayout.SystemBase, 39); slot++)
            _memory.WritePageTableEntry(_memory.Image.PageTableRoot, slot, tables.RootEntry(slot));
    }
}

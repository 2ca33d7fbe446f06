namespace Microlight.Machine;

/// <summary>
/// Builds four-level page tables (Intel SDM vol. 3, 4.5) that are finished before the guest runs. The only later change is that an
/// entry of a memory region's directory becomes present; the CPU sees that without a flush.
/// </summary>
internal sealed class PageTables
{
    public const ulong SmallPage = 4096, LargePage = 2 << 20;
    private const int Entries = 512;
    private const ulong AddressBits = 0x000f_ffff_ffff_f000;

    private readonly ulong _base;
    private readonly List<ulong[]> _tables = [new ulong[Entries]];

    /// <param name="physicalBase">Guest physical address of the first table, the root; the others follow it.</param>
    public PageTables(ulong physicalBase) => _base = physicalBase;

    public ulong Root => _base;
    public ulong Bytes => (ulong)_tables.Count * SmallPage;

    /// <summary>Maps whole 4 KiB pages.</summary>
    public void Map(ulong address, ulong physical, ulong bytes, PageFlags flags)
    {
        ulong[]? table = null;
        for (ulong done = 0; done < bytes; done += SmallPage)
        {
            var page = address + done;
            var entry = Index(page, 12);
            // The next table begins where the index wraps.
            if (entry == 0 || table is null) table = _tables[Table(page, 12)];
            if (table[entry] != 0) throw new InvalidOperationException($"Address 0x{page:x} is mapped twice.");
            table[entry] = physical + done | (ulong)flags;
        }
    }

    /// <summary>Guest physical address of the directory (512 entries of 2 MiB) around an address; made if there is none.</summary>
    public ulong Directory(ulong address) => _base + (ulong)Table(address, 21) * SmallPage;

    /// <summary>Maps whole 2 MiB pages.</summary>
    public void MapLarge(ulong address, ulong physical, ulong bytes, PageFlags flags = PageFlags.UserData)
    {
        for (ulong done = 0; done < bytes; done += LargePage)
            _tables[Table(address + done, 21)][Index(address + done, 21)] = physical + done | (ulong)(flags | PageFlags.Large);
    }

    /// <summary>The root's entry for a 512 GiB part of the address space; 0 if nothing is mapped there.</summary>
    public ulong RootEntry(int slot) => _tables[0][slot];

    /// <summary>The directory entry that maps 2 MiB of a memory region at a physical address: read, write, no execute.</summary>
    public static ulong LargeEntry(ulong physical) => physical | (ulong)(PageFlags.UserData | PageFlags.Large);

    /// <summary>Index into the table whose entries cover <c>1 &lt;&lt; shift</c> bytes each.</summary>
    public static int Index(ulong address, int shift) => (int)(address >> shift) & (Entries - 1);

    /// <summary>Writes the tables where the constructor said they would be, that is at the same offset of the file.</summary>
    public unsafe void WriteTo(MemoryFile file, ulong offset)
    {
        for (var i = 0; i < _tables.Count; i++)
        {
            // Tables of not yet reached memory stay holes of the file.
            if (!HasEntries(_tables[i])) continue;
            fixed (ulong* table = _tables[i]) file.Write(offset + (ulong)i * SmallPage, new ReadOnlySpan<byte>(table, (int)SmallPage));
        }
    }

    /// <summary>Writes the tables to host memory of <see cref="Bytes"/> bytes.</summary>
    public unsafe void WriteTo(nint memory)
    {
        for (var i = 0; i < _tables.Count; i++) _tables[i].CopyTo(new Span<ulong>((void*)(memory + i * (nint)SmallPage), Entries));
    }

    private static bool HasEntries(ulong[] table)
    {
        foreach (var entry in table)
        {
            if (entry != 0) return true;
        }
        return false;
    }

    /// <summary>Number of the table whose entries cover <c>1 &lt;&lt; shift</c> bytes each around an address.</summary>
    private int Table(ulong address, int shift)
    {
        if (shift == 39) return 0;
        var parent = Table(address, shift + 9);
        ref var entry = ref _tables[parent][Index(address, shift + 9)];
        if (entry != 0) return (int)(((entry & AddressBits) - _base) / SmallPage);
        var table = _tables.Count;
        _tables.Add(new ulong[Entries]);
        entry = _base + (ulong)table * SmallPage | (ulong)PageFlags.Table;
        return table;
    }
}

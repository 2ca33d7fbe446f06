namespace Microlight.Machine;

/// <summary>Bits of an x86-64 page-table entry (Intel SDM vol. 3, 4.5.4).</summary>
[Flags]
internal enum PageFlags : ulong
{
    Present = 1 << 0,
    Writable = 1 << 1,
    User = 1 << 2,
    Accessed = 1 << 5,
    Dirty = 1 << 6,
    /// <summary>In a directory entry: maps 2 MiB instead of pointing to a table.</summary>
    Large = 1 << 7,
    NoExecute = 1UL << 63,

    // Accessed and dirty are set beforehand: the CPU then never writes a page table, and the first touch of a page costs a third.
    Touched = Accessed | Dirty,
    Table = Present | Writable | User | Touched,
    SupervisorReadOnly = Present | Touched | NoExecute,
    SupervisorCode = Present | Touched,
    SupervisorData = Present | Writable | Touched | NoExecute,
    UserReadOnly = Present | User | Touched | NoExecute,
    UserCode = Present | User | Touched,
    UserData = Present | Writable | User | Touched | NoExecute,
}

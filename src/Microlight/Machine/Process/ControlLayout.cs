using Microlight.Abi;

namespace Microlight.Machine.Process;

/// <summary>
/// Where things are in the child's address space that are the backend's own: the range that the monitor has in a virtual machine, which
/// a process does not need. The control area is memory shared by host and child: the alternate signal stack, and what the host prepares
/// for the child's start. The guest can write all of it: whatever is read from it is the guest's word.
/// </summary>
internal static class ControlLayout
{
    public const ulong Base = GuestLayout.Monitor;
    /// <summary>Bytes of the child's mapping; the file behind it is as long as the table needs.</summary>
    public const ulong Size = 0xF_0000;

    /// <summary>The alternate signal stack, from the start. It has to take a signal frame with the CPU's whole extended state.</summary>
    public const int SignalStackSize = 0x8000;
    /// <summary>Where the child's first signal frame and every later fresh one is; the kernel's own lie deeper or higher, wherever it likes.</summary>
    public const int FreshFrame = SignalStackSize - 0x400;

    /// <summary>Filter programs, signal actions and other things that the start's system calls point to.</summary>
    public const int Scratch = SignalStackSize, ScratchSize = 0x1000;
    /// <summary>Address of the table entry that failed, or 0: the child's word before guest code runs.</summary>
    public const int FailedEntry = Scratch + ScratchSize - 8;
    /// <summary>The table of system calls that the child makes at its start.</summary>
    public const int Table = Scratch + ScratchSize;

    // A table entry: u32 number (all ones: the end), u32 whether a failure is ignored, u64 × 6 arguments, u64 address for the result or 0.
    // A failure is left in the entry's last word.
    public const int EntrySize = 64, EntryOptional = 4, EntryArguments = 8, EntryResult = 56;
    public const int MaximumEntries = (int)(Size - Table) / EntrySize;

    /// <summary>The child's only code page, behind the control area.</summary>
    public const ulong Code = Base + Size;
    /// <summary>End of the address space that a process has without asking for more (TASK_SIZE with four-level page tables).</summary>
    public const ulong AddressSpaceEnd = 0x7fff_ffff_f000;
}

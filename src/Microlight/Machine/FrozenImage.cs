namespace Microlight.Machine;

/// <summary>
/// A guest's whole memory before its first instruction, in a sealed file that sandboxes map copy-on-write. The file starts with the
/// system area, whose offsets are also guest physical addresses: monitor, trampoline, mailbox, stack, image, and last the page tables;
/// then come the first contents of memory regions. Counted: the image and each sandbox hold a reference.
/// </summary>
internal sealed class FrozenImage
{
    private int _references = 1;

    public required MemoryFile File { get; init; }
    /// <summary>The whole file, readable, for restoring pages.</summary>
    public required HostMapping View { get; init; }
    public required ulong SystemBytes { get; init; }
    /// <summary>Where the page tables start. What is below is restored; page tables only ever gain entries and are left alone.</summary>
    public required ulong PageTablesOffset { get; init; }
    public required ulong PageTableRoot { get; init; }
    public required ulong MonitorOffset { get; init; }
    public required ulong MailboxOffset { get; init; }
    public required ulong MailboxBufferSize { get; init; }
    public required ulong StackSize { get; init; }
    /// <summary>What the guest can reach of the system area at CPL3.</summary>
    public required SystemRange[] Ranges { get; init; }
    public required RegionLayout[] Regions { get; init; }
    /// <summary>First guest physical address that no initial slot uses, a multiple of 2 MiB.</summary>
    public required ulong FreePhysical { get; init; }

    public FrozenImage AddReference()
    {
        Interlocked.Increment(ref _references);
        return this;
    }

    public void Release()
    {
        if (Interlocked.Decrement(ref _references) != 0) return;
        View.Dispose();
        File.Dispose();
    }
}

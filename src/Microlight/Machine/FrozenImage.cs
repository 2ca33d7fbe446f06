namespace Microlight.Machine;

/// <summary>
/// Where everything is in the memory of an image's sandboxes. The system area's offsets are also guest physical addresses: monitor,
/// trampoline, mailbox, stack, read-only segments, writable segments, and last the page tables.
/// </summary>
internal sealed class FrozenImage
{
    public required FrozenImageKey Key { get; init; }
    public required ulong SystemBytes { get; init; }
    /// <summary>
    /// Where the writable segments start. They and the regions are what lives on between calls: from here up to
    /// <see cref="PageTablesOffset"/> a snapshot has its own, what is below is the image's in every layer.
    /// </summary>
    public required ulong DataOffset { get; init; }
    /// <summary>Where the page tables start. What is below is restored; page tables only ever gain entries and are left alone.</summary>
    public required ulong PageTablesOffset { get; init; }
    public required ulong PageTableRoot { get; init; }
    public required ulong MonitorOffset { get; init; }
    public required ulong MailboxOffset { get; init; }
    public ulong StackSize => Key.StackSize;
    /// <summary>What the guest can reach of the system area at CPL3.</summary>
    public required SystemRange[] Ranges { get; init; }
    public required RegionLayout[] Regions { get; init; }
    /// <summary>First guest physical address that no initial slot uses, a multiple of 2 MiB.</summary>
    public required ulong FreePhysical { get; init; }
}

namespace Microlight.Abi;

/// <summary>
/// Where things are in a guest's virtual address space, the same for every guest (docs/machine.md draws it).
/// Memory regions are wherever the image declares them below <see cref="SystemBase"/>.
/// </summary>
internal static class GuestLayout
{
    /// <summary>Mapped files lie in [FilesBase, SystemBase), PML4 slots 250 and 251, unless the image has memory regions there.</summary>
    public const ulong FilesBase = 0x7d00_0000_0000;
    /// <summary>PML4 slot 252: monitor, mailbox, stack and image live above this address.</summary>
    public const ulong SystemBase = 0x7e00_0000_0000;
    /// <summary>Page tables (unmapped in the guest), GDT, TSS, IDT, stubs and IST stack (supervisor only).</summary>
    public const ulong Monitor = SystemBase;
    /// <summary>Entry trampolines and the XSAVE init image: read and execute at CPL3.</summary>
    public const ulong Trampoline = SystemBase + 0x0010_0000;
    /// <summary>The mailbox: header, slots, then the payload buffer.</summary>
    public const ulong Mailbox = SystemBase + 0x0020_0000;
    /// <summary>The guest's stack ends here and grows down; below its last page is a guard.</summary>
    public const ulong StackTop = SystemBase + 0x2000_0000;
    /// <summary>PT_LOAD segments of an image lie in [ImageBase, ImageEnd) or inside a declared memory region.</summary>
    public const ulong ImageBase = SystemBase + 0x4000_0000;
    public const ulong ImageEnd = SystemBase + 0xC000_0000;
}

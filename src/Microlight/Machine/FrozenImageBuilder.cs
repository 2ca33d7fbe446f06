using Microlight.Abi;
using Microlight.Images;

namespace Microlight.Machine;

/// <summary>Lays out and fills a <see cref="FrozenImage"/> (docs/machine.md draws the layout).</summary>
internal static class FrozenImageBuilder
{
    private const ulong Page = PageTables.SmallPage, LargePage = PageTables.LargePage;
    /// <summary>Memory regions are behind guest physical 4 GiB: clear of the local APIC and what else a PC has below.</summary>
    private const ulong RegionsPhysical = 4UL << 30;
    /// <summary>
    /// The first slot of a region reaches beyond its initial size so that a little growth needs no further slot. A 16 MiB slot costs
    /// about as much to create as a smaller one. Regions of a few pages (tables mostly) keep to one directory entry.
    /// </summary>
    private const ulong UsualFirstSlot = 16 << 20, SmallRegion = 64 << 10;
    /// <summary>Contents closer together than this share one mapping.</summary>
    private const ulong ContentGap = LargePage;

    public static FrozenImage Build(ElfFile elf, ImageTables tables, FrozenImageKey key)
    {
        // Offsets in the system area. Page 0 stays empty: no table, no code at physical address 0.
        ulong next = Page;
        ulong Take(ulong bytes)
        {
            var offset = next;
            next += RoundUp(bytes, Page);
            return offset;
        }

        var monitor = Take(Monitor.Size);
        var trampoline = Take(Trampoline.Size);
        var mailboxBytes = MailboxLayout.Buffer + key.MailboxBufferSize;
        var mailbox = Take(mailboxBytes);
        var stack = Take(key.StackSize);
        var segments = Array.FindAll(elf.Segments, IsImage);
        var offsets = Array.ConvertAll(segments, segment => Take(Pages(segment)));
        if (next > RegionsPhysical / 2) throw elf.Invalid($"its segments take {next} bytes together, more than fit the system area");

        var pageTables = new PageTables(next);
        foreach (var (offset, flags) in Monitor.Pages) pageTables.Map(GuestLayout.Monitor + (ulong)offset, monitor + (ulong)offset, Page, flags);
        var ranges = new List<SystemRange>();
        void MapRange(ulong address, ulong offset, ulong bytes, PageFlags flags)
        {
            pageTables.Map(address, offset, bytes, flags);
            ranges.Add(new SystemRange(address, offset, bytes));
        }

        MapRange(GuestLayout.Trampoline, trampoline, Trampoline.Size, PageFlags.UserCode);
        MapRange(GuestLayout.Mailbox, mailbox, mailboxBytes, PageFlags.UserData);
        MapRange(GuestLayout.StackTop - key.StackSize, stack, key.StackSize, PageFlags.UserData);
        for (var i = 0; i < segments.Length; i++)
        {
            var segment = segments[i];
            MapRange(segment.Address / Page * Page, offsets[i], Pages(segment),
                segment.IsExecutable ? PageFlags.UserCode : segment.IsWritable ? PageFlags.UserData : PageFlags.UserReadOnly);
        }

        var physical = RegionsPhysical;
        var regions = new RegionLayout[tables.Memories.Length];
        for (var i = 0; i < regions.Length; i++) regions[i] = LayOut(elf, tables.Memories[i], key.MaximumMemory, pageTables, ref physical);
        var systemBytes = next + pageTables.Bytes;
        var fileBytes = PlaceContents(regions, systemBytes);

        var file = MemoryFile.Create("microlight-image", (long)fileBytes);
        var page = new byte[Monitor.Size];
        Monitor.Write(page);
        file.Write(monitor, page);
        page.AsSpan(0, Trampoline.Size).Clear();
        Trampoline.Write(page.AsSpan(0, Trampoline.Size));
        file.Write(trampoline, page.AsSpan(0, Trampoline.Size));
        for (var i = 0; i < segments.Length; i++) file.Write(offsets[i] + segments[i].Address % Page, elf.Content(segments[i]));
        pageTables.WriteTo(file, next);
        WriteContents(elf, regions, file);
        file.Seal();
        return new FrozenImage
        {
            File = file,
            View = HostMapping.OfFile(file, (nuint)fileBytes, Linux.PROT_READ),
            SystemBytes = systemBytes,
            PageTablesOffset = next,
            PageTableRoot = pageTables.Root,
            MonitorOffset = monitor,
            MailboxOffset = mailbox,
            MailboxBufferSize = key.MailboxBufferSize,
            StackSize = key.StackSize,
            Ranges = ranges.ToArray(),
            Regions = regions,
            FreePhysical = physical,
        };
    }

    private static bool IsImage(ElfSegment segment) => segment.Address >= GuestLayout.ImageBase;

    private static ulong Pages(ElfSegment segment) => RoundUp(segment.End, Page) - segment.Address / Page * Page;

    private static RegionLayout LayOut(ElfFile elf, in MemoryDeclaration memory, ulong limit, PageTables pageTables, ref ulong physical)
    {
        var maximum = Math.Min(memory.MaximumSize, limit / Page * Page);
        if (memory.InitialSize > maximum)
            throw elf.Invalid($"its memory region at 0x{memory.Address:x} starts with {memory.InitialSize} bytes, but the sandbox allows {limit} "
                + $"({nameof(SandboxOptions)}.{nameof(SandboxOptions.MaximumMemory)})");
        var first = memory.InitialSize == 0 ? 0 : Math.Min(
            RoundUp(maximum, LargePage),
            memory.InitialSize <= SmallRegion ? LargePage : Math.Max(UsualFirstSlot, RoundUp(memory.InitialSize, LargePage)));
        var firstPhysical = physical;
        physical += first;
        // Directories for the whole maximum exist from the start (as holes of the file until they get entries), so that growth
        // changes nothing but directory entries.
        var directories = new List<ulong>();
        if (maximum > 0)
            for (var address = memory.Address >> 30 << 30; address < memory.Address + maximum; address += 1 << 30)
                directories.Add(pageTables.Directory(Math.Max(address, memory.Address)));
        pageTables.MapLarge(memory.Address, firstPhysical, first);
        return new RegionLayout
        {
            Address = memory.Address,
            InitialSize = memory.InitialSize,
            MaximumSize = maximum,
            FirstSlotBytes = first,
            FirstSlotPhysical = firstPhysical,
            Directories = directories.ToArray(),
            Contents = FindContents(elf, memory),
        };
    }

    /// <summary>The page ranges of a region that segments fill; file offsets are given out later.</summary>
    private static RegionContent[] FindContents(ElfFile elf, in MemoryDeclaration memory)
    {
        var contents = new List<RegionContent>();
        foreach (var segment in elf.Segments)
        {
            if (!memory.Covers(segment) || segment.FileSize == 0) continue;
            var start = (segment.Address - memory.Address) / Page * Page;
            var end = RoundUp(segment.Address - memory.Address + (ulong)segment.FileSize, Page);
            if (contents.Count > 0 && start < contents[^1].End + ContentGap)
                contents[^1] = contents[^1] with { Bytes = Math.Max(end, contents[^1].End) - contents[^1].Offset };
            else
                contents.Add(new RegionContent(start, 0, end - start));
        }
        return contents.ToArray();
    }

    private static ulong PlaceContents(RegionLayout[] regions, ulong offset)
    {
        foreach (var region in regions)
        {
            for (var i = 0; i < region.Contents.Length; i++)
            {
                region.Contents[i] = region.Contents[i] with { FileOffset = offset };
                offset += region.Contents[i].Bytes;
            }
        }
        return offset;
    }

    private static void WriteContents(ElfFile elf, RegionLayout[] regions, MemoryFile file)
    {
        foreach (var region in regions)
        {
            foreach (var segment in elf.Segments)
            {
                if (segment.FileSize == 0 || IsImage(segment) || segment.Address < region.Address) continue;
                var offset = segment.Address - region.Address;
                foreach (var content in region.Contents)
                    if (offset >= content.Offset && offset + (ulong)segment.FileSize <= content.End)
                        file.Write(content.FileOffset + offset - content.Offset, elf.Content(segment));
            }
        }
    }

    private static ulong RoundUp(ulong bytes, ulong unit) => (bytes + unit - 1) / unit * unit;
}

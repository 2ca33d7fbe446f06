using Microlight.Abi;
using Microlight.Images;

namespace Microlight.Machine;

/// <summary>Lays out a <see cref="FrozenImage"/> (docs/machine.md draws the layout) and fills its first layer.</summary>
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

    public static MemoryLayer Build(ElfFile elf, ImageTables tables, FrozenImageKey key)
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
        var segments = Array.FindAll(elf.Segments, IsImage);
        var offsets = new ulong[segments.Length];
        void TakeSegments(bool writable)
        {
            for (var i = 0; i < segments.Length; i++)
                if (segments[i].IsWritable == writable) offsets[i] = Take(Pages(segments[i]));
        }

        var mailboxBytes = MailboxLayout.Buffer + key.MailboxBufferSize;
        var mailbox = Take(mailboxBytes);
        var stack = Take(key.StackSize);
        TakeSegments(writable: false);
        var data = next;
        TakeSegments(writable: true);
        if (next > RegionsPhysical / 2) throw elf.Invalid($"its segments take {next} bytes together, more than fit the system area");

        var pageTables = new PageTables(next);
        foreach (var page in Monitor.Pages) pageTables.Map(GuestLayout.Monitor + (ulong)page.Offset, monitor + (ulong)page.Offset, Page, page.Flags);
        var ranges = new List<SystemRange>();
        void MapRange(ulong address, ulong offset, ulong bytes, PageFlags flags)
        {
            pageTables.Map(address, offset, bytes, flags);
            ranges.Add(new SystemRange(address, offset, bytes, flags));
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
        var image = new FrozenImage
        {
            Key = key,
            SystemBytes = next + pageTables.Bytes,
            DataOffset = data,
            PageTablesOffset = next,
            PageTableRoot = pageTables.Root,
            MonitorOffset = monitor,
            MailboxOffset = mailbox,
            Ranges = ranges.ToArray(),
            Regions = regions,
            FreePhysical = physical,
        };

        var contents = Array.ConvertAll(tables.Memories, memory => FindContents(elf, memory));
        var fileBytes = image.SystemBytes;
        foreach (var extents in contents) fileBytes += PageExtent.Total(extents);
        var memoryFile = MemoryFile.Create("microlight-image", (long)fileBytes);
        var file = new LayerFile(memoryFile, fileBytes);
        var code = new byte[Monitor.Size];
        Monitor.Write(code);
        memoryFile.Write(monitor, code);
        code.AsSpan(0, Trampoline.Size).Clear();
        Trampoline.Write(code.AsSpan(0, Trampoline.Size));
        memoryFile.Write(trampoline, code.AsSpan(0, Trampoline.Size));
        for (var i = 0; i < segments.Length; i++) memoryFile.Write(offsets[i] + segments[i].Address % Page, elf.Content(segments[i]));
        pageTables.WriteTo(memoryFile, next);
        var fileOffset = image.SystemBytes;
        var states = new RegionState[regions.Length];
        for (var i = 0; i < states.Length; i++)
        {
            states[i] = new RegionState(regions[i].InitialSize, PageExtent.Place(contents[i], file, ref fileOffset));
            WriteContents(elf, regions[i].Address, states[i].Pieces, memoryFile);
        }
        memoryFile.Seal();
        return new MemoryLayer
        {
            Image = image,
            File = file,
            System = [new LayerPiece(0, next, file, 0)],
            Regions = states,
        };
    }

    private static bool IsImage(ElfSegment segment) => segment.Address >= GuestLayout.ImageBase;

    private static ulong Pages(ElfSegment segment) => RoundUp(segment.End, Page) - segment.Address / Page * Page;

    private static RegionLayout LayOut(ElfFile elf, in MemoryDeclaration memory, ulong limit, PageTables pageTables, ref ulong physical)
    {
        var maximum = Math.Min(memory.MaximumSize, limit / Page * Page);
        if (memory.InitialSize > maximum)
            throw elf.DoesNotFit($"its memory region at 0x{memory.Address:x} starts with {memory.InitialSize} bytes, but the sandbox allows {limit} "
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
        };
    }

    /// <summary>The pages of a region that segments fill.</summary>
    private static List<PageExtent> FindContents(ElfFile elf, in MemoryDeclaration memory)
    {
        var extents = new List<PageExtent>();
        foreach (var segment in elf.Segments)
        {
            if (!memory.Covers(segment) || segment.FileSize == 0) continue;
            var start = (segment.Address - memory.Address) / Page * Page;
            PageExtent.Add(extents, start, RoundUp(segment.Address - memory.Address + (ulong)segment.FileSize, Page) - start, PageExtent.Gap);
        }
        return extents;
    }

    private static void WriteContents(ElfFile elf, ulong region, LayerPiece[] pieces, MemoryFile file)
    {
        foreach (var segment in elf.Segments)
        {
            if (segment.FileSize == 0 || IsImage(segment) || segment.Address < region) continue;
            var offset = segment.Address - region;
            foreach (var piece in pieces)
                if (offset >= piece.Offset && offset + (ulong)segment.FileSize <= piece.End)
                    file.Write(piece.FileOffset + offset - piece.Offset, elf.Content(segment));
        }
    }

    private static ulong RoundUp(ulong bytes, ulong unit) => (bytes + unit - 1) / unit * unit;
}

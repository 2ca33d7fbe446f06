using System.Buffers.Binary;
using Microlight.Abi;
using Microlight.Tests.Guests;
using static Iced.Intel.AssemblerRegisters;
using static Microlight.Tests.Guests.Peeker;

namespace Microlight.Tests.Files;

/// <summary>Files of the host in a guest's memory: what it can read and write, what traps, and what a restore undoes.</summary>
public sealed class FileMappingTests : IDisposable
{
    private const ulong Page = 4096, LargePage = 2 << 20, Area = 0x7d00_0000_0000;

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("microlight-files-");

    public void Dispose() => _directory.Delete(recursive: true);

    [SkippableTheory]
    [InlineData(FileMappingAccess.ReadOnly)]
    [InlineData(FileMappingAccess.CopyOnWrite)]
    public void A_guest_reads_a_file_to_the_end_of_its_last_page(FileMappingAccess access)
    {
        Kvm.Require();
        const int length = 3 * (int)LargePage + 5 * (int)Page + 6;
        var path = Write("data", length);
        using var image = Copier().Build();
        using var sandbox = Sandbox.Create(image, With(new FileMapping(path, access)));
        Assert.Equal([new MappedFile(path, access, Area, length)], sandbox.FileMappings);
        foreach (var offset in (ulong[])[0, 4, Page - 4, LargePage - 4, LargePage, 2 * LargePage + 3 * Page, 3 * LargePage + 5 * Page])
            Assert.Equal(Word(offset), Peek(sandbox, Area + offset));
        // The last bytes, then zeros.
        Assert.Equal(Word(length - 4), Peek(sandbox, Area + length - 4));
        Assert.Equal(Word(length - 2) & 0xffff, Peek(sandbox, Area + length - 2) & 0xffff);
        Assert.Equal(0u, Peek(sandbox, Area + length));
        Assert.Equal(0u, Peek(sandbox, Area + 3 * LargePage + 6 * Page - 4));

        var behind = Area + 3 * LargePage + 6 * Page;
        var exception = Assert.Throws<GuestTrapException>(() => Peek(sandbox, behind));
        Assert.Equal(behind, exception.Trap.FaultAddress);
        Assert.EndsWith($"access behind the end of mapped file 0, at 0x{behind:x}.", exception.Message);
        Assert.Contains(new GuestMemoryRange(Area, length, access == FileMappingAccess.ReadOnly ? "r--" : "rw-", "file 0"), exception.Report!.Memory);
        sandbox.Restore();
        Assert.Equal(GuestTrapCause.Exception, Assert.Throws<GuestTrapException>(() => Peek(sandbox, Area + 4 * LargePage)).Trap.Cause);
        sandbox.Restore();
        // Both operands are looked at; the file's is fine, and the destination is what is not there.
        Assert.Equal(0x10_0000u, Assert.Throws<GuestTrapException>(() => sandbox.Call("copy", 0x10_0000UL, Area, 8UL)).Trap.FaultAddress);
        sandbox.Restore();
        sandbox.Call("copy", GuestBuilder.DataAddress, Area + 100, 4000UL);
        Assert.Equal(Word(104), Peek(sandbox, GuestBuilder.DataAddress + 4));
    }

    [SkippableFact]
    public void A_write_to_a_read_only_file_traps()
    {
        Kvm.Require();
        var path = Write("data", 10000);
        using var image = Copier().Build();
        using var sandbox = Sandbox.Create(image, With(new FileMapping(Write("first", 5)), new FileMapping(path)));
        var address = sandbox.FileMappings[1].Address;
        foreach (var read in (bool[])[false, true])
        {
            if (read) Peek(sandbox, address + 8);
            var exception = Assert.Throws<GuestTrapException>(() => Poke(sandbox, address + 8, 1));
            Assert.Equal((14, address + 8), (exception.Trap.Vector, exception.Trap.FaultAddress));
            Assert.EndsWith($"page fault (#PF), write of mapped file 1, which the guest may not write, at 0x{address + 8:x}.", exception.Message);
            sandbox.Restore();
            Assert.Equal(Word(8), Peek(sandbox, address + 8));
        }
        Assert.Equal(Bytes(10000), File.ReadAllBytes(path));
    }

    [SkippableTheory]
    [InlineData(FileMappingAccess.ReadOnly)]
    [InlineData(FileMappingAccess.CopyOnWrite)]
    public void A_file_is_not_executed(FileMappingAccess access)
    {
        Kvm.Require();
        var path = Path.Combine(_directory.FullName, "code");
        File.WriteAllBytes(path, [0xc3, 0xc3, 0xc3, 0xc3]);
        using var image = Copier().Build();
        using var sandbox = Sandbox.Create(image, With(new FileMapping(path, access)));
        var exception = Assert.Throws<GuestTrapException>(() => sandbox.Call("jump", Area));
        Assert.Equal((14, Area, Area), (exception.Trap.Vector, exception.Trap.FaultAddress, exception.Trap.InstructionPointer));
        Assert.Contains("execution of mapped file 0, which the guest may not execute,", exception.Message);
    }

    [SkippableFact]
    public void Copy_on_write_changes_stay_in_the_sandbox_and_end_with_a_restore()
    {
        Kvm.Require();
        const int length = 40 * (int)Page;
        var path = Write("data", length);
        using var image = Copier().Build();
        var options = With(new FileMapping(path, FileMappingAccess.CopyOnWrite));
        using var sandbox = Sandbox.Create(image, options);
        using var other = Sandbox.Create(image, options);
        using var snapshot = sandbox.TakeSnapshot();
        foreach (var restore in (Action[])[sandbox.Restore, () => sandbox.Restore(snapshot), () => sandbox.Restore(snapshot), sandbox.Restore])
        {
            for (ulong page = 0; page < 40; page += 3) Poke(sandbox, Area + page * Page + 4, 0xffff_ffff);
            for (ulong page = 0; page < 40; page++) Assert.Equal(page % 3 == 0 ? 0xffff_ffff : Word(page * Page + 4), Peek(sandbox, Area + page * Page + 4));
            for (ulong page = 0; page < 40; page++) Assert.Equal(Word(page * Page + 4), Peek(other, Area + page * Page + 4));
            restore();
            for (ulong page = 0; page < 40; page++) Assert.Equal(Word(page * Page + 4), Peek(sandbox, Area + page * Page + 4));
        }
        Assert.Equal(Bytes(length), File.ReadAllBytes(path));

        // Not part of a snapshot; a clone maps the file anew.
        Poke(sandbox, Area, 5);
        using var clone = sandbox.Clone();
        Assert.Equal((5u, Word(0)), (Peek(sandbox, Area), Peek(clone, Area)));
        using var without = Sandbox.Create(snapshot);
        Assert.Empty(without.FileMappings);
        Assert.Throws<GuestTrapException>(() => Peek(without, Area));
    }

    [SkippableFact]
    public void Several_files_have_places_of_their_own_and_gaps_between()
    {
        Kvm.Require();
        var paths = Enumerable.Range(1, 5).Select(i => Write($"file{i}", i * 1_000_000)).ToArray();
        using var image = Copier().Build();
        using var sandbox = Sandbox.Create(image, With(
            new FileMapping(paths[0]),
            new FileMapping(paths[1], FileMappingAccess.CopyOnWrite),
            new FileMapping(paths[2], Address: 0x7dff_ff00_0000),
            new FileMapping(paths[3], Address: 0x7d80_0000_0000),
            new FileMapping(paths[3], FileMappingAccess.CopyOnWrite, 0x7d10_0000_0000),
            new FileMapping(paths[4])));
        Assert.Equal([Area, Area + 2 * LargePage, 0x7dff_ff00_0000, 0x7d80_0000_0000, 0x7d10_0000_0000, Area + 4 * LargePage], sandbox.FileMappings.Select(file => file.Address));
        Assert.Equal([1_000_000ul, 2_000_000ul, 3_000_000ul, 4_000_000ul, 4_000_000ul, 5_000_000ul], sandbox.FileMappings.Select(file => file.Length));
        foreach (var file in sandbox.FileMappings) Assert.Equal(Word(file.Length - 8), Peek(sandbox, file.Address + file.Length - 8));
        Poke(sandbox, 0x7d10_0000_0000, 1);
        Assert.Equal(Word(0), Peek(sandbox, 0x7d80_0000_0000));
        Assert.Throws<GuestTrapException>(() => Peek(sandbox, Area + LargePage));
    }

    [SkippableFact]
    public void A_failed_machine_is_replaced_by_one_that_has_the_files()
    {
        Kvm.Require();
        using var image = Copier().Build();
        using var sandbox = Sandbox.Create(image, With(new FileMapping(Write("data", 10000))));
        Assert.Throws<GuestTrapException>(() => sandbox.Call("shutdown"));
        sandbox.Restore();
        Assert.Equal(Word(8), Peek(sandbox, Area + 8));
    }

    [SkippableTheory]
    [InlineData(FileMappingAccess.ReadOnly)]
    [InlineData(FileMappingAccess.CopyOnWrite)]
    public void A_file_that_becomes_shorter_ends_the_call_and_not_the_host(FileMappingAccess access)
    {
        Kvm.Require();
        var path = Write("data", 16 * (int)Page);
        using var image = Copier().Build();
        using var sandbox = Sandbox.Create(image, With(new FileMapping(path, access)));
        Assert.Equal(Word(9 * Page), Peek(sandbox, Area + 9 * Page));
        if (access == FileMappingAccess.CopyOnWrite) Poke(sandbox, Area + 12 * Page, 1);
        using (var stream = File.OpenWrite(path)) stream.SetLength(4 * (long)Page);
        for (var round = 0; round < 2; round++)
        {
            Assert.Equal(Word(3 * Page), Peek(sandbox, Area + 3 * Page));
            var exception = Assert.Throws<GuestTrapException>(() => Peek(sandbox, Area + 9 * Page));
            Assert.Equal(GuestTrapCause.UncommittedMemory, exception.Trap.Cause);
            Assert.EndsWith("maybe of a mapped file that became shorter.", exception.Message);
            sandbox.Restore();
            Assert.False(sandbox.TryRead(Area + 9 * Page, new byte[4]));
            // A wild stack pointer and a wild jump into it: the host does not follow them.
            Assert.Throws<GuestTrapException>(() => sandbox.Call("stack", Area + 10 * Page));
            sandbox.Restore();
            Assert.Throws<GuestTrapException>(() => sandbox.Call("jump", Area + 10 * Page));
            sandbox.Restore();
        }
    }

    [SkippableFact]
    public void What_cannot_be_mapped_is_refused_with_a_sentence()
    {
        Kvm.Require();
        using var image = Copier().Build();
        var missing = Path.Combine(_directory.FullName, "missing");
        Refused<FileNotFoundException>(new(missing), $"The file to map '{missing}' does not exist.");
        Refused<IOException>(new(_directory.FullName), $"The file to map '{_directory.FullName}' is not a regular file; give the path of one.");
        Refused<IOException>(new("/dev/zero"), "The file to map '/dev/zero' is not a regular file; give the path of one.");
        var empty = Write("empty", 0);
        Refused<IOException>(new(empty), $"The file to map '{empty}' is empty; there is nothing to map.");
        var large = Write("large", 0);
        using (var stream = File.OpenWrite(large)) stream.SetLength((16L << 30) + 1);
        Refused<IOException>(new(large), $"The file to map '{large}' has 17179869185 bytes; at most 17179869184 can be mapped.");
        var path = Write("data", 100);
        Refused<ArgumentException>(new(path, Address: 0x1000), $"'{path}' cannot be mapped at 0x1000; give a multiple of 2 MiB from 0x7d0000000000 and below 0x7e0000000000, or none.");
        Refused<ArgumentException>(new(path, Address: 0x7e00_0000_0000), "cannot be mapped at");
        Refused<ArgumentException>(new(path, Address: Area + Page), "cannot be mapped at");
        Refused<ArgumentException>(new(path, (FileMappingAccess)7), "no file access 7");
        Refused<ArgumentException>(new(""), "");
        var exception = Assert.Throws<ArgumentException>(() => Sandbox.Create(image, With(new FileMapping(path), new FileMapping(path, Address: Area))));
        Assert.Contains($"'{path}' at 0x7d0000000000 overlaps '{path}' at 0x7d0000000000", exception.Message);
        using (var stream = File.OpenWrite(large)) stream.SetLength((long)LargePage + 1);
        Refused<ArgumentException>(new(large, Address: 0x7e00_0000_0000 - LargePage), "does not fit");

        using var neighbour = Copier().Memory(0x7cff_c000_0000, 0, 1 << 30).Build();
        using (var sandbox = Sandbox.Create(neighbour, With(new FileMapping(path)))) Assert.Equal(Word(0), Peek(sandbox, Area));
        foreach (var address in (ulong[])[0x7cff_c020_0000, 0x7d20_0000_0000, 0x7df0_0000_0000])
        {
            using var other = Copier().Memory(address, 0, 1 << 30).Build();
            Assert.Contains($"a memory region at 0x{address:x}, which reaches into the addresses from 0x7d0000000000",
                Assert.Throws<ArgumentException>(() => Sandbox.Create(other, With(new FileMapping(path)))).Message);
        }

        void Refused<T>(FileMapping mapping, string message) where T : Exception
        {
            var exception = Assert.ThrowsAny<T>(() => Sandbox.Create(image, With(mapping)));
            Assert.Contains(message, exception.Message);
        }
    }

    private string Write(string name, int length)
    {
        var path = Path.Combine(_directory.FullName, name);
        File.WriteAllBytes(path, Bytes(length));
        return path;
    }

    private static byte[] Bytes(int length)
    {
        var bytes = new byte[(length + 3) / 4 * 4];
        for (var i = 0; i < bytes.Length; i += 4) BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(i), (uint)i * 2654435761 + 1);
        return bytes[..length];
    }

    /// <summary>What a file has at an offset that is even.</summary>
    private static uint Word(ulong offset) => offset % 4 == 0 ? (uint)offset * 2654435761 + 1 : Word(offset - 2) >> 16 | Word(offset + 2) << 16;

    private static SandboxOptions With(params FileMapping[] files) => new() { FileMappings = files };

    /// <summary>A peeker that also copies bytes, jumps anywhere, uses any stack, and gives up its machine.</summary>
    private static GuestBuilder Copier() => Builder()
        .Function("copy", "UUU>", a =>
        {
            a.mov(rax, rdi);
            a.mov(rdi, __qword_ptr[rax + MailboxLayout.CallSlots]);
            a.mov(rsi, __qword_ptr[rax + MailboxLayout.CallSlots + MailboxLayout.SlotSize]);
            a.mov(rcx, __qword_ptr[rax + MailboxLayout.CallSlots + 2 * MailboxLayout.SlotSize]);
            a.rep.movsb();
        })
        .Function("jump", "U>", a => a.jmp(__qword_ptr[rdi + MailboxLayout.CallSlots]))
        .Function("stack", "U>", a =>
        {
            a.mov(rsp, __qword_ptr[rdi + MailboxLayout.CallSlots]);
            a.ud2();
        })
        .Function("shutdown", a => a.@in(al, Ports.HostCall));
}

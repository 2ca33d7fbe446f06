using System.Buffers.Binary;
using Iced.Intel;
using Microlight.Abi;
using Microlight.Tests.Guests;
using static Iced.Intel.AssemblerRegisters;
using static Microlight.Tests.Guests.Peeker;

namespace Microlight.Tests;

/// <summary>Memory regions: first contents, growth, many and huge ones, and what a restore brings back.</summary>
public class MemoryTests
{
    private const ulong Page = 4096, Megabyte = 1 << 20, Gigabyte = 1 << 30;

    [SkippableFact]
    public void First_contents_are_seen_by_both_sides_and_restored()
    {
        Kvm.Require();
        using var image = Peeker.Builder()
            .Memory(0, 8 * Megabyte, 8 * Megabyte)
            .Content(0x1003, [1, 2, 3, 4])
            .Content(5 * Megabyte - 2, [5, 6, 7, 8])
            .Build();
        using var sandbox = Sandbox.Create(image);
        var memory = sandbox.Memories[0];
        Assert.Equal([0, 1, 2, 3, 4, 0], memory.Slice(0x1002, 6).ToArray());
        Assert.Equal(0x0807_0605u, Peek(sandbox, 5 * Megabyte - 2));
        ulong[] places = [0, 0x1003, 0x3000, 5 * Megabyte - 2, 8 * Megabyte - 4];
        foreach (var place in places) Poke(sandbox, place, 0xffff_ffff);
        memory.Slice(6 * Megabyte, 100).Fill(9);
        foreach (var place in places) Assert.Equal(0xffff_ffffu, Peek(sandbox, place));
        sandbox.Restore();
        Assert.Equal([0u, 0x0403_0201u, 0u, 0x0807_0605u, 0u], places.Select(place => Peek(sandbox, place)));
        Assert.False(memory.Slice(6 * Megabyte, 100).ContainsAnyExcept((byte)0));
    }

    [SkippableFact]
    public void Each_side_sees_what_the_other_writes_to_pages_it_has_read()
    {
        Kvm.Require();
        // Pages of the file and pages that are not: a write by either side replaces the page that the other has mapped.
        using var image = Peeker.Builder().Memory(0, 8 * Megabyte, 64 * Megabyte).Content(0, [1, 2, 3, 4, .. new byte[3 << 20]]).Build();
        using var sandbox = Sandbox.Create(image);
        Grow(sandbox, 16 * Megabyte);
        var memory = sandbox.Memories[0];
        for (ulong place = 0; place < memory.Size; place += 37 * Page)
        {
            var first = Peek(sandbox, place);
            Assert.Equal(first, BinaryPrimitives.ReadUInt32LittleEndian(memory.Slice(place, 4)));
            BinaryPrimitives.WriteUInt32LittleEndian(memory.Slice(place, 4), 0xaaaa_0000 + (uint)place);
            Assert.Equal(0xaaaa_0000 + (uint)place, Peek(sandbox, place));
            Poke(sandbox, place + Page, 0xbbbb_0000);
            Assert.Equal(0xbbbb_0000, BinaryPrimitives.ReadUInt32LittleEndian(memory.Slice(place + Page, 4)));
        }
        for (ulong place = 0; place < memory.Size; place += 37 * Page) Assert.Equal(0xaaaa_0000 + (uint)place, Peek(sandbox, place));
    }

    [SkippableFact]
    public void Growth_is_committed_zeroed_and_bounded()
    {
        Kvm.Require();
        using var image = Peeker.Builder().Memory(0, Page, 4 * Gigabyte).Build();
        using var sandbox = Sandbox.Create(image, new SandboxOptions { MaximumMemory = 3 * Gigabyte });
        ulong size = Page;
        foreach (var delta in (ulong[])[0, Page, 2 * Megabyte, 3 * Megabyte + Page, 100 * Megabyte, Gigabyte, Gigabyte])
        {
            Assert.Equal(size, Grow(sandbox, delta));
            size += delta;
            Assert.Equal(size, sandbox.Memories[0].Size);
            Assert.Equal(0u, Peek(sandbox, size - 4));
            Poke(sandbox, size - 4, 0x1234_5678);
            Assert.Equal(0x1234_5678, BinaryPrimitives.ReadInt32LittleEndian(sandbox.Memories[0].Slice(size - 4, 4)));
            Assert.False(sandbox.Memories[0].TrySlice(size - 3, 4, out _));
        }
        Assert.Equal(ulong.MaxValue, Grow(sandbox, Gigabyte));
        Assert.Equal(ulong.MaxValue, Grow(sandbox, ulong.MaxValue / Page * Page));
        Assert.Equal(size, sandbox.Memories[0].Size);
        var trap = Assert.Throws<GuestTrapException>(() => Peek(sandbox, size)).Trap;
        Assert.Equal(size, trap.FaultAddress);

        // After a restore it is small again, and what grows anew is zero.
        sandbox.Restore();
        Assert.Equal(Page, sandbox.Memories[0].Size);
        Assert.Equal(Page, Assert.Throws<GuestTrapException>(() => Peek(sandbox, Page)).Trap.FaultAddress);
        sandbox.Restore();
        Assert.Equal(Page, Grow(sandbox, 2 * Gigabyte));
        Assert.Equal(0u, Peek(sandbox, 2 * Page - 4));
        Assert.Equal(0u, Peek(sandbox, 2 * Gigabyte));
    }

    [SkippableFact]
    public void A_region_that_starts_empty_grows()
    {
        Kvm.Require();
        using var image = Peeker.Builder().Memory(0, 0, Gigabyte).Build();
        using var sandbox = Sandbox.Create(image);
        Assert.Equal(0u, Assert.Throws<GuestTrapException>(() => Peek(sandbox, 0)).Trap.FaultAddress);
        sandbox.ContinueAfterTrap();
        Assert.Equal(0u, Grow(sandbox, 3 * Megabyte));
        Poke(sandbox, 3 * Megabyte - 4, 7);
        Assert.Equal(7u, Peek(sandbox, 3 * Megabyte - 4));
    }

    [SkippableFact]
    public void A_bad_growth_request_is_a_protocol_violation()
    {
        Kvm.Require();
        using var image = Peeker.Builder().Memory(0, Page, Gigabyte).Build();
        using var sandbox = Sandbox.Create(image);
        Assert.Throws<ProtocolViolationException>(() => Grow(sandbox, 100));
        sandbox.Restore();
        Assert.Throws<ProtocolViolationException>(() => Grow(sandbox, Page, region: 1));
        sandbox.Restore();
        Assert.Throws<ProtocolViolationException>(() => Grow(sandbox, Page, region: uint.MaxValue));
    }

    [SkippableFact]
    public void Hundreds_of_huge_regions_work()
    {
        Kvm.Require();
        const int count = 300;
        var builder = Peeker.Builder();
        for (ulong i = 0; i < count; i++) builder.Memory(0x1000_0000_0000 + i * 64 * Gigabyte, i % 3 * Page, 64 * Gigabyte);
        using var image = builder.Build();
        using var sandbox = Sandbox.Create(image, new SandboxOptions { MaximumMemory = 64 * Gigabyte });
        for (uint i = 0; i < count; i++)
        {
            var region = sandbox.Memories[(int)i];
            Assert.Equal(i % 3 * Page, Grow(sandbox, Page, i));
            Poke(sandbox, region.Address + region.Size - 4, i);
        }
        for (uint i = 0; i < count; i++) Assert.Equal(i, Peek(sandbox, sandbox.Memories[(int)i].Address + sandbox.Memories[(int)i].Size - 4));
        sandbox.Restore();
        for (var i = 0; i < count; i++) Assert.Equal((ulong)i % 3 * Page, sandbox.Memories[i].Size);
    }

    [SkippableFact]
    public void A_region_larger_than_allowed_is_refused()
    {
        Kvm.Require();
        using var image = Peeker.Builder().Memory(0, 64 * Megabyte, Gigabyte).Build();
        var exception = Assert.Throws<InvalidGuestImageException>(() => Sandbox.Create(image, new SandboxOptions { MaximumMemory = 32 * Megabyte }));
        Assert.Contains("MaximumMemory", exception.Message);
    }

    [SkippableTheory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(2000)]
    [InlineData(6000)]
    public void A_restore_brings_back_every_page(int pages)
    {
        Kvm.Require();
        using var image = Peeker.Builder().Data(32 * Megabyte).Memory(0, 32 * Megabyte, 32 * Megabyte).Content(0, [1]).Build();
        using var sandbox = Sandbox.Create(image);
        // Some next to each other, some apart, in the image's data, in the region and on the stack.
        for (var i = 0; i < pages; i++)
        {
            Poke(sandbox, (ulong)i * Page + (i % 2 == 0 ? 0u : 8u), uint.MaxValue);
            Poke(sandbox, GuestBuilder.DataAddress + (ulong)(i / 2 * 3 % 8000) * Page, uint.MaxValue);
            Poke(sandbox, GuestLayout.StackTop - (ulong)(i % 2000 + 2) * Page, uint.MaxValue);
        }
        sandbox.Restore();
        Assert.Equal(1, sandbox.Memories[0].Slice(0, 1)[0]);
        Assert.False(sandbox.Memories[0].Slice(1, (int)(32 * Megabyte) - 1).ContainsAnyExcept((byte)0));
        for (var i = 0; i < pages; i += 7)
        {
            Assert.Equal(0u, Peek(sandbox, GuestBuilder.DataAddress + (ulong)(i / 2 * 3 % 8000) * Page));
            Assert.Equal(0u, Peek(sandbox, GuestLayout.StackTop - (ulong)(i % 2000 + 2) * Page));
        }
    }

    [SkippableFact]
    public void A_restore_touches_the_written_pages_only()
    {
        Kvm.RequireVirtualMachine();
        using var image = Peeker.Builder().Data(Megabyte).Memory(0, Megabyte, 4 * Megabyte).Build();
        using var sandbox = Sandbox.Create(image);
        for (var i = 0; i < 100; i++) Peek(sandbox, GuestBuilder.DataAddress + (ulong)i * Page);
        sandbox.Restore();
        var idle = sandbox.RestoredBytes;
        Assert.InRange(idle, 1u, 4 * Page); // the mailbox and the stack
        sandbox.Restore();
        Assert.Equal(idle, sandbox.RestoredBytes); // they stay private to the sandbox
        for (var i = 0; i < 16; i++) Poke(sandbox, GuestBuilder.DataAddress + (ulong)i * 3 * Page, 1);
        for (var i = 0; i < 16; i++) Poke(sandbox, (ulong)i * 3 * Page, 1);
        sandbox.Restore();
        Assert.Equal(idle + 32 * Page, sandbox.RestoredBytes);
    }

    [SkippableFact]
    public void A_restore_cleans_vector_registers()
    {
        Kvm.Require();
        using var image = new GuestBuilder()
            .Function("set", a =>
            {
                a.mov(rax, 0x5a5a_5a5a_5a5a_5a5a);
                a.vmovq(xmm0, rax);
                a.vpbroadcastq(ymm7, xmm0);
                a.fld1();
                a.push(rax);
                a.mov(__dword_ptr[rsp], 0x7f80);
                a.ldmxcsr(__dword_ptr[rsp]);
                a.pop(rax);
            })
            .Function("get", ">UUUU", a =>
            {
                a.push(rax);
                a.stmxcsr(__dword_ptr[rsp]);
                a.mov(eax, __dword_ptr[rsp]);
                Store(a, 3);
                a.vextracti128(xmm1, ymm7, 1);
                a.vmovq(rax, xmm1);
                Store(a, 0);
                a.vmovq(rax, xmm7);
                Store(a, 1);
                a.fnstsw(ax);
                a.movzx(eax, ax);
                Store(a, 2);
                a.pop(rax);
                GuestBuilder.Results(a, 4);
            })
            .Build();
        using var sandbox = Sandbox.Create(image);
        var results = new GuestValue[4];
        var get = image.GetFunction("get");
        sandbox.Invoke(get, [], results);
        Assert.Equal([0ul, 0ul, 0ul, 0x1f80ul], results.Select(value => value.AsUInt64()));
        sandbox.Call("set");
        sandbox.Invoke(get, [], results);
        Assert.Equal(0x5a5a_5a5a_5a5a_5a5aul, results[0].AsUInt64());
        sandbox.Restore();
        sandbox.Invoke(get, [], results);
        Assert.Equal([0ul, 0ul, 0ul, 0x1f80ul], results.Select(value => value.AsUInt64()));

        static void Store(Assembler a, int slot)
        {
            a.mov(__qword_ptr[rdi + MailboxLayout.CallSlots + slot * MailboxLayout.SlotSize], rax);
            a.mov(__dword_ptr[rdi + MailboxLayout.CallSlots + slot * MailboxLayout.SlotSize + MailboxLayout.SlotType], (int)GuestType.UInt64);
        }
    }

    [SkippableFact]
    public void Two_sandboxes_of_one_image_share_nothing()
    {
        Kvm.Require();
        using var image = Peeker.Builder().Memory(0, Megabyte, Megabyte).Build();
        using var first = Sandbox.Create(image);
        using var second = Sandbox.Create(image);
        Poke(first, 0, 1);
        Poke(first, GuestBuilder.DataAddress, 1);
        Assert.Equal(0u, Peek(second, 0));
        Assert.Equal(0u, Peek(second, GuestBuilder.DataAddress));
        using var third = Sandbox.Create(image);
        Assert.Equal(0u, Peek(third, 0));
    }

    [SkippableFact]
    public void Disposed_memory_has_no_size()
    {
        Kvm.Require();
        using var image = Peeker.Builder().Memory(0, Megabyte, Megabyte).Build();
        var sandbox = Sandbox.Create(image);
        var memory = sandbox.Memories[0];
        sandbox.Dispose();
        Assert.False(memory.TrySlice(0, 1, out _));
        Assert.Throws<ObjectDisposedException>(() => Peek(sandbox, 0));
    }
}

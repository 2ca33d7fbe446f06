using System.Buffers.Binary;
using Microlight.Abi;
using Microlight.Tests.Guests;
using static Microlight.Tests.Guests.Peeker;

namespace Microlight.Tests.Snapshots;

/// <summary>What a snapshot keeps, where it can be restored to, and what that costs.</summary>
public class SnapshotTests
{
    private const ulong Page = 4096, Megabyte = 1 << 20, Gigabyte = 1 << 30;
    private const ulong Data = GuestBuilder.DataAddress;

    [SkippableFact]
    public void A_snapshot_brings_back_data_regions_and_sizes()
    {
        Kvm.Require();
        using var image = TwoRegions();
        using var sandbox = Sandbox.Create(image);
        Poke(sandbox, Data + 5 * Page, 5);
        Poke(sandbox, 0x1000, 0); // contents of the image that are zero in the snapshot
        Poke(sandbox, 7 * Megabyte, 7);
        Assert.Equal(8 * Megabyte, Grow(sandbox, 100 * Megabyte));
        Poke(sandbox, 107 * Megabyte, 107);
        Assert.Equal(0u, Grow(sandbox, Page, region: 1));
        Poke(sandbox, 4 * Gigabyte, 4);
        using var snapshot = sandbox.TakeSnapshot();

        // The sandbox goes on as before.
        Assert.Equal(107u, Peek(sandbox, 107 * Megabyte));
        Poke(sandbox, 107 * Megabyte, 108);
        Poke(sandbox, Data, 1);
        Assert.Equal(108 * Megabyte, Grow(sandbox, Megabyte));

        using var other = Sandbox.Create(image);
        using var created = Sandbox.Create(snapshot);
        Poke(other, 2 * Megabyte, 2);
        foreach (var target in (Sandbox[])[sandbox, other, created])
        {
            for (var round = 0; round < 3; round++)
            {
                target.Restore(snapshot);
                Assert.Equal((108 * Megabyte, Page), (target.Memories[0].Size, target.Memories[1].Size));
                ulong[] places = [Data, Data + 5 * Page, 0x1000, 2 * Megabyte, 7 * Megabyte, 107 * Megabyte, 4 * Gigabyte, 8 * Megabyte - 4];
                Assert.Equal([0u, 5u, 0u, 0u, 7u, 107u, 4u, 0x0807_0605u], places.Select(place => Peek(target, place)));
                Assert.Equal(108 * Megabyte, Assert.Throws<GuestTrapException>(() => Peek(target, 108 * Megabyte)).Trap.FaultAddress);
                target.Restore(snapshot);
                foreach (var place in places) Poke(target, place, 0xffff_ffff);
                Assert.Equal(108 * Megabyte, Grow(target, Megabyte));
                Assert.Equal(0u, Peek(target, 109 * Megabyte - 4));
                Poke(target, 109 * Megabyte - 4, 1);
            }
        }
    }

    [SkippableFact]
    public void Restore_without_a_snapshot_goes_back_to_the_creation()
    {
        Kvm.Require();
        using var image = TwoRegions();
        using var sandbox = Sandbox.Create(image);
        Poke(sandbox, Data, 1);
        Grow(sandbox, Megabyte);
        using var first = sandbox.TakeSnapshot();
        using var created = Sandbox.Create(first);
        Poke(created, Data, 2);
        using var second = created.TakeSnapshot();
        created.Restore();
        Assert.Equal(1u, Peek(created, Data));
        created.Restore(second);
        Assert.Equal(2u, Peek(created, Data));
        created.Restore();
        Assert.Equal(1u, Peek(created, Data));
        sandbox.Restore(second);
        Assert.Equal((2u, 9 * Megabyte), (Peek(sandbox, Data), sandbox.Memories[0].Size));
        sandbox.Restore();
        Assert.Equal((0u, 0x0403_0201u, 8 * Megabyte), (Peek(sandbox, Data), Peek(sandbox, 0x1000), sandbox.Memories[0].Size));
    }

    [SkippableFact]
    public void A_restore_writes_the_dirty_pages_only_once_the_sandbox_stands_on_the_snapshot()
    {
        Kvm.Require();
        using var image = Builder().Data(16 * Megabyte).Memory(0, 64 * Megabyte, 64 * Megabyte).Build();
        using var sandbox = Sandbox.Create(image);
        for (ulong i = 0; i < 2000; i++) Poke(sandbox, i * 7 * Page, 1);
        for (ulong i = 0; i < 2000; i++) Poke(sandbox, Data + i * Page, 1);
        using var snapshot = sandbox.TakeSnapshot();
        sandbox.Restore(snapshot);
        Peek(sandbox, 0);
        sandbox.Restore(snapshot);
        var idle = sandbox.RestoredBytes;
        Assert.InRange(idle, 1u, 4 * Page); // the mailbox and the stack
        for (ulong i = 0; i < 16; i++) Poke(sandbox, i * 3 * Page, 2);
        for (ulong i = 0; i < 16; i++) Poke(sandbox, Data + i * 3 * Page, 2);
        sandbox.Restore(snapshot);
        Assert.Equal(idle + 32 * Page, sandbox.RestoredBytes);
        for (ulong i = 0; i < 16; i++) Assert.Equal((i * 3 % 7 == 0 ? 1u : 0u, 1u), (Peek(sandbox, i * 3 * Page), Peek(sandbox, Data + i * 3 * Page)));
    }

    [SkippableFact]
    public void Restoring_to_where_it_stands_allocates_nothing()
    {
        Kvm.RequireVirtualMachine();
        using var image = TwoRegions();
        using var sandbox = Sandbox.Create(image);
        using var snapshot = sandbox.TakeSnapshot();
        Allocations.AssertNone(() => sandbox.Restore(snapshot));
    }

    [SkippableFact]
    public void A_snapshot_of_a_virtual_machine_goes_into_a_process_and_back()
    {
        Kvm.RequireVirtualMachine();
        using var image = TwoRegions();
        using var sandbox = Sandbox.Create(image);
        Poke(sandbox, Data, 1);
        Grow(sandbox, Megabyte);
        using var snapshot = sandbox.TakeSnapshot();
        Sandbox process;
        try
        {
            process = Sandbox.Create(snapshot, new SandboxOptions { Isolation = Isolation.Process });
        }
        catch (HypervisorUnavailableException exception)
        {
            Skip.If(true, exception.Message);
            throw;
        }
        using (process)
        {
            Assert.Equal((1u, 9 * Megabyte), (Peek(process, Data), process.Memories[0].Size));
            Poke(process, 5 * Megabyte, 5);
            using var back = process.TakeSnapshot();
            if (Machine.CpuFeatures.OfProcessor.FindMissing(Machine.Backend.For(Isolation.VirtualMachine).Features) is { Count: > 0 })
            {
                Assert.Contains("Isolation = VirtualMachine", Assert.Throws<SnapshotException>(() => sandbox.Restore(back)).Message);
                Assert.Equal(1u, Peek(sandbox, Data));
            }
            else
            {
                sandbox.Restore(back);
                Assert.Equal((1u, 5u), (Peek(sandbox, Data), Peek(sandbox, 5 * Megabyte)));
            }
        }
    }

    [SkippableFact]
    public void A_snapshot_covers_what_is_not_zero()
    {
        Kvm.Require();
        using var image = Builder().Data(64 * Megabyte).Memory(0, Gigabyte, 4 * Gigabyte).Build();
        using var sandbox = Sandbox.Create(image);
        using var empty = sandbox.TakeSnapshot();
        Assert.Equal(Page, empty.Size); // none; a file has one at least
        Poke(sandbox, 900 * Megabyte, 1);
        Poke(sandbox, 900 * Megabyte + 3 * Page, 1);
        Poke(sandbox, 100 * Megabyte, 1);
        Poke(sandbox, 200 * Megabyte, 0); // written, but zero
        Poke(sandbox, Data + 50 * Megabyte, 1);
        using var snapshot = sandbox.TakeSnapshot();
        Assert.Equal((4 + 1 + 1) * Page, snapshot.Size);
        sandbox.Restore(empty);
        Assert.Equal(0u, Peek(sandbox, 900 * Megabyte));
    }

    [SkippableFact]
    public void Scattered_pages_take_a_bounded_number_of_mappings()
    {
        Kvm.Require();
        const ulong step = 3 * Megabyte, end = Data + 1900 * Megabyte;
        using var image = Builder().Data(1900 * Megabyte).Build();
        using var sandbox = Sandbox.Create(image);
        for (var place = Data; place < end; place += step) Poke(sandbox, place, (uint)(place - Data) + 1);
        using var snapshot = sandbox.TakeSnapshot();
        var layer = snapshot.Acquire();
        Assert.InRange(layer.System.Length, 1, Machine.LayerCapture.MaximumPieces + 1);
        layer.Release();
        sandbox.Restore();
        Assert.Equal(0u, Peek(sandbox, Data));
        sandbox.Restore(snapshot);
        for (var place = Data; place < end; place += step) Assert.Equal((uint)(place - Data) + 1, Peek(sandbox, place));
    }

    [SkippableFact]
    public void Taking_a_snapshot_gives_the_image_no_memory()
    {
        Kvm.Require();
        using var image = Builder().Data(512 * Megabyte).Build();
        using var sandbox = Sandbox.Create(image);
        Poke(sandbox, Data, 1);
        var before = Filled();
        using var snapshot = sandbox.TakeSnapshot();
        Assert.Equal(before, Filled());

        ulong Filled()
        {
            var data = new List<Machine.PageExtent>();
            var layer = image.Freeze(image.KeyFor(new SandboxOptions()));
            Machine.FilePages.FindData(layer.File.Descriptor, 0, layer.Image.PageTablesOffset, 0, data);
            layer.Release();
            return Machine.PageExtent.Total(data);
        }
    }

    [SkippableFact]
    public void Clones_share_nothing_that_they_write()
    {
        Kvm.Require();
        using var image = TwoRegions();
        using var sandbox = Sandbox.Create(image);
        Poke(sandbox, 0, 1);
        Poke(sandbox, Data, 1);
        using var clone = sandbox.Clone();
        Assert.Equal((1u, 1u), (Peek(clone, 0), Peek(clone, Data)));
        Poke(clone, 0, 2);
        Poke(sandbox, Data, 3);
        using var second = clone.Clone();
        Assert.Equal([1u, 3u], [Peek(sandbox, 0), Peek(sandbox, Data)]);
        Assert.Equal([2u, 1u], [Peek(clone, 0), Peek(clone, Data)]);
        Assert.Equal([2u, 1u], [Peek(second, 0), Peek(second, Data)]);
        clone.Dispose();
        second.Restore();
        Assert.Equal([2u, 1u], [Peek(second, 0), Peek(second, Data)]);
    }

    [SkippableFact]
    public void The_generation_is_another_after_each_creation_restore_and_clone()
    {
        Kvm.Require();
        using var image = TwoRegions();
        var seen = new HashSet<ulong>();
        using var sandbox = Sandbox.Create(image);
        using var other = Sandbox.Create(image);
        using var snapshot = sandbox.TakeSnapshot();
        Assert.True(seen.Add(Generation(sandbox)) && seen.Add(Generation(other)));
        for (var i = 0; i < 10; i++)
        {
            sandbox.Restore(snapshot);
            other.Restore();
            using var clone = sandbox.Clone();
            Assert.True(seen.Add(Generation(sandbox)) && seen.Add(Generation(other)) && seen.Add(Generation(clone)));
            Assert.Contains(Generation(sandbox), seen);
        }
    }

    [SkippableFact]
    public void Stack_and_mailbox_are_no_part_of_it()
    {
        Kvm.Require();
        using var image = TwoRegions();
        using var sandbox = Sandbox.Create(image);
        Poke(sandbox, GuestLayout.StackTop - 4 * Page, 0x5ec7e7);
        Poke(sandbox, GuestLayout.Mailbox + MailboxLayout.Buffer, 0x5ec7e7);
        using var clone = sandbox.Clone();
        Assert.Equal((0u, 0u), (Peek(clone, GuestLayout.StackTop - 4 * Page), Peek(clone, GuestLayout.Mailbox + MailboxLayout.Buffer)));
        Poke(clone, GuestLayout.StackTop - 4 * Page, 0x5ec7e7);
        using var snapshot = sandbox.TakeSnapshot();
        clone.Restore(snapshot);
        Assert.Equal(0u, Peek(clone, GuestLayout.StackTop - 4 * Page));
    }

    [SkippableFact]
    public void A_guest_cannot_forge_the_mailbox_header_through_a_snapshot()
    {
        Kvm.Require();
        using var image = TwoRegions();
        using var sandbox = Sandbox.Create(image);
        Poke(sandbox, GuestLayout.Mailbox + MailboxLayout.Version, 77);
        Poke(sandbox, GuestLayout.Mailbox + MailboxLayout.BufferSize, uint.MaxValue);
        using var clone = sandbox.Clone();
        Assert.Equal((1u, 65536u), (Peek(clone, GuestLayout.Mailbox + MailboxLayout.Version), Peek(clone, GuestLayout.Mailbox + MailboxLayout.BufferSize)));
    }

    [SkippableFact]
    public void A_snapshot_cures_a_poisoned_sandbox_and_is_not_taken_of_one()
    {
        Kvm.Require();
        using var image = TwoRegions();
        using var sandbox = Sandbox.Create(image);
        Poke(sandbox, Data, 1);
        using var snapshot = sandbox.TakeSnapshot();
        Assert.Throws<GuestTrapException>(() => Poke(sandbox, 0x7fff_ffff_0000, 1));
        Assert.Throws<SandboxPoisonedException>(sandbox.TakeSnapshot);
        Assert.Throws<SandboxPoisonedException>(sandbox.Clone);
        sandbox.Restore(snapshot);
        Assert.Equal(1u, Peek(sandbox, Data));
    }

    [SkippableFact]
    public void A_snapshot_is_not_taken_during_a_call()
    {
        Kvm.Require();
        using var image = new GuestBuilder().Import("Host", ">").Function("call", a => GuestBuilder.Forward(a, 0, 0, 0)).Build();
        Sandbox? sandbox = null;
        Snapshot? snapshot = null;
        var functions = new HostFunctions().Add("Host", GuestSignature.TryParse(">")!, (_, _, _) =>
        {
            Assert.Throws<InvalidOperationException>(sandbox!.TakeSnapshot);
            Assert.Throws<InvalidOperationException>(sandbox.Clone);
            Assert.Throws<InvalidOperationException>(() => sandbox.Restore(snapshot!));
        });
        using (sandbox = Sandbox.Create(image, new SandboxOptions { HostFunctions = functions }))
        using (snapshot = sandbox.TakeSnapshot())
        {
            sandbox.Call("call");
            // Imports are checked as for an image.
            Assert.Throws<ImportException>(() => Sandbox.Create(snapshot));
            using var created = Sandbox.Create(snapshot, new SandboxOptions { HostFunctions = functions });
        }
    }

    [SkippableFact]
    public void Other_images_and_other_shapes_are_refused()
    {
        Kvm.Require();
        using var image = TwoRegions();
        using var sandbox = Sandbox.Create(image, new SandboxOptions { StackSize = 1 << 20 });
        Poke(sandbox, Data, 1);
        using var snapshot = sandbox.TakeSnapshot();

        using var otherImage = Builder().Memory(0, Page, Page).Build("other");
        using var other = Sandbox.Create(otherImage, new SandboxOptions { StackSize = 1 << 20 });
        Assert.Equal("The snapshot was taken of 'test guest' and does not fit a sandbox of 'other', another image; use it with its own.",
            Assert.Throws<SnapshotException>(() => other.Restore(snapshot)).Message);
        Assert.False(other.IsPoisoned);

        using var shaped = Sandbox.Create(image);
        Assert.Equal("The snapshot was taken of a sandbox with a StackSize of 1048576 bytes and does not fit one with 8388608; give both the same SandboxOptions.StackSize.",
            Assert.Throws<SnapshotException>(() => shaped.Restore(snapshot)).Message);
        Assert.Contains("MailboxBufferSize", Assert.Throws<SnapshotException>(() =>
            Sandbox.Create(snapshot, new SandboxOptions { StackSize = 1 << 20, MailboxBufferSize = 4096 })).Message);
        Assert.Contains("MaximumMemory", Assert.Throws<SnapshotException>(() =>
            Sandbox.Create(snapshot, new SandboxOptions { StackSize = 1 << 20, MaximumMemory = Gigabyte })).Message);
        using (var same = Sandbox.Create(snapshot)) Assert.Equal(1u, Peek(same, Data));

        // The same bytes, loaded again, are the same image.
        using var again = TwoRegions();
        using var equal = Sandbox.Create(again, new SandboxOptions { StackSize = 1 << 20 });
        equal.Restore(snapshot);
        Assert.Equal(1u, Peek(equal, Data));
    }

    [SkippableFact]
    public void Everything_may_be_disposed_of_in_any_order()
    {
        Kvm.Require();
        var image = TwoRegions();
        var sandbox = Sandbox.Create(image);
        Poke(sandbox, Data, 1);
        var snapshot = sandbox.TakeSnapshot();
        sandbox.Dispose();
        image.Dispose();
        var created = Sandbox.Create(snapshot);
        snapshot.Dispose();
        Assert.Throws<ObjectDisposedException>(() => Sandbox.Create(snapshot));
        Assert.Throws<ObjectDisposedException>(() => created.Restore(snapshot));
        Poke(created, Data, 2);
        created.Restore();
        Assert.Equal((1u, 0x0403_0201u), (Peek(created, Data), Peek(created, 0x1000)));
        created.Dispose();
        Assert.Throws<ObjectDisposedException>(created.TakeSnapshot);
    }

    [SkippableFact]
    public void A_failed_machine_is_replaced_by_one_that_reaches_as_far()
    {
        Kvm.Require();
        using var image = Builder().Function("shutdown", a => a.@in(Iced.Intel.AssemblerRegisters.al, Ports.HostCall)).Memory(0, Page, Gigabyte).Build();
        using var sandbox = Sandbox.Create(image);
        Grow(sandbox, 100 * Megabyte);
        Poke(sandbox, 99 * Megabyte, 9);
        using var snapshot = sandbox.TakeSnapshot();
        using var created = Sandbox.Create(snapshot);
        foreach (var target in (Sandbox[])[sandbox, created])
        {
            Assert.Throws<GuestTrapException>(() => target.Call("shutdown"));
            target.Restore(snapshot);
            Assert.Equal(9u, Peek(target, 99 * Megabyte));
        }
    }

    private static GuestImage TwoRegions() => Builder()
        .Data(Megabyte)
        .Memory(0, 8 * Megabyte, Gigabyte)
        .Memory(4 * Gigabyte, 0, Gigabyte)
        .Content(0x1000, [1, 2, 3, 4])
        .Content(8 * Megabyte - 4, [5, 6, 7, 8])
        .Build();
}

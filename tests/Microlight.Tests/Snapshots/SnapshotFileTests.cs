using System.Buffers.Binary;
using Microlight.Snapshots;
using Microlight.Tests.Guests;
using static Microlight.Tests.Guests.Peeker;

namespace Microlight.Tests.Snapshots;

/// <summary>Snapshots saved to files and loaded: contents, size, atomic replacement, and what fits where.</summary>
public sealed class SnapshotFileTests : IDisposable
{
    private const ulong Page = 4096, Megabyte = 1 << 20, Gigabyte = 1 << 30;
    private const ulong Data = GuestBuilder.DataAddress;

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("microlight-snapshots-");

    private string File1 => Path.Combine(_directory.FullName, "first.snapshot");

    public void Dispose() => _directory.Delete(recursive: true);

    [SkippableTheory]
    [InlineData(false, true)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public void What_is_saved_is_loaded(bool copy, bool verify)
    {
        Kvm.Require();
        ulong[] places = [Data, Data + 5 * Page, Data + 900 * 1024, 0x1000, 2 * Megabyte, 107 * Megabyte, 4 * Gigabyte];
        byte[] elf = Shape().ToArray();
        using (var image = GuestImage.FromBytes(elf, "first"))
        using (var sandbox = Sandbox.Create(image, new SandboxOptions { StackSize = 1 << 20 }))
        {
            Grow(sandbox, 100 * Megabyte);
            Grow(sandbox, Page, region: 1);
            for (uint i = 0; i < places.Length; i++) Poke(sandbox, places[i], i * 3);
            using var snapshot = sandbox.TakeSnapshot();
            snapshot.Save(File1);
        }
        using var again = GuestImage.FromBytes(elf, "second");
        using var loaded = Snapshot.Load(again, File1, new SnapshotLoadOptions { CopyToMemory = copy, VerifyData = verify });
        Assert.Same(again, loaded.Image);
        if (copy) File.Delete(File1);
        using var created = Sandbox.Create(loaded);
        using var other = Sandbox.Create(again, new SandboxOptions { StackSize = 1 << 20 });
        other.Restore(loaded);
        foreach (var target in (Sandbox[])[created, other])
        {
            for (var round = 0; round < 3; round++)
            {
                Assert.Equal((108 * Megabyte, Page), (target.Memories[0].Size, target.Memories[1].Size));
                Assert.Equal(Enumerable.Range(0, places.Length).Select(i => (uint)i * 3), places.Select(place => Peek(target, place)));
                Assert.Equal((0u, 0u), (Peek(target, Data + Page), Peek(target, 50 * Megabyte)));
                foreach (var place in places) Poke(target, place, 0xffff_ffff);
                target.Restore(loaded);
            }
        }
    }

    [SkippableFact]
    public void A_snapshot_of_a_loaded_one_is_saved_as_well()
    {
        Kvm.Require();
        using var image = Shape().Build();
        using (var sandbox = Sandbox.Create(image))
        {
            Poke(sandbox, Data, 1);
            using var snapshot = sandbox.TakeSnapshot();
            snapshot.Save(File1);
        }
        using (var loaded = Snapshot.Load(image, File1))
        using (var sandbox = Sandbox.Create(loaded))
        {
            Poke(sandbox, Data + Page, 2);
            Poke(sandbox, 0x1000, 0);
            using var snapshot = sandbox.TakeSnapshot();
            // Replaces the file that it stands on.
            snapshot.Save(File1);
            sandbox.Restore();
            Assert.Equal((1u, 0u, 0x0403_0201u), (Peek(sandbox, Data), Peek(sandbox, Data + Page), Peek(sandbox, 0x1000)));
        }
        using var second = Snapshot.Load(image, File1);
        using var created = Sandbox.Create(second);
        Assert.Equal((1u, 2u, 0u), (Peek(created, Data), Peek(created, Data + Page), Peek(created, 0x1000)));
        using var loadedAgain = Snapshot.Load(image, File1);
        loadedAgain.Save(File1 + "2");
        Assert.Equal(File.ReadAllBytes(File1), File.ReadAllBytes(File1 + "2"));
    }

    [SkippableFact]
    public void Only_the_owner_reads_the_file_and_zero_pages_take_no_space()
    {
        Kvm.Require();
        using var image = Builder().Data(64 * Megabyte).Memory(0, Gigabyte, Gigabyte).Build();
        using var sandbox = Sandbox.Create(image);
        Poke(sandbox, 500 * Megabyte, 1);
        Poke(sandbox, 501 * Megabyte, 1);
        using var snapshot = sandbox.TakeSnapshot();
        snapshot.Save(File1);
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(File1));
        // One extent of a megabyte and a page, and the header.
        Assert.Equal((long)(Megabyte + 2 * Page), new FileInfo(File1).Length);
        var image2 = File.ReadAllBytes(File1);
        Assert.Equal(3, image2.Chunk((int)Page).Count(page => page.AsSpan().ContainsAnyExcept((byte)0)));
        // A copy without holes is the same snapshot.
        File.WriteAllBytes(File1 + "2", image2);
        using var loaded = Snapshot.Load(image, File1 + "2");
        using var created = Sandbox.Create(loaded);
        Assert.Equal((1u, 1u, 0u), (Peek(created, 500 * Megabyte), Peek(created, 501 * Megabyte), Peek(created, 500 * Megabyte + Page)));
    }

    [SkippableFact]
    public void A_failed_save_leaves_the_old_file_and_nothing_else()
    {
        Kvm.Require();
        using var image = Shape().Build();
        using var sandbox = Sandbox.Create(image);
        using var snapshot = sandbox.TakeSnapshot();
        Assert.Throws<DirectoryNotFoundException>(() => snapshot.Save(Path.Combine(_directory.FullName, "missing", "x")));
        var directory = Path.Combine(_directory.FullName, "taken");
        Directory.CreateDirectory(directory);
        Assert.ThrowsAny<Exception>(() => snapshot.Save(directory));
        Assert.Equal([directory], Directory.GetFileSystemEntries(_directory.FullName));
        snapshot.Save(File1);
        var bytes = File.ReadAllBytes(File1);
        snapshot.Dispose();
        Assert.Throws<ObjectDisposedException>(() => snapshot.Save(File1));
        Assert.Equal(bytes, File.ReadAllBytes(File1));
    }

    [SkippableFact]
    public void A_file_that_cannot_be_opened_is_refused_with_a_sentence()
    {
        Kvm.Require();
        using var image = Shape().Build();
        Assert.Equal($"The snapshot file '{File1}' does not exist.", Assert.Throws<FileNotFoundException>(() => Snapshot.Load(image, File1)).Message);
        Assert.Equal($"The snapshot file '{_directory.FullName}' is not a regular file; give the path of one.",
            Assert.Throws<IOException>(() => Snapshot.Load(image, _directory.FullName)).Message);
    }

    [SkippableFact]
    public void Another_image_is_refused()
    {
        Kvm.Require();
        using var image = Shape().Build();
        using var sandbox = Sandbox.Create(image);
        using var snapshot = sandbox.TakeSnapshot();
        snapshot.Save(File1);
        using var other = Builder().Build("other");
        Assert.Matches("^'.*' cannot be used as a snapshot of 'other': it was taken of another image .SHA-256 [0-9a-f]{16}…, not [0-9a-f]{16}….; load it with the image",
            Assert.Throws<SnapshotException>(() => Snapshot.Load(other, File1)).Message);
    }

    [SkippableFact]
    public void A_processor_that_lacks_something_is_refused()
    {
        Kvm.Require();
        using var image = Shape().Build();
        using var sandbox = Sandbox.Create(image);
        using var snapshot = sandbox.TakeSnapshot();
        snapshot.Save(File1);
        var file = new SnapshotFileImage(File1);
        // XOP, FMA4 and a bit without a name: no processor has all of them.
        file.Set32(SnapshotHeader.Features + 20, 1 << 11 | 1 << 16 | 1u << 31);
        file.Save(File1);
        Assert.Matches("its guest may rely on what this processor has not: .*XOP, FMA4, bits 0x80000000 of CPUID's ExtendedEcx; take the snapshot on",
            Assert.Throws<SnapshotException>(() => Snapshot.Load(image, File1)).Message);
        file.Set32(SnapshotHeader.Features + 20, 0);
        file.Set64(SnapshotHeader.ExtendedControl, 1 << 9);
        file.Save(File1);
        Assert.Contains("register state 0x200 of XCR0", Assert.Throws<SnapshotException>(() => Snapshot.Load(image, File1)).Message);
    }

    [SkippableFact]
    public void A_truncated_file_fails_a_load_and_not_the_host()
    {
        Kvm.Require();
        using var image = Shape().Build();
        using var sandbox = Sandbox.Create(image);
        Poke(sandbox, Data + 100 * Page, 5);
        using var snapshot = sandbox.TakeSnapshot();
        snapshot.Save(File1);
        var length = new FileInfo(File1).Length;
        foreach (var bytes in (long[])[0, 7, 8, 100, 159, 160, 4095, 4096, length - 4096, length - 1])
        {
            using (var stream = File.OpenWrite(File1)) stream.SetLength(bytes);
            Assert.Contains(bytes < 8 ? "it is no snapshot file" : "it was cut off", Assert.Throws<SnapshotException>(() => Snapshot.Load(image, File1)).Message);
            snapshot.Save(File1);
        }
    }

    internal static GuestBuilder Shape() => Builder()
        .Data(Megabyte)
        .Memory(0, 8 * Megabyte, Gigabyte)
        .Memory(4 * Gigabyte, 0, Gigabyte)
        .Content(0x1000, [1, 2, 3, 4]);
}

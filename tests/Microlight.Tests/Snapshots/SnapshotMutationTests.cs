using System.Text;
using Microlight.Snapshots;
using Microlight.Tests.Guests;
using static Microlight.Tests.Guests.Peeker;

namespace Microlight.Tests.Snapshots;

/// <summary>Snapshot files are hostile input: what is wrong with one is a <see cref="SnapshotException"/>, whatever it is.</summary>
public sealed class SnapshotMutationTests : IDisposable
{
    private const ulong Page = 4096, Megabyte = 1 << 20;

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("microlight-snapshots-");

    private string Path1 => Path.Combine(_directory.FullName, "file.snapshot");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public void The_checksum_is_CRC_32C()
    {
        // RFC 3720, B.4: the check value of "123456789" and of 32 zero bytes.
        Assert.Equal(0xe306_9283u, PageChecksum.Of("123456789"u8));
        Assert.Equal(0x8a91_36aau, PageChecksum.Of(new byte[32]));
    }

    [SkippableFact]
    public void Each_wrong_field_is_refused_with_a_sentence()
    {
        Kvm.Require();
        using var image = Saved();
        var good = File.ReadAllBytes(Path1);
        Refused("format version 2", file => file.Set32(SnapshotHeader.Version, 2));
        Refused("no snapshot file", file => file.Bytes[0] = 0x7f);
        Refused("checksum", file => file.Set64(SnapshotHeader.Stack, 4096), fixChecksum: false);
        Refused("ABI version 9", file => file.Set32(SnapshotHeader.Abi, 9));
        Refused("regions", file => file.Set32(SnapshotHeader.RegionCount, 5000));
        Refused("extents", file => file.Set32(SnapshotHeader.ExtentCount, uint.MaxValue));
        Refused("tables", file => file.Set64(SnapshotHeader.HeaderSize, 8192));
        Refused("tables", file => file.Set64(SnapshotHeader.HeaderSize, ulong.MaxValue));
        Refused("cut off", file =>
        {
            file.Set32(SnapshotHeader.ExtentCount, 60000);
            file.Set64(SnapshotHeader.HeaderSize, (SnapshotHeader.FixedBytes + 16 + 60000 * 24 + 4095) / 4096 * 4096);
        });
        Refused("another image", file => file.Bytes[SnapshotHeader.Identity] ^= 1);
        Refused("bytes", file => file.Set64(SnapshotHeader.FileSize, file.Get64(SnapshotHeader.FileSize) + Page));
        Refused("instead of", file => file.Bytes = [.. file.Bytes, .. new byte[4096]]);
        Refused("reserved", file => file.Bytes[SnapshotHeader.Reserved] = 1);
        Refused("reserved", file => file.Bytes[4000] = 1);
        Refused("none that the image can have", file => file.Set64(SnapshotHeader.Stack, 4095));
        Refused("none that the image can have", file => file.Set64(SnapshotHeader.Stack, 1UL << 32));
        Refused("none that the image can have", file => file.Set64(SnapshotHeader.MailboxBuffer, 0));
        Refused("none that the image can have", file => file.Set64(SnapshotHeader.Memory, Megabyte));
        Refused("sizes that it can have", file => file.Set64(SnapshotHeader.FixedBytes, 0));
        Refused("sizes that it can have", file => file.Set64(SnapshotHeader.FixedBytes, 1UL << 40));
        Refused("sizes that it can have", file => file.Set64(SnapshotHeader.FixedBytes, 8 * Megabyte + 1));
        Refused("overlaps", file => file.Set64(file.Extent(1), file.Get64(file.Extent(0)) + 0));
        Refused("whole pages", file => file.Set64(file.Extent(0), 8));
        Refused("whole pages", file => file.Set64(file.Extent(0) + 8, 100));
        Refused("empty", file => file.Set64(file.Extent(0) + 8, 0));
        Refused("extent", file => file.Set64(file.Extent(0) + 8, ulong.MaxValue - Page + 1));
        Refused("not in writable memory", file => file.Set64(file.Extent(Last(file)), 0x6000_0000_0000));
        foreach (var address in (ulong[])[GuestBuilder.CodeAddress, Abi.GuestLayout.Monitor, Abi.GuestLayout.Trampoline, Abi.GuestLayout.Mailbox, Abi.GuestLayout.StackTop - Page])
            Refused("not in writable memory", file => file.Set64(file.Extent(Last(file)), address));
        Refused("not in writable memory", file => file.Set64(file.Extent(Last(file)), GuestBuilder.DataAddress + Megabyte));
        Refused("do not match their checksum", file => file.Set32(file.Extent(0) + 16, 1));
        Refused("do not match their checksum", file => file.Bytes[^4096] ^= 1);
        Refused("do not match their checksum", file => file.Bytes.AsSpan(file.Bytes.Length - 4096).Clear());
        foreach (var text in (string[])["", "x", "#!/bin/sh", new string('x', 10000)])
            Refused("no snapshot file", file => file.Bytes = Encoding.ASCII.GetBytes(text), fixChecksum: false);

        void Refused(string why, Action<SnapshotFileImage> change, bool fixChecksum = true)
        {
            File.WriteAllBytes(Path1, good);
            var file = new SnapshotFileImage(Path1);
            change(file);
            file.Save(Path1, fixChecksum);
            foreach (var copy in (bool[])[false, true])
            {
                var message = Assert.Throws<SnapshotException>(() => Snapshot.Load(image, Path1, new SnapshotLoadOptions { CopyToMemory = copy }).Dispose()).Message;
                Assert.StartsWith($"'{Path1}' cannot be used as a snapshot of 'test guest': ", message);
                Assert.Contains(why, message);
            }
        }

        static int Last(SnapshotFileImage file) => (int)file.Get32(SnapshotHeader.ExtentCount) - 1;
    }

    [SkippableFact]
    public void Damaged_pages_are_the_guests_business_where_they_are_not_verified()
    {
        Kvm.Require();
        using var image = Saved();
        var file = new SnapshotFileImage(Path1);
        file.Bytes[^4096] ^= 0xff;
        file.Save(Path1);
        using var snapshot = Snapshot.Load(image, Path1, new SnapshotLoadOptions { VerifyData = false });
        using var sandbox = Sandbox.Create(snapshot);
        Assert.Equal(9u ^ 0xff, Peek(sandbox, GuestBuilder.DataAddress + 200 * Page));
    }

    [SkippableTheory]
    [InlineData(3000)]
    public void Random_changes_are_refused_or_harmless(int rounds) => Mutate(rounds, seed: 1);

    [SkippableTheory]
    [Trait("Category", "Nightly")]
    [InlineData(50_000)]
    public void Many_random_changes_are_refused_or_harmless(int rounds) => Mutate(rounds, Environment.TickCount);

    private void Mutate(int rounds, int seed)
    {
        Kvm.Require();
        using var image = Saved();
        var good = File.ReadAllBytes(Path1);
        var header = new SnapshotFileImage(Path1).Extent((int)new SnapshotFileImage(Path1).Get32(SnapshotHeader.ExtentCount));
        var random = new Random(seed);
        ulong[] interesting = [0, 1, 7, 4095, 4096, 4097, 1 << 20, 1u << 31, uint.MaxValue, 1UL << 32, 1UL << 47, 1UL << 63, ulong.MaxValue, ulong.MaxValue - 4095];
        var accepted = 0;
        for (var round = 0; round < rounds; round++)
        {
            File.WriteAllBytes(Path1, good);
            var file = new SnapshotFileImage(Path1);
            for (var changes = random.Next(1, 4); changes > 0; changes--)
            {
                var at = random.Next(header);
                switch (random.Next(5))
                {
                    case 0: file.Bytes[at] = (byte)random.Next(256); break;
                    case 1: file.Bytes[at] ^= (byte)(1 << random.Next(8)); break;
                    case 2: file.Set64(at / 8 * 8, interesting[random.Next(interesting.Length)]); break;
                    case 3: file.Set64(at / 8 * 8, file.Get64(at / 8 * 8) + (ulong)random.Next(-2, 3) * Page); break;
                    case 4: file.Set32(at / 4 * 4, (uint)interesting[random.Next(interesting.Length)]); break;
                }
            }
            if (random.Next(10) == 0) file.Bytes = file.Bytes[..random.Next(file.Bytes.Length)];
            if (random.Next(10) == 0) file.Bytes = [.. file.Bytes, .. new byte[random.Next(10000)]];
            if (file.Bytes.Length < SnapshotHeader.FixedBytes) File.WriteAllBytes(Path1, file.Bytes);
            else file.Save(Path1, fixChecksum: random.Next(20) != 0);
            try
            {
                using var snapshot = Snapshot.Load(image, Path1, new SnapshotLoadOptions { VerifyData = random.Next(2) == 0 });
                accepted++;
                // What is accepted can be run, with other contents at worst.
                if (accepted % 16 != 0) continue;
                using var sandbox = Sandbox.Create(snapshot);
                Peek(sandbox, GuestBuilder.DataAddress);
            }
            catch (SnapshotException exception)
            {
                // At the creation, that only a guest in a process could rely on what the file says.
                Assert.Matches($"^('{Path1}' cannot be used|The snapshot's guest may rely)", exception.Message);
            }
        }
        // Else the test would show nothing of what is accepted.
        Assert.InRange(accepted, 1, rounds - 1);
    }

    private GuestImage Saved()
    {
        var image = SnapshotFileTests.Shape().Build();
        using var sandbox = Sandbox.Create(image);
        Grow(sandbox, Megabyte, region: 1);
        Poke(sandbox, 5 * Megabyte, 7);
        Poke(sandbox, (4UL << 30) + 8192, 8);
        Poke(sandbox, GuestBuilder.DataAddress + 200 * Page, 9);
        using var snapshot = sandbox.TakeSnapshot();
        snapshot.Save(Path1);
        return image;
    }
}

using System.Buffers.Binary;
using Microlight.Abi;
using Microlight.Machine;

namespace Microlight.Snapshots;

/// <summary>
/// The header of a snapshot file, format version 1 (docs/snapshots.md has the table). A file may be hostile: all that this class accepts
/// is consistent in itself; whether it fits the image is for <see cref="SnapshotReader"/>.
/// </summary>
internal sealed class SnapshotHeader
{
    public const uint FormatVersion = 1;
    public const int FixedBytes = 160;
    /// <summary>Most records of either table; with them a header has at most 2 MiB.</summary>
    public const uint MaximumRegions = 4096, MaximumExtents = 65536;
    private const int RegionBytes = 8, ExtentBytes = 24;
    private const ulong Page = PageTables.SmallPage;

    // Byte offsets.
    public const int Version = 8, Checksum = 12, HeaderSize = 16, FileSize = 24, Identity = 32, Abi = 64, RegionCount = 68, ExtentCount = 72,
        Stack = 80, MailboxBuffer = 88, Memory = 96, ExtendedControl = 104, Features = 112, Reserved = Features + 4 * CpuFeatures.WordCount;

    /// <summary>The first byte has its high bit set and the end is a line end, as in PNG: a copy as text does not pass.</summary>
    public static ReadOnlySpan<byte> Magic => [0x89, (byte)'M', (byte)'L', (byte)'S', (byte)'N', (byte)'A', (byte)'P', (byte)'\n'];

    public required byte[] ImageIdentity { get; init; }
    public required FrozenImageKey Key { get; init; }
    public required CpuFeatures Cpu { get; init; }
    public required ulong[] RegionSizes { get; init; }
    /// <summary>Sorted by address; none overlap.</summary>
    public required SnapshotExtent[] Extents { get; init; }

    /// <summary>Bytes before the first extent's data, a multiple of 4096.</summary>
    public ulong HeaderBytes => BytesFor((uint)RegionSizes.Length, (uint)Extents.Length);

    public ulong FileBytes => HeaderBytes + Extents.Aggregate(0UL, (bytes, extent) => bytes + extent.Bytes);

    public byte[] Write()
    {
        var bytes = new byte[HeaderBytes];
        void Put32(int at, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(at), value);
        void Put64(int at, ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(at), value);

        Magic.CopyTo(bytes);
        Put32(Version, FormatVersion);
        Put64(HeaderSize, HeaderBytes);
        Put64(FileSize, FileBytes);
        ImageIdentity.CopyTo(bytes, Identity);
        Put32(Abi, MailboxLayout.AbiVersion);
        Put32(RegionCount, (uint)RegionSizes.Length);
        Put32(ExtentCount, (uint)Extents.Length);
        Put64(Stack, Key.StackSize);
        Put64(MailboxBuffer, Key.MailboxBufferSize);
        Put64(Memory, Key.MaximumMemory);
        Put64(ExtendedControl, Cpu.ExtendedControl);
        for (var i = 0; i < Cpu.Words.Length; i++) Put32(Features + 4 * i, Cpu.Words[i]);
        var at = FixedBytes;
        foreach (var size in RegionSizes)
        {
            Put64(at, size);
            at += RegionBytes;
        }
        foreach (var extent in Extents)
        {
            Put64(at, extent.Address);
            Put64(at + 8, extent.Bytes);
            Put32(at + 16, extent.Checksum);
            at += ExtentBytes;
        }
        Put32(Checksum, PageChecksum.Of(bytes));
        return bytes;
    }

    /// <summary>The size of the whole header by its fixed part, checked.</summary>
    /// <param name="start">The first <see cref="FixedBytes"/> bytes, or fewer of a file that has no more.</param>
    /// <param name="fileBytes">The file's size.</param>
    /// <exception cref="SnapshotFormatException">It is none; the message says why.</exception>
    public static int ReadSize(ReadOnlySpan<byte> start, ulong fileBytes)
    {
        if (!start.StartsWith(Magic))
            throw new SnapshotFormatException("it is no snapshot file", "give one that Snapshot.Save wrote");
        if (start.Length < FixedBytes) throw CutOff(fileBytes, FixedBytes);
        var version = BinaryPrimitives.ReadUInt32LittleEndian(start[Version..]);
        if (version != FormatVersion)
            throw new SnapshotFormatException($"it has format version {version}, and this Microlight reads {FormatVersion}", "take the snapshot again with this one");
        var regions = BinaryPrimitives.ReadUInt32LittleEndian(start[RegionCount..]);
        var extents = BinaryPrimitives.ReadUInt32LittleEndian(start[ExtentCount..]);
        if (regions > MaximumRegions || extents > MaximumExtents) throw Damaged($"its header claims {regions} regions and {extents} extents");
        var expected = BytesFor(regions, extents);
        if (BinaryPrimitives.ReadUInt64LittleEndian(start[HeaderSize..]) != expected) throw Damaged("its header's size is not that of its tables");
        if (expected > fileBytes) throw CutOff(fileBytes, expected);
        return (int)expected;
    }

    /// <summary>Reads a whole header of the size that <see cref="ReadSize"/> returned.</summary>
    /// <exception cref="SnapshotFormatException">It is none; the message says why.</exception>
    public static SnapshotHeader Read(ReadOnlySpan<byte> bytes, ulong fileBytes)
    {
        var copy = bytes.ToArray();
        copy.AsSpan(Checksum, 4).Clear();
        if (PageChecksum.Of(copy) != U32(bytes, Checksum)) throw Damaged("its header does not match its checksum");
        var abi = U32(bytes, Abi);
        if (abi != MailboxLayout.AbiVersion)
            throw new SnapshotFormatException($"it was taken of a guest of ABI version {abi}, and this Microlight runs {MailboxLayout.AbiVersion}", "take the snapshot again with this one");

        var sizes = new ulong[U32(bytes, RegionCount)];
        var at = FixedBytes;
        for (var i = 0; i < sizes.Length; i++, at += RegionBytes) sizes[i] = U64(bytes, at);
        var extents = new SnapshotExtent[U32(bytes, ExtentCount)];
        ulong end = 0, expected = (ulong)bytes.Length;
        for (var i = 0; i < extents.Length; i++, at += ExtentBytes)
        {
            var extent = new SnapshotExtent(U64(bytes, at), U64(bytes, at + 8), U32(bytes, at + 16));
            if (extent.Address % Page != 0 || extent.Bytes % Page != 0 || extent.Bytes == 0 || extent.Address < end || extent.End < extent.Address)
                throw Damaged($"extent {i} of {extent.Bytes} bytes at 0x{extent.Address:x} is empty, not of whole pages, out of order or overlaps another");
            extents[i] = extent;
            end = extent.End;
            // No overflow: extents that do not overlap have less than 2^64 bytes together, and what is too large is seen below.
            expected += extent.Bytes;
        }
        var claimed = U64(bytes, FileSize);
        if (claimed != expected) throw Damaged($"its header says {claimed} bytes, its extents end at {expected}");
        if (fileBytes < expected) throw CutOff(fileBytes, expected);
        if (fileBytes != expected) throw Damaged($"it has {fileBytes} bytes instead of {expected}");
        if (bytes[Reserved..FixedBytes].ContainsAnyExcept((byte)0) || bytes[at..].ContainsAnyExcept((byte)0) || U32(bytes, ExtentCount + 4) != 0)
            throw Damaged("reserved bytes of its header are not zero");

        var words = new uint[CpuFeatures.WordCount];
        for (var i = 0; i < words.Length; i++) words[i] = U32(bytes, Features + 4 * i);
        return new SnapshotHeader
        {
            ImageIdentity = bytes.Slice(Identity, 32).ToArray(),
            Key = new FrozenImageKey(U64(bytes, Stack), U64(bytes, MailboxBuffer), U64(bytes, Memory)),
            Cpu = new CpuFeatures(words, U64(bytes, ExtendedControl)),
            RegionSizes = sizes,
            Extents = extents,
        };
    }

    public static SnapshotFormatException Damaged(string why) => new(why, "it is damaged: save the snapshot again");

    public static SnapshotFormatException CutOff(ulong bytes, ulong expected) =>
        new($"it has {bytes} bytes of at least {expected}", "it was cut off: copy or save it again");

    private static ulong BytesFor(uint regions, uint extents) =>
        (FixedBytes + regions * (ulong)RegionBytes + extents * (ulong)ExtentBytes + Page - 1) / Page * Page;

    private static uint U32(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    private static ulong U64(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt64LittleEndian(bytes[at..]);
}

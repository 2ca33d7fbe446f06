using System.Buffers.Binary;
using Microlight.Snapshots;

namespace Microlight.Tests.Snapshots;

/// <summary>A snapshot file in memory whose fields can be changed; the header's checksum is made to match unless asked otherwise.</summary>
internal sealed class SnapshotFileImage(string path)
{
    public byte[] Bytes { get; set; } = File.ReadAllBytes(path);

    public uint Get32(int at) => BinaryPrimitives.ReadUInt32LittleEndian(Bytes.AsSpan(at));
    public ulong Get64(int at) => BinaryPrimitives.ReadUInt64LittleEndian(Bytes.AsSpan(at));
    public void Set32(int at, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(Bytes.AsSpan(at), value);
    public void Set64(int at, ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(Bytes.AsSpan(at), value);

    /// <summary>Where the record of an extent is.</summary>
    public int Extent(int index) => SnapshotHeader.FixedBytes + 8 * (int)Get32(SnapshotHeader.RegionCount) + 24 * index;

    public void Save(string path, bool fixChecksum = true)
    {
        if (fixChecksum)
        {
            var header = (int)Math.Min(Get64(SnapshotHeader.HeaderSize), (ulong)Bytes.Length);
            Set32(SnapshotHeader.Checksum, 0);
            Set32(SnapshotHeader.Checksum, PageChecksum.Of(Bytes.AsSpan(0, header)));
        }
        File.WriteAllBytes(path, Bytes);
    }
}

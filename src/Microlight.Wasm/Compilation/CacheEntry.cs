using System.Buffers.Binary;
using System.Numerics;
using Microlight.Machine;

namespace Microlight.Wasm.Compilation;

/// <summary>
/// A file of the cache: the image, then a footer that tells a whole entry from a torn or damaged one. The checksum is against accidents
/// (full disks, crashes, bad sectors); against other users there is the directory's mode.
/// </summary>
internal static class CacheEntry
{
    // Footer: u64 magic, u64 image bytes, u32 CRC-32C of image and key, u32 zero, 32 bytes key.
    private const ulong Magic = 0x3165_6863_6163_6c6d;  // "mlcache1"
    private const int FooterSize = 8 + 8 + 4 + 4 + 32;

    /// <summary>The image, or empty if the file is not a whole entry for this key.</summary>
    /// <exception cref="IOException">There is no such file, or it cannot be read.</exception>
    public static ReadOnlyMemory<byte> Read(string path, CacheKey key)
    {
        var file = File.ReadAllBytes(path);
        if (file.Length < FooterSize) return default;
        var image = file.AsMemory(0, file.Length - FooterSize);
        var footer = file.AsSpan(file.Length - FooterSize);
        return BinaryPrimitives.ReadUInt64LittleEndian(footer) == Magic
            && BinaryPrimitives.ReadUInt64LittleEndian(footer[8..]) == (ulong)image.Length
            && footer[24..].SequenceEqual(key.Bytes)
            && BinaryPrimitives.ReadUInt32LittleEndian(footer[16..]) == Checksum(image.Span, key)
            ? image : default;
    }

    /// <summary>Writes the entry beside its place, to disk, then puts it there in one step: readers see a whole entry or none.</summary>
    public static void Write(string path, CacheKey key, ReadOnlySpan<byte> image)
    {
        var footer = new byte[FooterSize];
        BinaryPrimitives.WriteUInt64LittleEndian(footer, Magic);
        BinaryPrimitives.WriteUInt64LittleEndian(footer.AsSpan(8), (ulong)image.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(footer.AsSpan(16), Checksum(image, key));
        key.Bytes.CopyTo(footer.AsSpan(24));
        var temporary = path + CacheDirectory.TemporarySuffix + Guid.NewGuid().ToString("N");
        using var file = new WholeFile(path, temporary, image.Length + FooterSize);
        file.Stream.Write(image);
        file.Stream.Write(footer);
        file.Stream.Flush(flushToDisk: true);
        file.Commit();
    }

    private static uint Checksum(ReadOnlySpan<byte> image, CacheKey key)
    {
        var crc = ~0u;
        foreach (var b in key.Bytes) crc = BitOperations.Crc32C(crc, b);
        while (image.Length >= 8)
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(image));
            image = image[8..];
        }
        foreach (var b in image) crc = BitOperations.Crc32C(crc, b);
        return ~crc;
    }
}

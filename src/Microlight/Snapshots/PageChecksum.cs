using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using Microlight.Machine;

namespace Microlight.Snapshots;

/// <summary>
/// CRC-32C (RFC 3720, appendix B.4), which processors compute at memory speed. Of an extent: over each page that is not zero its number
/// in the extent (u64) and its bytes, so that holes cost nothing and a page cannot go missing.
/// </summary>
internal static class PageChecksum
{
    private const int Page = (int)PageTables.SmallPage;
    private const int Chunk = 64 * Page;

    /// <summary>Receives a run of pages that are not zero; the offset is the extent's.</summary>
    public delegate void Sink(ulong offset, ReadOnlySpan<byte> pages);

    public static uint Of(ReadOnlySpan<byte> bytes) => ~Continue(uint.MaxValue, bytes);

    /// <summary>Reads an extent of a file and returns its checksum.</summary>
    /// <exception cref="EndOfStreamException">The file ends before the extent does.</exception>
    public static uint OfExtent(FileDescriptor file, ulong offset, ulong bytes, Sink? sink)
    {
        var crc = uint.MaxValue;
        var data = new List<PageExtent>();
        FilePages.FindData(file, offset, bytes, 0, data);
        var buffer = ArrayPool<byte>.Shared.Rent(Chunk);
        try
        {
            foreach (var extent in data)
            {
                for (var at = extent.Offset; at < extent.End; at += Chunk)
                {
                    var pages = buffer.AsSpan(0, (int)Math.Min(Chunk, extent.End - at));
                    FilePages.Read(file, offset + at, pages);
                    crc = OfPages(crc, at, pages, sink);
                }
            }
            return ~crc;
        }
        finally
        {
            // Guest data does not stay for whoever rents next.
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    private static uint OfPages(uint crc, ulong offset, ReadOnlySpan<byte> pages, Sink? sink)
    {
        Span<byte> number = stackalloc byte[8];
        var run = 0;
        for (var i = 0; i < pages.Length; i += Page)
        {
            var page = pages.Slice(i, Page);
            if (page.ContainsAnyExcept((byte)0))
            {
                BinaryPrimitives.WriteUInt64LittleEndian(number, (offset + (ulong)i) / Page);
                crc = Continue(Continue(crc, number), page);
                continue;
            }
            if (i > run) sink?.Invoke(offset + (ulong)run, pages[run..i]);
            run = i + Page;
        }
        if (run < pages.Length) sink?.Invoke(offset + (ulong)run, pages[run..]);
        return crc;
    }

    private static uint Continue(uint crc, ReadOnlySpan<byte> bytes)
    {
        for (; bytes.Length >= 8; bytes = bytes[8..]) crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (var rest in bytes) crc = BitOperations.Crc32C(crc, rest);
        return crc;
    }
}

using System.Runtime.InteropServices;

namespace Microlight.Machine;

/// <summary>Reads files through the kernel, page by page and past their holes: reading a hole through a mapping would give it memory.</summary>
internal static unsafe class FilePages
{
    private const ulong Page = PageTables.SmallPage;

    /// <summary>
    /// Appends where in [start, start + bytes) of a file there is data, in whole pages; what is not is zero (lseek(2), SEEK_DATA).
    /// </summary>
    /// <param name="file">A file; <paramref name="start"/> and <paramref name="bytes"/> are multiples of 4096.</param>
    /// <param name="start">Where to begin.</param>
    /// <param name="bytes">How much to look at.</param>
    /// <param name="origin">The offset that <paramref name="start"/> has in the extents.</param>
    /// <param name="data">Gets the extents, sorted.</param>
    public static void FindData(FileDescriptor file, ulong start, ulong bytes, ulong origin, List<PageExtent> data)
    {
        var end = (long)(start + bytes);
        for (var at = (long)start; at < end;)
        {
            var from = Linux.lseek(file.Number, at, Linux.SEEK_DATA);
            if (from < 0 && Marshal.GetLastPInvokeError() != Linux.ENXIO) throw Linux.Failed("Looking for data in a file");
            if (from < 0 || from >= end) return;
            var to = Linux.lseek(file.Number, from, Linux.SEEK_HOLE);
            if (to < from) throw Linux.Failed("Looking for holes in a file");
            // A file system's blocks may be smaller than pages.
            from = Math.Max(from / (long)Page * (long)Page, at);
            at = Math.Min((to + (long)Page - 1) / (long)Page * (long)Page, end);
            data.Add(new PageExtent(origin + (ulong)from - start, (ulong)(at - from)));
        }
    }

    /// <summary>Fills the buffer.</summary>
    /// <exception cref="EndOfStreamException">The file ends before.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static void Read(FileDescriptor file, ulong offset, Span<byte> buffer)
    {
        fixed (byte* start = buffer)
        {
            for (var done = 0; done < buffer.Length;)
            {
                var read = Linux.pread(file.Number, start + done, (nuint)(buffer.Length - done), (long)offset + done);
                if (read == 0) throw new EndOfStreamException();
                if (read < 0 && Marshal.GetLastPInvokeError() is var error && error != Linux.EINTR)
                    throw new IOException($"Reading failed: {Marshal.GetPInvokeErrorMessage(error)}.");
                done += (int)Math.Max(read, 0);
            }
        }
    }
}

using System.Runtime.InteropServices;

namespace Microlight.Machine;

/// <summary>A file that guest memory is mapped from, and a view of all of it for bringing pages back. Owns both.</summary>
internal sealed class LayerFile(FileDescriptor descriptor, ulong bytes) : IDisposable
{
    /// <summary>The whole file, readable.</summary>
    private readonly HostMapping _view = HostMapping.OfFile(descriptor, (nuint)bytes, Linux.PROT_READ);

    public FileDescriptor Descriptor => descriptor;
    public ulong Bytes => bytes;

    /// <summary>Host address of the file's first byte.</summary>
    public nint View => _view.Address;

    /// <summary>
    /// Appends where in a piece there is data, as offsets in the guest's range. The rest are holes, which are zero and would take memory
    /// if they were read through a mapping (lseek(2), SEEK_DATA).
    /// </summary>
    public static void FindData(LayerPiece piece, List<PageExtent> data)
    {
        var number = piece.File.Descriptor.Number;
        var end = (long)(piece.FileOffset + piece.Bytes);
        for (var at = (long)piece.FileOffset; at < end;)
        {
            var start = Linux.lseek(number, at, Linux.SEEK_DATA);
            if (start < 0 && Marshal.GetLastPInvokeError() != Linux.ENXIO) throw Linux.Failed("Looking for data in a memory file");
            if (start < 0 || start >= end) return;
            at = Math.Min(Linux.lseek(number, start, Linux.SEEK_HOLE), end);
            if (at < start) throw Linux.Failed("Looking for holes in a memory file");
            data.Add(new PageExtent(piece.Offset + (ulong)start - piece.FileOffset, (ulong)(at - start)));
        }
    }

    public void Dispose()
    {
        _view.Dispose();
        descriptor.Dispose();
    }
}

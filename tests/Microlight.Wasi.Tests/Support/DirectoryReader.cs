using Microlight.Wasi.Preview1;

namespace Microlight.Wasi.Tests.Support;

/// <summary>Reads a directory as a libc does: buffer by buffer, a cut-off entry read again from its predecessor's cookie.</summary>
internal static class DirectoryReader
{
    public readonly record struct Entry(string Name, ulong Next, ulong Inode, FileType Type);

    public static List<Entry> ReadAll(TestGuest guest, uint descriptor, uint bufferSize)
    {
        var entries = new List<Entry>();
        var buffer = guest.Reserve((int)bufferSize);
        for (ulong cookie = 0; ;)
        {
            Assert.Equal(Errno.Success, guest.Call("fd_readdir", descriptor, buffer, bufferSize, cookie, TestGuest.Result));
            var used = guest.U32(TestGuest.Result);
            Assert.True(used <= bufferSize);
            var page = Parse(guest, buffer, used);
            entries.AddRange(page);
            if (used < bufferSize) return entries;
            Assert.NotEmpty(page); // or the buffer is too small for an entry
            cookie = page[^1].Next;
        }
    }

    /// <summary>The whole entries among the bytes.</summary>
    public static List<Entry> Parse(TestGuest guest, uint buffer, uint used)
    {
        var entries = new List<Entry>();
        for (var at = 0u; used - at >= 24;)
        {
            var nameLength = guest.U32(buffer + at + 16);
            if (used - at - 24 < nameLength) break;
            entries.Add(new Entry(guest.Text(buffer + at + 24, nameLength), guest.U64(buffer + at), guest.U64(buffer + at + 8),
                (FileType)guest.Memory.Slice(buffer + at + 20, 1)[0]));
            at += 24 + nameLength;
        }
        return entries;
    }
}

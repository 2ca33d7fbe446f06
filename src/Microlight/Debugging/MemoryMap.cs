using System.Globalization;
using Microlight.Abi;
using Microlight.Machine;

namespace Microlight.Debugging;

/// <summary>What a guest can reach at CPL3, by address.</summary>
internal static class MemoryMap
{
    private const string ReadExecute = "r-x", ReadOnly = "r--", ReadWrite = "rw-";

    public static GuestMemoryRange[] Of(SandboxMemory memory, GuestImage image)
    {
        var map = new List<GuestMemoryRange>();
        foreach (var range in memory.Image.Ranges) map.Add(Describe(range, image));
        for (var i = 0; i < memory.Regions.Length; i++)
            if (memory.Regions[i] is { Size: > 0 } region)
                map.Add(new GuestMemoryRange(region.Address, region.Size, ReadWrite, string.Create(CultureInfo.InvariantCulture, $"memory {i}")));
        map.Sort((left, right) => left.Address.CompareTo(right.Address));
        return map.ToArray();
    }

    /// <summary>Mapped files, whose contents the host does not read.</summary>
    public static IEnumerable<GuestMemoryRange> OfFiles(SandboxMemory memory)
    {
        var files = memory.Files?.Infos ?? [];
        for (var i = 0; i < files.Length; i++)
            yield return new GuestMemoryRange(files[i].Address, files[i].Length, files[i].Access == FileMappingAccess.CopyOnWrite ? ReadWrite : ReadOnly,
                string.Create(CultureInfo.InvariantCulture, $"file {i}"));
    }

    private static GuestMemoryRange Describe(SystemRange range, GuestImage image)
    {
        var (access, name) = range.Address switch
        {
            GuestLayout.Trampoline => (ReadExecute, "trampoline"),
            GuestLayout.Mailbox => (ReadWrite, "mailbox"),
            < GuestLayout.ImageBase => (ReadWrite, "stack"),
            _ => (AccessOf(range, image), "image"),
        };
        return new GuestMemoryRange(range.Address, range.Bytes, access, name);
    }

    private static string AccessOf(SystemRange range, GuestImage image)
    {
        foreach (var segment in image.Segments)
            if (segment.Address - range.Address < range.Bytes)
                return segment.IsExecutable ? ReadExecute : segment.IsWritable ? ReadWrite : ReadOnly;
        return ReadOnly;
    }
}

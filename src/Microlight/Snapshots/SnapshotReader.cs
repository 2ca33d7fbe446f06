using System.ComponentModel;
using Microlight.Machine;

namespace Microlight.Snapshots;

/// <summary>Makes a layer of a snapshot file. The file is hostile input: its header is copied once, checked, and the copy used.</summary>
internal static class SnapshotReader
{
    /// <exception cref="SnapshotException">The file is none, is damaged, or does not fit the image or this machine.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static (MemoryLayer Layer, CpuFeatures Cpu) Load(GuestImage image, string path, SnapshotLoadOptions options)
    {
        try
        {
            return LoadUnnamed(image, path, options);
        }
        catch (SnapshotFormatException exception)
        {
            throw new SnapshotException($"'{path}' cannot be used as a snapshot of '{image.Name}': {exception.Message}", exception);
        }
        catch (EndOfStreamException exception)
        {
            throw new SnapshotException($"'{path}' cannot be used as a snapshot of '{image.Name}': it became shorter while it was read; save it again.", exception);
        }
        catch (Win32Exception exception)
        {
            throw new SnapshotException($"There is no room for the snapshot '{path}': {exception.Message}", exception);
        }
    }

    private static (MemoryLayer, CpuFeatures) LoadUnnamed(GuestImage image, string path, SnapshotLoadOptions options)
    {
        FileDescriptor? descriptor = null;
        LayerFile? file = null;
        MemoryLayer? root = null;
        try
        {
            var source = MappableFile.Open(path, "The snapshot file");
            descriptor = source;
            var header = ReadHeader(source);
            ThrowUnlessFits(header, image);
            root = Freeze(header, image);
            var places = SnapshotPlaces.Find(header, root.Image);
            if (options.CopyToMemory)
            {
                descriptor = Copy(source, header);
                source.Dispose();
            }
            else if (options.VerifyData)
            {
                Verify(source, header, sink: null);
            }
            file = new LayerFile(descriptor, header.FileBytes);
            var (data, regions) = places.ToPieces(file, header);
            return (MemoryLayer.OnImage(root, file, data, regions), header.Cpu);
        }
        catch
        {
            file?.Dispose();
            descriptor?.Dispose();
            throw;
        }
        finally
        {
            // The snapshot's layer has a reference of its own.
            root?.Release();
        }
    }

    private static SnapshotHeader ReadHeader(MappableFile file)
    {
        var start = new byte[Math.Min(file.Size, SnapshotHeader.FixedBytes)];
        FilePages.Read(file, 0, start);
        var bytes = new byte[SnapshotHeader.ReadSize(start, file.Size)];
        FilePages.Read(file, 0, bytes);
        // Read again as a whole, and it may have changed since.
        if (SnapshotHeader.ReadSize(bytes, file.Size) != bytes.Length) throw SnapshotHeader.Damaged("its header changes while it is read");
        return SnapshotHeader.Read(bytes, file.Size);
    }

    private static void ThrowUnlessFits(SnapshotHeader header, GuestImage image)
    {
        if (!image.Identity.SequenceEqual(header.ImageIdentity))
        {
            throw new SnapshotFormatException(
                $"it was taken of another image (SHA-256 {Convert.ToHexStringLower(header.ImageIdentity)[..16]}…, not {image.Hash[..16]}…)",
                "load it with the image it was taken of, or take it again");
        }
        var missing = header.Cpu.FindMissing(CpuFeatures.OfProcessor);
        if (missing.Count > 0)
        {
            throw new SnapshotFormatException($"its guest may rely on what this processor has not: {string.Join(", ", missing)}",
                "take the snapshot on a machine of this kind");
        }
    }

    private static MemoryLayer Freeze(SnapshotHeader header, GuestImage image)
    {
        try
        {
            if (header.Key is { StackSize: <= int.MaxValue, MailboxBufferSize: <= int.MaxValue } key)
            {
                var options = key.ToOptions();
                options.Validate();
                if (image.KeyFor(options) == key) return image.Freeze(key);
            }
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidGuestImageException)
        {
        }
        throw SnapshotHeader.Damaged(
            $"a stack of {header.Key.StackSize}, a mailbox buffer of {header.Key.MailboxBufferSize} and a memory limit of {header.Key.MaximumMemory} bytes are none that the image can have");
    }

    private static MemoryFile Copy(MappableFile source, SnapshotHeader header)
    {
        var copy = MemoryFile.Create("microlight-snapshot", (long)header.FileBytes);
        try
        {
            Verify(source, header, copy.Write);
            copy.Seal();
            return copy;
        }
        catch
        {
            copy.Dispose();
            throw;
        }
    }

    private static void Verify(FileDescriptor file, SnapshotHeader header, PageChecksum.Sink? sink)
    {
        var at = header.HeaderBytes;
        foreach (var extent in header.Extents)
        {
            var start = at;
            var checksum = PageChecksum.OfExtent(file, at, extent.Bytes, sink is null ? null : (offset, pages) => sink(start + offset, pages));
            if (checksum != extent.Checksum) throw SnapshotHeader.Damaged($"its pages for 0x{extent.Address:x} do not match their checksum");
            at += extent.Bytes;
        }
    }
}

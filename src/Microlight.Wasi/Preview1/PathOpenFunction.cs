using Microlight.Wasi.Filesystem;
using Microlight.Wasi.Filesystem.Linux;
using Microlight.Wasi.Io;
using Microsoft.Win32.SafeHandles;

namespace Microlight.Wasi.Preview1;

/// <summary>path_open: opens or creates a file, or opens a directory, with rights that its directory can pass on.</summary>
internal sealed class PathOpenFunction(DescriptorTable descriptors, HostWait wait)
{
    /// <summary>typenames.witx, <c>$oflags</c>.</summary>
    [Flags]
    private enum OpenMode : uint
    {
        Create = 1,
        Directory = 2,
        Exclusive = 4,
        Truncate = 8,
        All = 15,
    }

    public Errno Open(in Preview1Call call, uint fd, uint lookupFlags, uint pointer, uint length,
        uint openFlags, ulong rightsBits, ulong inheritingBits, uint descriptorFlags, uint resultPointer)
    {
        var mode = (OpenMode)openFlags;
        var flags = (DescriptorFlags)descriptorFlags;
        var rights = (Rights)rightsBits & Rights.All;
        var inheriting = (Rights)inheritingBits & Rights.All;

        var error = descriptors.FindDirectory(fd, NeededRights(mode), out var parent);
        if (error != Errno.Success) return error;
        error = PathFunctions.ReadPath(call, pointer, length, out var path);
        if (error != Errno.Success) return error;
        if (lookupFlags > PathFunctions.FollowSymbolicLinks || (mode & ~OpenMode.All) != 0 || (descriptorFlags & ~(uint)DescriptorFlags.All) != 0)
            return Errno.Invalid;
        if (mode.HasFlag(OpenMode.Directory) && (mode & (OpenMode.Create | OpenMode.Exclusive | OpenMode.Truncate)) != 0) return Errno.Invalid;
        // What does not apply to any file or directory is nothing to ask for; what the directory cannot pass on is refused.
        if (((rights | inheriting) & (Rights.File | Rights.Directory) & ~parent.Inheriting) != 0) return Errno.NotCapable;
        if (!call.Memory.Contains(resultPointer, sizeof(uint))) return Errno.Fault;

        var follow = lookupFlags == PathFunctions.FollowSymbolicLinks;
        error = parent.Directory.Open(path, follow, LinuxFlags(mode, rights, flags), out var handle).ToPreview1();
        if (error != Errno.Success) return error;

        var descriptor = Wrap(handle!, parent, rights, inheriting, flags);
        if (!descriptors.TryAdd(descriptor, out var number)) return Errno.TooManyOpen;
        return call.Memory.TryWriteUInt32(resultPointer, number) ? Errno.Success : Errno.Fault;
    }

    private Descriptor Wrap(SafeFileHandle handle, DirectoryDescriptor parent, Rights rights, Rights inheriting, DescriptorFlags flags)
    {
        var isReadOnly = parent.Directory.IsReadOnly;
        var file = new HostFile(handle, ownsHandle: true, isReadOnly, wait);
        return file.Kind == FileKind.Directory
            ? new DirectoryDescriptor(parent.Grant, new HostDirectory(handle, isReadOnly, ownsHandle: true), rights, inheriting) { Flags = flags }
            : FileDescriptor.ForFile(file, rights, flags);
    }

    private static Rights NeededRights(OpenMode mode)
    {
        var needed = Rights.PathOpen;
        if (mode.HasFlag(OpenMode.Create)) needed |= Rights.PathCreateFile;
        if (mode.HasFlag(OpenMode.Truncate)) needed |= Rights.PathFileStatusSetSize;
        return needed;
    }

    private static OpenFlags LinuxFlags(OpenMode mode, Rights rights, DescriptorFlags flags)
    {
        var linux = (rights & (Rights.Read | Rights.Write)) switch
        {
            Rights.Read | Rights.Write => OpenFlags.ReadWrite,
            Rights.Write => OpenFlags.WriteOnly,
            _ => OpenFlags.ReadOnly,
        };
        if (mode.HasFlag(OpenMode.Create)) linux |= OpenFlags.Create;
        if (mode.HasFlag(OpenMode.Directory)) linux |= OpenFlags.Directory;
        if (mode.HasFlag(OpenMode.Exclusive)) linux |= OpenFlags.Exclusive;
        if (mode.HasFlag(OpenMode.Truncate)) linux |= OpenFlags.Truncate;
        if (flags.HasFlag(DescriptorFlags.Append)) linux |= OpenFlags.Append;
        if (flags.HasFlag(DescriptorFlags.DataSync)) linux |= OpenFlags.DataSync;
        if ((flags & (DescriptorFlags.Sync | DescriptorFlags.ReadSync)) != 0) linux |= OpenFlags.Sync; // Linux: O_RSYNC is O_SYNC
        return linux;
    }
}

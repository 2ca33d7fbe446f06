using Microlight.Wasi.Filesystem;
using Microlight.Wasi.Filesystem.Linux;

namespace Microlight.Wasi.Preview1;

/// <summary>The path_* functions but path_open: what is done with names beneath an open directory.</summary>
internal sealed class PathFunctions(DescriptorTable descriptors)
{
    /// <summary>typenames.witx, <c>$lookupflags</c>.</summary>
    public const uint FollowSymbolicLinks = 1;

    public Errno CreateDirectory(in Preview1Call call, uint fd, uint pointer, uint length)
    {
        var error = Find(call, fd, Rights.PathCreateDirectory, pointer, length, out var directory, out var path);
        return error != Errno.Success ? error : directory.CreateDirectory(path).ToPreview1();
    }

    public Errno RemoveDirectory(in Preview1Call call, uint fd, uint pointer, uint length)
    {
        var error = Find(call, fd, Rights.PathRemoveDirectory, pointer, length, out var directory, out var path);
        return error != Errno.Success ? error : directory.RemoveDirectory(path).ToPreview1();
    }

    public Errno UnlinkFile(in Preview1Call call, uint fd, uint pointer, uint length)
    {
        var error = Find(call, fd, Rights.PathUnlinkFile, pointer, length, out var directory, out var path);
        return error != Errno.Success ? error : directory.RemoveFile(path).ToPreview1();
    }

    public Errno GetFileStatus(in Preview1Call call, uint fd, uint lookupFlags, uint pointer, uint length, uint resultPointer)
    {
        var error = Find(call, fd, Rights.PathFileStatusGet, pointer, length, out var directory, out var path);
        if (error != Errno.Success) return error;
        if (lookupFlags > FollowSymbolicLinks) return Errno.Invalid;
        error = directory.GetStatus(path, lookupFlags == FollowSymbolicLinks, out var status).ToPreview1();
        return error != Errno.Success ? error : FileStatusFunctions.WriteStatus(call, status, status.Kind.ToPreview1(), resultPointer);
    }

    public Errno SetTimes(in Preview1Call call, uint fd, uint lookupFlags, uint pointer, uint length, ulong accessed, ulong modified, uint flags)
    {
        var error = Find(call, fd, Rights.PathFileStatusSetTimes, pointer, length, out var directory, out var path);
        if (error != Errno.Success) return error;
        if (lookupFlags > FollowSymbolicLinks) return Errno.Invalid;
        error = FileTimes.TryCreate(accessed, modified, flags, out var times);
        return error != Errno.Success
            ? error
            : directory.SetTimes(path, lookupFlags == FollowSymbolicLinks, times.Accessed, times.Modified).ToPreview1();
    }

    /// <summary>path_link; a hard link to what a symbolic link points at is refused, as other engines do.</summary>
    public Errno Link(in Preview1Call call, uint oldFd, uint oldFlags, uint oldPointer, uint oldLength, uint newFd, uint newPointer, uint newLength)
    {
        var error = Find(call, oldFd, Rights.PathLinkSource, oldPointer, oldLength, out var oldDirectory, out var oldPath);
        if (error != Errno.Success) return error;
        error = Find(call, newFd, Rights.PathLinkTarget, newPointer, newLength, out var newDirectory, out var newPath);
        if (error != Errno.Success) return error;
        return oldFlags != 0 ? Errno.Invalid : oldDirectory.Link(oldPath, newDirectory, newPath).ToPreview1();
    }

    public Errno Rename(in Preview1Call call, uint oldFd, uint oldPointer, uint oldLength, uint newFd, uint newPointer, uint newLength)
    {
        var error = Find(call, oldFd, Rights.PathRenameSource, oldPointer, oldLength, out var oldDirectory, out var oldPath);
        if (error != Errno.Success) return error;
        error = Find(call, newFd, Rights.PathRenameTarget, newPointer, newLength, out var newDirectory, out var newPath);
        return error != Errno.Success ? error : oldDirectory.Rename(oldPath, newDirectory, newPath).ToPreview1();
    }

    /// <summary>path_symlink; an absolute target would mean a place of the host's and is refused.</summary>
    public Errno SymbolicLink(in Preview1Call call, uint targetPointer, uint targetLength, uint fd, uint pointer, uint length)
    {
        var error = Find(call, fd, Rights.PathSymbolicLink, pointer, length, out var directory, out var path);
        if (error != Errno.Success) return error;
        error = ReadPath(call, targetPointer, targetLength, out var target);
        return error != Errno.Success ? error : directory.CreateSymbolicLink(target, path).ToPreview1();
    }

    /// <summary>path_readlink: the target without a terminator, cut off at the buffer's end.</summary>
    public Errno ReadLink(in Preview1Call call, uint fd, uint pointer, uint length, uint bufferPointer, uint bufferLength, uint resultPointer)
    {
        var error = Find(call, fd, Rights.PathReadLink, pointer, length, out var directory, out var path);
        if (error != Errno.Success) return error;
        if (!call.Memory.TryGet(bufferPointer, bufferLength, out var buffer) || !call.Memory.Contains(resultPointer, sizeof(uint))) return Errno.Fault;

        Span<byte> target = stackalloc byte[LinuxConstants.PathMaximum];
        error = directory.ReadLink(path, target, out var count).ToPreview1();
        if (error != Errno.Success) return error;
        count = Math.Min(count, buffer.Length);
        target[..count].CopyTo(buffer);
        return call.Memory.TryWriteUInt32(resultPointer, (uint)count) ? Errno.Success : Errno.Fault;
    }

    private Errno Find(in Preview1Call call, uint fd, Rights needed, uint pointer, uint length, out HostDirectory directory, out GuestPath path)
    {
        path = default;
        var error = descriptors.FindDirectory(fd, needed, out var descriptor);
        directory = descriptor?.Directory!;
        return error != Errno.Success ? error : ReadPath(call, pointer, length, out path);
    }

    public static Errno ReadPath(in Preview1Call call, uint pointer, uint length, out GuestPath path)
    {
        path = default;
        return call.Memory.TryGet(pointer, length, out var bytes) ? GuestPath.TryCreate(bytes, out path).ToPreview1() : Errno.Fault;
    }
}

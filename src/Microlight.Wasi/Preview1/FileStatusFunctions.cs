using System.Buffers.Binary;
using Microlight.Wasi.Filesystem;
using Microlight.Wasi.Filesystem.Linux;

namespace Microlight.Wasi.Preview1;

/// <summary>fd_fdstat_*, fd_filestat_*: what a descriptor is and what the file behind it is.</summary>
internal sealed class FileStatusFunctions(DescriptorTable descriptors)
{
    private const int DescriptorStatusSize = 24;
    private const int FileStatusSize = 64;
    private const DescriptorFlags Synchronising = DescriptorFlags.Sync | DescriptorFlags.DataSync | DescriptorFlags.ReadSync;

    public Errno GetDescriptorStatus(in Preview1Call call, uint fd, uint resultPointer)
    {
        var error = descriptors.Find(fd, Rights.None, out var descriptor);
        if (error != Errno.Success) return error;
        Span<byte> status = stackalloc byte[DescriptorStatusSize];
        status.Clear();
        status[0] = (byte)descriptor.Type;
        BinaryPrimitives.WriteUInt16LittleEndian(status[2..], (ushort)descriptor.Flags);
        BinaryPrimitives.WriteUInt64LittleEndian(status[8..], (ulong)descriptor.Rights);
        BinaryPrimitives.WriteUInt64LittleEndian(status[16..], (ulong)descriptor.Inheriting);
        return call.Memory.TryWrite(resultPointer, status) ? Errno.Success : Errno.Fault;
    }

    /// <summary>fd_fdstat_set_flags: append and nonblock can change; Linux cannot change how an open file is synchronised.</summary>
    public Errno SetFlags(uint fd, uint flags)
    {
        var error = descriptors.Find(fd, Rights.SetFlags, out var descriptor);
        if (error != Errno.Success) return error;
        if ((flags & ~(uint)DescriptorFlags.All) != 0) return Errno.Invalid;
        var wanted = (DescriptorFlags)flags;
        if (((wanted ^ descriptor.Flags) & Synchronising) != 0) return Errno.NotSupported;
        if (((wanted ^ descriptor.Flags) & DescriptorFlags.Append) != 0)
        {
            // The append mode of a borrowed stream belongs to whoever else writes there.
            if (descriptor is not FileDescriptor { File.IsBorrowed: false } file) return Errno.NotSupported;
            error = file.File.SetAppend(wanted.HasFlag(DescriptorFlags.Append)).ToPreview1();
            if (error != Errno.Success) return error;
        }
        descriptor.Flags = wanted;
        return Errno.Success;
    }

    /// <summary>fd_fdstat_set_rights: rights can be given up, never taken.</summary>
    public Errno SetRights(uint fd, ulong rights, ulong inheriting)
    {
        var error = descriptors.Find(fd, Rights.None, out var descriptor);
        if (error != Errno.Success) return error;
        if (((Rights)rights & ~descriptor.Rights) != 0 || ((Rights)inheriting & ~descriptor.Inheriting) != 0) return Errno.NotCapable;
        descriptor.Rights = (Rights)rights;
        descriptor.Inheriting = (Rights)inheriting;
        return Errno.Success;
    }

    public Errno GetFileStatus(in Preview1Call call, uint fd, uint resultPointer)
    {
        var error = descriptors.Find(fd, Rights.FileStatusGet, out var descriptor);
        if (error != Errno.Success) return error;
        FileStatus status = default;
        error = descriptor switch
        {
            FileDescriptor file => file.File.GetStatus(out status).ToPreview1(),
            DirectoryDescriptor directory => HostFile.GetStatus(directory.Directory.Handle, out status).ToPreview1(),
            _ => Errno.Success, // a stream of the host: nothing is known but its type
        };
        return error != Errno.Success ? error : WriteStatus(call, status, descriptor.Type, resultPointer);
    }

    public static Errno WriteStatus(in Preview1Call call, in FileStatus status, FileType type, uint pointer)
    {
        Span<byte> bytes = stackalloc byte[FileStatusSize];
        bytes.Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, status.Device);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[8..], status.Inode);
        bytes[16] = (byte)type;
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[24..], status.Links);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[32..], status.Size);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[40..], status.Accessed);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[48..], status.Modified);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[56..], status.Changed);
        return call.Memory.TryWrite(pointer, bytes) ? Errno.Success : Errno.Fault;
    }

    public Errno SetSize(uint fd, ulong size)
    {
        var error = descriptors.FindFile(fd, Rights.FileStatusSetSize, Errno.Invalid, out var file);
        return error != Errno.Success ? error : file.File.SetSize(size).ToPreview1();
    }

    public Errno SetTimes(uint fd, ulong accessed, ulong modified, uint flags)
    {
        var error = descriptors.Find(fd, Rights.FileStatusSetTimes, out var descriptor);
        if (error != Errno.Success) return error;
        error = FileTimes.TryCreate(accessed, modified, flags, out var times);
        if (error != Errno.Success) return error;
        return descriptor switch
        {
            FileDescriptor file => file.File.SetTimes(times.Accessed, times.Modified).ToPreview1(),
            DirectoryDescriptor { Directory: var directory } =>
                HostFile.SetTimes(directory.Handle, directory.IsReadOnly, times.Accessed, times.Modified).ToPreview1(),
            _ => Errno.Invalid,
        };
    }
}

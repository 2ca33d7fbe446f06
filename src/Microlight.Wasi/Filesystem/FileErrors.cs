using Microlight.Wasi.Filesystem.Linux;
using Wasi.Filesystem;

namespace Microlight.Wasi.Filesystem;

/// <summary>Linux's errors as those of wasi:filesystem. What has no counterpart is an input/output error.</summary>
internal static class FileErrors
{
    public static ErrorCode ToErrorCode(this LinuxErrno error) => error switch
    {
        LinuxErrno.EACCES => ErrorCode.Access,
        LinuxErrno.EAGAIN => ErrorCode.WouldBlock,
        LinuxErrno.EBADF => ErrorCode.BadDescriptor,
        LinuxErrno.EBUSY => ErrorCode.Busy,
        LinuxErrno.EDEADLK => ErrorCode.Deadlock,
        LinuxErrno.EDQUOT => ErrorCode.Quota,
        LinuxErrno.EEXIST => ErrorCode.Exist,
        LinuxErrno.EFBIG => ErrorCode.FileTooLarge,
        LinuxErrno.EILSEQ => ErrorCode.IllegalByteSequence,
        LinuxErrno.EINTR => ErrorCode.Interrupted,
        LinuxErrno.EINVAL => ErrorCode.Invalid,
        LinuxErrno.EISDIR => ErrorCode.IsDirectory,
        LinuxErrno.ELOOP => ErrorCode.Loop,
        LinuxErrno.EMLINK => ErrorCode.TooManyLinks,
        LinuxErrno.ENAMETOOLONG => ErrorCode.NameTooLong,
        LinuxErrno.ENODEV => ErrorCode.NoDevice,
        LinuxErrno.ENOENT => ErrorCode.NoEntry,
        LinuxErrno.ENOLCK => ErrorCode.NoLock,
        // There is no code for too many open files; what is short is the host's memory for them.
        LinuxErrno.ENOMEM or LinuxErrno.ENFILE or LinuxErrno.EMFILE => ErrorCode.InsufficientMemory,
        LinuxErrno.ENOSPC => ErrorCode.InsufficientSpace,
        LinuxErrno.ENOTDIR => ErrorCode.NotDirectory,
        LinuxErrno.ENOTEMPTY => ErrorCode.NotEmpty,
        LinuxErrno.EOPNOTSUPP or LinuxErrno.ENOSYS => ErrorCode.Unsupported,
        LinuxErrno.ENOTTY => ErrorCode.NoTty,
        LinuxErrno.ENXIO => ErrorCode.NoSuchDevice,
        LinuxErrno.EOVERFLOW => ErrorCode.Overflow,
        // The engines' common answer to a path that leads out of its directory.
        LinuxErrno.EPERM or LinuxErrno.OutsideGrant => ErrorCode.NotPermitted,
        LinuxErrno.EPIPE => ErrorCode.Pipe,
        LinuxErrno.EROFS => ErrorCode.ReadOnly,
        LinuxErrno.ESPIPE => ErrorCode.InvalidSeek,
        LinuxErrno.ETXTBSY => ErrorCode.TextFileBusy,
        LinuxErrno.EXDEV => ErrorCode.CrossDevice,
        _ => ErrorCode.Io,
    };

    public static DescriptorType ToDescriptorType(this FileKind kind) => kind switch
    {
        FileKind.Regular => DescriptorType.RegularFile,
        FileKind.Directory => DescriptorType.Directory,
        FileKind.SymbolicLink => DescriptorType.SymbolicLink,
        FileKind.CharacterDevice => DescriptorType.CharacterDevice,
        FileKind.BlockDevice => DescriptorType.BlockDevice,
        FileKind.Fifo => DescriptorType.Fifo,
        FileKind.Socket => DescriptorType.Socket,
        _ => DescriptorType.Unknown,
    };
}

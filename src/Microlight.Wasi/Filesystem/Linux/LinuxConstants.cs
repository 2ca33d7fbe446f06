namespace Microlight.Wasi.Filesystem.Linux;

/// <summary>Other constants of the kernel interface (x86-64), each with its header.</summary>
internal static class LinuxConstants
{
    /// <summary>include/uapi/linux/fcntl.h: AT_SYMLINK_NOFOLLOW.</summary>
    public const int AtSymlinkNoFollow = 0x100;
    /// <summary>include/uapi/linux/fcntl.h: AT_REMOVEDIR.</summary>
    public const int AtRemoveDirectory = 0x200;
    /// <summary>include/uapi/linux/fcntl.h: AT_EMPTY_PATH.</summary>
    public const int AtEmptyPath = 0x1000;

    /// <summary>arch/x86/entry/syscalls/syscall_64.tbl: openat2.</summary>
    public const long SysOpenAt2 = 437;
    /// <summary>arch/x86/entry/syscalls/syscall_64.tbl: getdents64.</summary>
    public const long SysGetDents64 = 217;

    /// <summary>include/uapi/linux/openat2.h: RESOLVE_NO_MAGICLINKS.</summary>
    public const ulong ResolveNoMagicLinks = 0x02;
    /// <summary>include/uapi/linux/openat2.h: RESOLVE_BENEATH.</summary>
    public const ulong ResolveBeneath = 0x08;

    /// <summary>include/uapi/asm-generic/fcntl.h: F_GETFL.</summary>
    public const int FcntlGetFlags = 3;
    /// <summary>include/uapi/asm-generic/fcntl.h: F_SETFL.</summary>
    public const int FcntlSetFlags = 4;

    /// <summary>include/uapi/linux/stat.h: STATX_BASIC_STATS.</summary>
    public const uint StatxBasicStats = 0x7ff;

    /// <summary>include/uapi/linux/stat.h: S_IFMT and the file types under it.</summary>
    public const int ModeTypeMask = 0xF000;
    public const int ModeSocket = 0xC000;
    public const int ModeSymbolicLink = 0xA000;
    public const int ModeRegular = 0x8000;
    public const int ModeBlockDevice = 0x6000;
    public const int ModeDirectory = 0x4000;
    public const int ModeCharacterDevice = 0x2000;
    public const int ModeFifo = 0x1000;

    /// <summary>include/uapi/linux/stat.h: UTIME_NOW and UTIME_OMIT, as tv_nsec.</summary>
    public const long UtimeNow = 0x3fffffff;
    public const long UtimeOmit = 0x3ffffffe;

    /// <summary>include/uapi/asm-generic/poll.h.</summary>
    public const short PollIn = 0x1;
    public const short PollOut = 0x4;
    public const short PollHangup = 0x10;
    public const short PollInvalid = 0x20;

    /// <summary>include/uapi/asm-generic/ioctls.h: FIONREAD.</summary>
    public const ulong IoctlAvailable = 0x541B;

    /// <summary>include/uapi/linux/eventfd.h: EFD_CLOEXEC | EFD_NONBLOCK.</summary>
    public const int EventCloseOnExecNonBlocking = 0x80800;

    /// <summary>include/uapi/linux/time.h: CLOCK_THREAD_CPUTIME_ID.</summary>
    public const int ClockThreadCpuTime = 3;

    /// <summary>include/uapi/linux/limits.h: PATH_MAX, with the terminating NUL.</summary>
    public const int PathMaximum = 4096;
    /// <summary>fs/read_write.c: MAX_RW_COUNT, the most that one read or write moves.</summary>
    public const int ReadWriteMaximum = 0x7ffff000;
}

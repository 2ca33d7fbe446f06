namespace Microlight.Wasi.Filesystem.Linux;

/// <summary>Flags of open and openat2 on x86-64 (include/uapi/asm-generic/fcntl.h).</summary>
[Flags]
internal enum OpenFlags
{
    ReadOnly = 0,
    WriteOnly = 0x1,
    ReadWrite = 0x2,
    Create = 0x40,
    Exclusive = 0x80,
    NoControllingTerminal = 0x100,
    Truncate = 0x200,
    Append = 0x400,
    NonBlocking = 0x800,
    DataSync = 0x1000,
    Directory = 0x10000,
    NoFollow = 0x20000,
    CloseOnExec = 0x80000,
    /// <summary>O_SYNC: __O_SYNC | O_DSYNC.</summary>
    Sync = 0x101000,
    Path = 0x200000,
}

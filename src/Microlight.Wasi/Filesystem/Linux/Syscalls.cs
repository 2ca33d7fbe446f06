using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Microlight.Wasi.Filesystem.Linux;

/// <summary>
/// The system calls that WASI needs and .NET does not offer: everything relative to a directory's descriptor. Descriptors are safe
/// handles, buffers are spans that the generated marshalling pins, errors come back as <see cref="LastError"/>.
/// </summary>
internal static partial class Syscalls
{
    /// <summary>The error of this thread's last failed call.</summary>
    public static LinuxErrno LastError => (LinuxErrno)Marshal.GetLastPInvokeError();

    /// <summary>openat2(2); it has no libc wrapper. <paramref name="path"/> ends with a NUL.</summary>
    public static int OpenAt2(SafeFileHandle directory, ReadOnlySpan<byte> path, in OpenHow how) =>
        (int)OpenAt2(LinuxConstants.SysOpenAt2, directory, path, in how, (nuint)Marshal.SizeOf<OpenHow>());

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial long OpenAt2(long number, SafeFileHandle directory, ReadOnlySpan<byte> path, in OpenHow how, nuint size);

    /// <summary>getdents64(2): directory entries from the descriptor's position on.</summary>
    public static int GetDirectoryEntries(SafeFileHandle directory, Span<byte> buffer) =>
        (int)GetDents64(LinuxConstants.SysGetDents64, directory, buffer, (nuint)buffer.Length);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial long GetDents64(long number, SafeFileHandle directory, Span<byte> buffer, nuint length);

    /// <summary>open(2), for directories that the host grants.</summary>
    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Open(string path, OpenFlags flags);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    public static partial nint Read(SafeFileHandle file, Span<byte> buffer, nuint length);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    public static partial nint Write(SafeFileHandle file, ReadOnlySpan<byte> buffer, nuint length);

    [LibraryImport("libc", EntryPoint = "pread64", SetLastError = true)]
    public static partial nint ReadAt(SafeFileHandle file, Span<byte> buffer, nuint length, long offset);

    [LibraryImport("libc", EntryPoint = "pwrite64", SetLastError = true)]
    public static partial nint WriteAt(SafeFileHandle file, ReadOnlySpan<byte> buffer, nuint length, long offset);

    [LibraryImport("libc", EntryPoint = "lseek64", SetLastError = true)]
    public static partial long Seek(SafeFileHandle file, long offset, int whence);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    public static partial int Sync(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    public static partial int DataSync(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "ftruncate64", SetLastError = true)]
    public static partial int Truncate(SafeFileHandle file, long size);

    /// <summary>fallocate(2) with mode 0: reserves space and extends the file.</summary>
    [LibraryImport("libc", EntryPoint = "fallocate64", SetLastError = true)]
    public static partial int Allocate(SafeFileHandle file, int mode, long offset, long length);

    /// <summary>posix_fadvise(3); returns the error itself.</summary>
    [LibraryImport("libc", EntryPoint = "posix_fadvise64")]
    public static partial LinuxErrno Advise(SafeFileHandle file, long offset, long length, int advice);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    public static partial int Control(SafeFileHandle file, int command, long argument);

    [LibraryImport("libc", EntryPoint = "isatty", SetLastError = true)]
    public static partial int IsTerminal(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true)]
    public static partial int Statx(SafeFileHandle directory, ReadOnlySpan<byte> path, int flags, uint mask, out Statx result);

    [LibraryImport("libc", EntryPoint = "mkdirat", SetLastError = true)]
    public static partial int MakeDirectoryAt(SafeFileHandle directory, ReadOnlySpan<byte> path, uint mode);

    [LibraryImport("libc", EntryPoint = "unlinkat", SetLastError = true)]
    public static partial int UnlinkAt(SafeFileHandle directory, ReadOnlySpan<byte> path, int flags);

    [LibraryImport("libc", EntryPoint = "renameat", SetLastError = true)]
    public static partial int RenameAt(SafeFileHandle oldDirectory, ReadOnlySpan<byte> oldPath, SafeFileHandle newDirectory, ReadOnlySpan<byte> newPath);

    [LibraryImport("libc", EntryPoint = "linkat", SetLastError = true)]
    public static partial int LinkAt(SafeFileHandle oldDirectory, ReadOnlySpan<byte> oldPath, SafeFileHandle newDirectory, ReadOnlySpan<byte> newPath, int flags);

    [LibraryImport("libc", EntryPoint = "symlinkat", SetLastError = true)]
    public static partial int SymbolicLinkAt(ReadOnlySpan<byte> target, SafeFileHandle directory, ReadOnlySpan<byte> path);

    [LibraryImport("libc", EntryPoint = "readlinkat", SetLastError = true)]
    public static partial nint ReadLinkAt(SafeFileHandle directory, ReadOnlySpan<byte> path, Span<byte> buffer, nuint length);

    /// <summary>utimensat(2); <paramref name="times"/> are access and modification time.</summary>
    [LibraryImport("libc", EntryPoint = "utimensat", SetLastError = true)]
    public static partial int SetTimesAt(SafeFileHandle directory, ReadOnlySpan<byte> path, ReadOnlySpan<TimeSpec> times, int flags);

    /// <summary>ppoll(2); a null timeout waits without end. No signal mask.</summary>
    [LibraryImport("libc", EntryPoint = "ppoll", SetLastError = true)]
    public static partial int Poll(Span<PollEntry> entries, nuint count, ReadOnlySpan<TimeSpec> timeout, nint signalMask);

    /// <summary>ioctl(2) with FIONREAD: bytes that can be read at once.</summary>
    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    public static partial int GetAvailable(SafeFileHandle file, ulong request, out int count);

    [LibraryImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    public static partial int EventDescriptor(uint value, int flags);

    [LibraryImport("libc", EntryPoint = "clock_gettime", SetLastError = true)]
    public static partial int GetClock(int clock, out TimeSpec time);
}

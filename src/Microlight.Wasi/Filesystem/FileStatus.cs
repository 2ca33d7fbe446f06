using Microlight.Wasi.Filesystem.Linux;

namespace Microlight.Wasi.Filesystem;

/// <summary>What is known of a file or directory. Times are nanoseconds since 1970, 0 for anything earlier.</summary>
internal readonly record struct FileStatus(
    ulong Device, ulong Inode, FileKind Kind, ulong Links, ulong Size, ulong Accessed, ulong Modified, ulong Changed)
{
    public static FileStatus From(in Statx status) => new(
        ((ulong)status.DeviceMajor << 32) | status.DeviceMinor, status.Inode, KindOf(status.Mode), status.LinkCount, status.Size,
        Nanoseconds(status.AccessTime), Nanoseconds(status.ModificationTime), Nanoseconds(status.ChangeTime));

    private static FileKind KindOf(int mode) => (mode & LinuxConstants.ModeTypeMask) switch
    {
        LinuxConstants.ModeRegular => FileKind.Regular,
        LinuxConstants.ModeDirectory => FileKind.Directory,
        LinuxConstants.ModeSymbolicLink => FileKind.SymbolicLink,
        LinuxConstants.ModeCharacterDevice => FileKind.CharacterDevice,
        LinuxConstants.ModeBlockDevice => FileKind.BlockDevice,
        LinuxConstants.ModeFifo => FileKind.Fifo,
        LinuxConstants.ModeSocket => FileKind.Socket,
        _ => FileKind.Unknown,
    };

    private static ulong Nanoseconds(StatxTime time) =>
        time.Seconds < 0 ? 0 : unchecked((ulong)time.Seconds * 1_000_000_000 + time.Nanoseconds);
}

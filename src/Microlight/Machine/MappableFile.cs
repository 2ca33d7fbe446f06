using System.Runtime.InteropServices;

namespace Microlight.Machine;

/// <summary>A file of the host's file system, open for reading and for mapping.</summary>
internal sealed unsafe class MappableFile : FileDescriptor
{
    /// <summary>struct statx (include/uapi/linux/stat.h), 256 bytes, only the fields that are used.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct FileStatus
    {
        [FieldOffset(0x1c)] public ushort Mode;
        [FieldOffset(0x28)] public ulong Size;
    }

    private const int AT_EMPTY_PATH = 0x1000;
    private const uint STATX_TYPE = 1, STATX_SIZE = 0x200;
    private const int S_IFMT = 0xf000, S_IFREG = 0x8000;

    private MappableFile(int fd) : base(fd)
    {
    }

    /// <summary>Opens a regular file; anything else is refused before it can block.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="what">What messages call it, with a capital.</param>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    /// <exception cref="IOException">It is not a regular file, or cannot be opened for another reason.</exception>
    public static MappableFile Open(string path, string what)
    {
        var fd = Linux.open(path, Linux.O_RDONLY | Linux.O_CLOEXEC | Linux.O_NONBLOCK);
        if (fd < 0) throw Refusal(path, what, Marshal.GetLastPInvokeError());
        var file = new MappableFile(fd);
        FileStatus status;
        if (Linux.statx(fd, "", AT_EMPTY_PATH, STATX_TYPE | STATX_SIZE, &status) == 0)
        {
            if ((status.Mode & S_IFMT) == S_IFREG)
            {
                file.Size = status.Size;
                return file;
            }
            file.Dispose();
            throw new IOException($"{what} '{path}' is not a regular file; give the path of one.");
        }
        var error = Marshal.GetLastPInvokeError();
        file.Dispose();
        throw Refusal(path, what, error);
    }

    /// <summary>Bytes when it was opened.</summary>
    public ulong Size { get; private set; }

    private static Exception Refusal(string path, string what, int error) => error switch
    {
        Linux.ENOENT or Linux.ENOTDIR => new FileNotFoundException($"{what} '{path}' does not exist.", path),
        Linux.EACCES or Linux.EPERM => new UnauthorizedAccessException($"{what} '{path}' may not be read by this process; change its permissions."),
        _ => new IOException($"{what} '{path}' cannot be opened: {Marshal.GetPInvokeErrorMessage(error)}."),
    };
}

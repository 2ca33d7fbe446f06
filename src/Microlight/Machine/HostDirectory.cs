using System.Runtime.InteropServices;

namespace Microlight.Machine;

/// <summary>A directory of the host, open so that a file's new name in it can be made durable (fsync(2)).</summary>
internal sealed class HostDirectory : FileDescriptor
{
    private HostDirectory(int fd) : base(fd)
    {
    }

    /// <summary>Writes the directory's entries to the disk.</summary>
    /// <exception cref="IOException">That failed.</exception>
    public static void Flush(string path)
    {
        var fd = Linux.open(path, Linux.O_RDONLY | Linux.O_DIRECTORY | Linux.O_CLOEXEC);
        if (fd < 0) throw Refusal();
        using var directory = new HostDirectory(fd);
        // Some file systems have nothing to flush here and say so.
        if (Linux.fsync(fd) < 0 && Marshal.GetLastPInvokeError() != Linux.EINVAL) throw Refusal();

        IOException Refusal() => new($"The directory '{path}' could not be written to the disk: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}.");
    }
}

using System.Runtime.InteropServices;

namespace Microlight.Machine;

/// <summary>A file in memory (memfd) that is filled once and sealed; every sandbox of an image maps it copy-on-write.</summary>
internal sealed unsafe class MemoryFile : FileDescriptor
{
    private MemoryFile(int fd) : base(fd)
    {
    }

    public static MemoryFile Create(string name, long bytes)
    {
        // The name is for /proc/self/maps only. Not executable by the host (which also permits sealing), only by the guest.
        var file = new MemoryFile(Linux.Check(Linux.memfd_create(name, Linux.MFD_CLOEXEC | Linux.MFD_NOEXEC_SEAL), "memfd_create"));
        Linux.Check(Linux.ftruncate(file.Number, bytes), "Setting the size of a memory file");
        return file;
    }

    /// <summary>A file that may be run as a program.</summary>
    public static MemoryFile CreateExecutable(string name, long bytes)
    {
        var file = new MemoryFile(Linux.Check(Linux.memfd_create(name, Linux.MFD_CLOEXEC | Linux.MFD_ALLOW_SEALING | Linux.MFD_EXEC), "memfd_create(MFD_EXEC)"));
        Linux.Check(Linux.ftruncate(file.Number, bytes), "Setting the size of a memory file");
        return file;
    }

    /// <summary>Writes through the kernel: half the time of filling a mapping, which faults page by page.</summary>
    public void Write(ulong offset, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes) Write(offset, start, (ulong)bytes.Length);
    }

    /// <summary>As <see cref="Write(ulong, ReadOnlySpan{byte})"/>, of host memory that may be more than a span holds.</summary>
    public void Write(ulong offset, byte* start, ulong bytes)
    {
        for (ulong done = 0; done < bytes;)
        {
            // The kernel writes 2 GiB at most at once (write(2)).
            var written = Linux.pwrite(Number, start + done, (nuint)(bytes - done), (long)(offset + done));
            if (written <= 0 && Marshal.GetLastPInvokeError() != Linux.EINTR) throw Linux.Failed("Writing a memory file");
            done += (ulong)Math.Max(written, 0);
        }
    }

    /// <summary>From now on nobody can change it.</summary>
    public void Seal() => Linux.Check(
        Linux.fcntl(Number, Linux.F_ADD_SEALS, Linux.F_SEAL_WRITE | Linux.F_SEAL_GROW | Linux.F_SEAL_SHRINK | Linux.F_SEAL_SEAL), "Sealing a memory file");
}

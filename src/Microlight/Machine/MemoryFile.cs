namespace Microlight.Machine;

/// <summary>A file in memory (memfd) that is filled once and sealed; every sandbox of an image maps it copy-on-write.</summary>
internal sealed class MemoryFile : FileDescriptor
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

    /// <summary>From now on nobody can change it; there must be no shared writable mapping left.</summary>
    public void Seal() => Linux.Check(
        Linux.fcntl(Number, Linux.F_ADD_SEALS, Linux.F_SEAL_WRITE | Linux.F_SEAL_GROW | Linux.F_SEAL_SHRINK | Linux.F_SEAL_SEAL), "Sealing a memory file");
}

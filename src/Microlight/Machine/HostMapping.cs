using Microsoft.Win32.SafeHandles;

namespace Microlight.Machine;

/// <summary>An owned range of host address space.</summary>
internal sealed class HostMapping : SafeHandleZeroOrMinusOneIsInvalid
{
    private HostMapping(nint address, nuint length) : base(ownsHandle: true)
    {
        SetHandle(address);
        Length = length;
    }

    public nint Address => handle;
    public nuint Length { get; }

    /// <summary>Maps a file from its start, copy-on-write.</summary>
    public static HostMapping OfFile(FileDescriptor file, nuint length, int protection) => new(
        Linux.CheckMapping(Linux.mmap(0, length, protection, Linux.MAP_PRIVATE | Linux.MAP_NORESERVE, file.Number, 0), "Mapping guest memory"),
        length);

    /// <summary>Maps a file from its start, shared: what is written goes to the file.</summary>
    public static HostMapping Shared(MemoryFile file, nuint length) => new(
        Linux.CheckMapping(Linux.mmap(0, length, Linux.PROT_READ | Linux.PROT_WRITE, Linux.MAP_SHARED, file.Number, 0), "Mapping shared memory"),
        length);

    /// <summary>Zero pages, readable and writable.</summary>
    public static HostMapping Anonymous(nuint length) => new(
        Linux.CheckMapping(Linux.mmap(0, length, Linux.PROT_READ | Linux.PROT_WRITE, Linux.MAP_PRIVATE | Linux.MAP_ANONYMOUS, -1, 0), "Mapping memory"),
        length);

    /// <summary>Address space without access, aligned to <paramref name="alignment"/> (a power of two).</summary>
    public static HostMapping Reserve(nuint length, nuint alignment)
    {
        var whole = length + alignment;
        var start = Linux.mmap(0, whole, Linux.PROT_NONE, Linux.MAP_PRIVATE | Linux.MAP_ANONYMOUS | Linux.MAP_NORESERVE, -1, 0);
        if (start == -1) throw Linux.Failed($"Reserving {length} bytes of address space");
        var aligned = (nint)(((nuint)start + alignment - 1) & ~(alignment - 1));
        if (aligned > start) Linux.munmap(start, (nuint)(aligned - start));
        var tail = (nuint)(start + (nint)whole - aligned) - length;
        if (tail > 0) Linux.munmap(aligned + (nint)length, tail);
        return new HostMapping(aligned, length);
    }

    protected override bool ReleaseHandle() => Linux.munmap(handle, Length) == 0;
}

using Microlight.Wasi.Filesystem.Linux;

namespace Microlight.Wasi.Preview1;

/// <summary>New access and modification times as utimensat takes them, from WASI's times and <c>$fstflags</c>.</summary>
internal readonly record struct FileTimes(TimeSpec Accessed, TimeSpec Modified)
{
    private const uint SetAccessed = 1;
    private const uint SetAccessedNow = 2;
    private const uint SetModified = 4;
    private const uint SetModifiedNow = 8;

    public static Errno TryCreate(ulong accessed, ulong modified, uint flags, out FileTimes times)
    {
        times = default;
        if (flags > 15 || (flags & 3) == 3 || (flags & 12) == 12) return Errno.Invalid;
        times = new FileTimes(
            Create(accessed, (flags & SetAccessed) != 0, (flags & SetAccessedNow) != 0),
            Create(modified, (flags & SetModified) != 0, (flags & SetModifiedNow) != 0));
        return Errno.Success;
    }

    private static TimeSpec Create(ulong nanoseconds, bool set, bool now) => new()
    {
        Seconds = set ? (long)(nanoseconds / 1_000_000_000) : 0,
        Nanoseconds = set ? (long)(nanoseconds % 1_000_000_000) : now ? LinuxConstants.UtimeNow : LinuxConstants.UtimeOmit,
    };
}

using System.Runtime.InteropServices;

namespace Microlight.Wasi.Filesystem.Linux;

/// <summary>struct pollfd (include/uapi/asm-generic/poll.h). A negative descriptor is skipped.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PollEntry
{
    public int Descriptor;
    public short Events;
    public short Returned;
}

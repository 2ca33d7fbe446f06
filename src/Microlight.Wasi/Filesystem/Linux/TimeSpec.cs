using System.Runtime.InteropServices;

namespace Microlight.Wasi.Filesystem.Linux;

/// <summary>struct timespec of x86-64 (include/uapi/linux/time_types.h: __kernel_timespec).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct TimeSpec
{
    public long Seconds;
    public long Nanoseconds;
}

using System.Runtime.InteropServices;

namespace Microlight.Wasi.Filesystem.Linux;

/// <summary>struct statx_timestamp (include/uapi/linux/stat.h).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct StatxTime
{
    public long Seconds;
    public uint Nanoseconds;
    private readonly int _reserved;
}

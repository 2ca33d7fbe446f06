using System.Runtime.InteropServices;

namespace Microlight.Wasi.Filesystem.Linux;

/// <summary>struct open_how (include/uapi/linux/openat2.h).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct OpenHow
{
    public ulong Flags;
    public ulong Mode;
    public ulong Resolve;
}

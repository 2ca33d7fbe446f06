using System.Runtime.InteropServices;

namespace Microlight.Machine.Kvm;

/// <summary>The one hot system call.</summary>
internal static partial class KvmNative
{
    // Not SuppressGCTransition: the thread must be in preemptive mode while the guest runs, or it would hold up the GC. Not
    // SetLastError: the caller reads errno in the rare case of failure.
    [LibraryImport("libc", EntryPoint = "ioctl")]
    public static partial int Run(int fd, nuint request, nint argument);
}

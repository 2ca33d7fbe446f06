using System.Runtime.InteropServices;

namespace Microlight.Machine.Process;

/// <summary>Whether process isolation can be had here, as far as that is known before the first child: each child's start is the rest.</summary>
internal static class ProcessSupport
{
    /// <summary>Room that the signal stack leaves for the kernel's frame with the CPU's whole extended state.</summary>
    private const int MostFrameBytes = ControlLayout.SignalStackSize - 0x1000;

    private static readonly Lazy<string?> s_refusal = new(FindRefusal);

    /// <exception cref="HypervisorUnavailableException">It cannot; the message says why.</exception>
    public static void ThrowUnlessAvailable()
    {
        if (s_refusal.Value is { } refusal) throw new HypervisorUnavailableException($"Process isolation does not work here: {refusal}");
    }

    private static unsafe string? FindRefusal()
    {
        if (!OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture != Architecture.X64)
            return "it needs 64-bit x86 Linux, and this is something else.";
        uint notify = ProcessNative.SECCOMP_RET_USER_NOTIF;
        if (ProcessNative.syscall(ProcessNative.SYS_seccomp, ProcessNative.SECCOMP_GET_ACTION_AVAIL, 0, (nint)(&notify), 0) < 0)
            return $"the system call seccomp was refused ({Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}); it needs a kernel with CONFIG_SECCOMP_FILTER, and a container that permits filters.";
        var frame = ProcessNative.getauxval(ProcessNative.AT_MINSIGSTKSZ);
        return frame > MostFrameBytes ? $"this processor's signal frames take {frame} bytes; there is room for {MostFrameBytes}." : null;
    }
}

using System.Diagnostics;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Microlight.Bench;

/// <summary>Keeps a measurement on one CPU, so that both sides of a comparison have the same one.</summary>
internal static partial class Affinity
{
    /// <summary>Pins this process's main thread, and the threads and children that it starts from now on, to the last CPU it may use.</summary>
    public static void PinProcess()
    {
        using var process = Process.GetCurrentProcess();
        if (!OperatingSystem.IsLinux()) return;
        var allowed = (ulong)process.ProcessorAffinity;
        process.ProcessorAffinity = (nint)(1UL << BitOperations.Log2(allowed));
    }

    /// <summary>Moves the current thread to a CPU by number; where it may not go there, it stays (sched_setaffinity(2)).</summary>
    public static void PinThread(int cpu)
    {
        var set = new ulong[16];
        set[cpu / 64] = 1UL << cpu % 64;
        _ = sched_setaffinity(0, (nuint)(set.Length * sizeof(ulong)), set);
    }

    [LibraryImport("libc")]
    private static partial int sched_setaffinity(int thread, nuint bytes, ulong[] set);
}

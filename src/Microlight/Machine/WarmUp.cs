using Microlight.Machine.Kvm;

namespace Microlight.Machine;

/// <summary>
/// Does on another thread what the first sandbox of a process would do on its own: build the monitor, open the hypervisor. Worth about
/// 8 ms to a program that has something else to do meanwhile.
/// </summary>
internal static class WarmUp
{
    private static int s_started;

    /// <summary>Starts it once per process; returns at once.</summary>
    /// <param name="first">What else the caller wants prepared, before the rest.</param>
    public static void Start(Action first)
    {
        if (Interlocked.Exchange(ref s_started, 1) != 0) return;
        // A thread of its own: the first work item of a process would start the pool, which takes longer than this.
        new Thread(() => Run(first)) { IsBackground = true, Name = "Microlight warm-up" }.UnsafeStart();
    }

    private static void Run(Action first)
    {
        try
        {
            first();
            Monitor.Write(new byte[Monitor.Size]);
            Trampoline.Write(new byte[Trampoline.Size]);
            KvmSystem.Open();
        }
        catch (Exception)
        {
            // Nobody waits for this thread: whoever creates a sandbox meets the same failure and is told.
        }
    }
}

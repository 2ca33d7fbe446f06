using Microlight.Machine.Kvm;

namespace Microlight.Machine;

/// <summary>
/// Does on another thread what the first sandbox of a process would do on its own: load the assembler, open the hypervisor. Worth about
/// 8 ms to a program that has something else to do meanwhile.
/// </summary>
internal static class WarmUp
{
    private static int s_started;

    /// <summary>Starts it once per process; returns at once.</summary>
    public static void Start()
    {
        if (Interlocked.Exchange(ref s_started, 1) == 0) ThreadPool.UnsafeQueueUserWorkItem(_ => Run(), null);
    }

    private static void Run()
    {
        try
        {
            Monitor.Write(new byte[Monitor.Size]);
            Trampoline.Write(new byte[Trampoline.Size]);
            KvmSystem.Open();
        }
        catch (HypervisorUnavailableException)
        {
            // Whoever creates a sandbox will be told.
        }
    }
}

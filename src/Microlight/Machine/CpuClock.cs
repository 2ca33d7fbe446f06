namespace Microlight.Machine;

/// <summary>
/// Clocks of the CPU time that a thread or a process has used. A clock's number is made from a thread's or process's id
/// (include/linux/posix-timers_types.h of Linux 6.18: make_process_cpuclock, make_thread_cpuclock; what pthread_getcpuclockid returns), and any thread of
/// this process may read it. Time that a thread spends running a guest is the thread's.
/// </summary>
internal static class CpuClock
{
    private const int CPUCLOCK_SCHED = 2, CPUCLOCK_PERTHREAD_MASK = 4;

    [ThreadStatic] private static int t_clock;

    /// <summary>The number of the current thread's clock; never 0.</summary>
    public static int OfCurrentThread
    {
        get
        {
            var clock = t_clock;
            if (clock == 0) t_clock = clock = ~Linux.gettid() << 3 | CPUCLOCK_PERTHREAD_MASK | CPUCLOCK_SCHED;
            return clock;
        }
    }

    /// <summary>The number of a process's clock; never 0.</summary>
    public static int OfProcess(int process) => ~process << 3 | CPUCLOCK_SCHED;

    /// <summary>Nanoseconds used so far; null if the thread or process has ended.</summary>
    public static unsafe long? Read(int clock)
    {
        Linux.TimeSpec time;
        return Linux.clock_gettime(clock, &time) < 0 ? null : time.Seconds * 1_000_000_000 + time.Nanoseconds;
    }
}

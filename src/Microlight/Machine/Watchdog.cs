using System.Diagnostics;

namespace Microlight.Machine;

/// <summary>
/// The one thread of the process that ends calls whose time is up. A thread of its own, because timers of the thread pool come late
/// when the pool is busy. It sleeps until the earliest deadline it knows; a call that ends in time does not wake it.
/// </summary>
internal static class Watchdog
{
    private static readonly object s_gate = new();
    private static readonly List<CallStop> s_calls = [];
    private static long s_wake = long.MaxValue;
    private static bool s_started;

    public static void Watch(CallStop call)
    {
        lock (s_gate)
        {
            if (!call.IsWatched)
            {
                call.IsWatched = true;
                s_calls.Add(call);
            }
            if (!s_started)
            {
                s_started = true;
                new Thread(Run) { IsBackground = true, Name = "Microlight watchdog", Priority = ThreadPriority.AboveNormal }.Start();
            }
            if (call.Deadline >= s_wake) return;
            s_wake = call.Deadline;
            System.Threading.Monitor.Pulse(s_gate);
        }
    }

    private static void Run()
    {
        var expired = new List<CallStop>();
        while (true)
        {
            long now;
            lock (s_gate)
            {
                Sleep();
                now = Stopwatch.GetTimestamp();
                s_wake = long.MaxValue;
                for (var i = s_calls.Count - 1; i >= 0; i--)
                {
                    var deadline = s_calls[i].Deadline;
                    if (deadline <= now) expired.Add(s_calls[i]);
                    if (deadline > now && deadline != long.MaxValue)
                    {
                        s_wake = Math.Min(s_wake, deadline);
                        continue;
                    }
                    // Its next call enters it again.
                    s_calls[i].IsWatched = false;
                    s_calls[i] = s_calls[^1];
                    s_calls.RemoveAt(s_calls.Count - 1);
                }
            }
            foreach (var call in expired) call.Expire(now);
            expired.Clear();
        }
    }

    /// <summary>Until the earliest deadline, or until an earlier one comes.</summary>
    private static void Sleep()
    {
        while (true)
        {
            var ticks = s_wake == long.MaxValue ? long.MaxValue : s_wake - Stopwatch.GetTimestamp();
            if (ticks <= 0) return;
            var milliseconds = ticks == long.MaxValue ? Timeout.Infinite : (int)Math.Min(int.MaxValue, ticks * 1000.0 / Stopwatch.Frequency + 1);
            System.Threading.Monitor.Wait(s_gate, milliseconds);
        }
    }
}

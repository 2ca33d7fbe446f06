using System.Globalization;

namespace Microlight.Bench.Compile;

/// <summary>
/// Watches how much memory this process's children ever had. The kernel's own account of them (getrusage(2)) will not do: it counts what a
/// child shared with its parent before it became another program.
/// </summary>
internal sealed class ChildMemory : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Thread _thread;
    private long _peak;

    public ChildMemory()
    {
        _thread = new Thread(Watch) { IsBackground = true };
        _thread.Start();
    }

    /// <summary>Peak resident KiB of the largest child, of programs other than this one; what grew in its last milliseconds is not in it.</summary>
    public long Peak()
    {
        Dispose();
        return _peak;
    }

    public void Dispose()
    {
        _stop.Cancel();
        _thread.Join();
    }

    /// <summary>VmHWM of proc_pid_status(5) in KiB, 0 for a process that has ended.</summary>
    public static long PeakOf(string process)
    {
        try
        {
            var line = File.ReadLines($"/proc/{process}/status").FirstOrDefault(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null ? 0 : long.Parse(line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private void Watch()
    {
        while (!_stop.Token.WaitHandle.WaitOne(3))
            foreach (var child in Children())
                if (!IsThisProgram(child)) _peak = Math.Max(_peak, PeakOf(child));
    }

    private static IEnumerable<string> Children()
    {
        var children = new List<string>();
        try
        {
            foreach (var thread in Directory.EnumerateDirectories("/proc/self/task"))
                children.AddRange(File.ReadAllText(Path.Combine(thread, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries));
        }
        catch (IOException)
        {
            // A thread ended meanwhile.
        }
        return children;
    }

    /// <summary>Between fork and exec a child is a copy of its parent.</summary>
    private static bool IsThisProgram(string process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/comm") == File.ReadAllText("/proc/self/comm");
        }
        catch (IOException)
        {
            return true;
        }
    }
}

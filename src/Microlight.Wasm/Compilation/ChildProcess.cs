using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Microlight.Wasm.Compilation;

/// <summary>How a limited child process ended.</summary>
internal enum ChildOutcome { Succeeded, Failed, OutOfTime, OutOfMemory }

/// <summary>The outcome with the exit code and what the process wrote (its first 64 KiB).</summary>
internal sealed record ChildResult(ChildOutcome Outcome, int ExitCode, string Output, long PeakMemory, TimeSpan Elapsed);

/// <summary>
/// Runs a program that may run away: under a wall-clock limit, a memory limit (resident bytes, watched; and the kernel's RLIMIT_DATA
/// somewhat above it, for what grows between two looks) and a CPU limit that ends it even if this process dies first.
/// </summary>
internal sealed class ChildProcess
{
    private const int OutputLimit = 64 << 10;
    private const int WatchInterval = 20;   // ms

    /// <param name="program">Path of the executable; it gets no input, an environment of <paramref name="environment"/> alone, and
    /// <paramref name="directory"/> as working directory.</param>
    /// <param name="watch">Called about every 20 ms with the time gone by.</param>
    /// <exception cref="OperationCanceledException">Cancelled; the child is dead by then.</exception>
    public static ChildResult Run(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment, string directory,
        TimeSpan timeLimit, long memoryLimit, Action<TimeSpan>? watch, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        // setrlimit(2) between fork and exec: what sh's ulimit is for. exec keeps the process, so killing it is enough: it starts no others.
        var seconds = (long)Math.Min(timeLimit.TotalSeconds * Environment.ProcessorCount + 60, int.MaxValue);
        var start = new ProcessStartInfo("/bin/sh")
        {
            WorkingDirectory = directory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(string.Create(CultureInfo.InvariantCulture,
            $"ulimit -c 0; ulimit -t {seconds}; ulimit -d {(memoryLimit + memoryLimit / 4 + (64 << 20)) / 1024}; exec \"$0\" \"$@\""));
        start.ArgumentList.Add(program);
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        start.Environment.Clear();
        foreach (var (name, value) in environment) start.Environment[name] = value;

        var clock = Stopwatch.StartNew();
        using var process = Process.Start(start) ?? throw new WasmCompilationException($"{program} could not be started.");
        var output = new BoundedOutput();
        var readers = Task.WhenAll(output.ReadAsync(process.StandardOutput.BaseStream), output.ReadAsync(process.StandardError.BaseStream));
        process.StandardInput.Close();

        long peak = 0;
        ChildOutcome? stopped = null;
        try
        {
            while (!process.WaitForExit(WatchInterval))
            {
                cancellationToken.ThrowIfCancellationRequested();
                var resident = ResidentBytes(process.Id);
                peak = Math.Max(peak, resident);
                stopped = resident > memoryLimit ? ChildOutcome.OutOfMemory : clock.Elapsed > timeLimit ? ChildOutcome.OutOfTime : null;
                if (stopped is not null) break;
                watch?.Invoke(clock.Elapsed);
            }
        }
        finally
        {
            Kill(process);
        }
        process.WaitForExit();
        // A grandchild that escaped the kill could hold the pipes open for ever.
        readers.Wait(TimeSpan.FromSeconds(5), CancellationToken.None);
        var text = output.ToString();
        var outcome = stopped ?? (process.ExitCode == 0 ? ChildOutcome.Succeeded
            // Between two looks RLIMIT_DATA was hit: the allocation failed and the process said so or aborted.
            : text.Contains("OutOfMemory", StringComparison.Ordinal) || text.Contains("out of memory", StringComparison.OrdinalIgnoreCase) || (peak > memoryLimit / 2 && process.ExitCode > 128)
                ? ChildOutcome.OutOfMemory : ChildOutcome.Failed);
        return new ChildResult(outcome, process.ExitCode, text, peak, clock.Elapsed);
    }

    private static void Kill(Process process)
    {
        try
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It ended by itself in between.
        }
    }

    /// <summary>Second field of /proc/[pid]/statm (proc_pid_statm(5)), in bytes; 0 once the process is gone.</summary>
    private static long ResidentBytes(int process)
    {
        try
        {
            var fields = File.ReadAllText($"/proc/{process}/statm").Split(' ');
            return long.Parse(fields[1], CultureInfo.InvariantCulture) * Environment.SystemPageSize;
        }
        catch (IOException)
        {
            return 0;
        }
    }

    /// <summary>Drains pipes to their end, so that the child never blocks, and keeps the beginning.</summary>
    private sealed class BoundedOutput
    {
        private readonly MemoryStream _bytes = new();

        public async Task ReadAsync(Stream stream)
        {
            var buffer = new byte[4096];
            int read;
            while ((read = await stream.ReadAsync(buffer).ConfigureAwait(false)) > 0)
                lock (_bytes)
                    _bytes.Write(buffer, 0, Math.Min(read, OutputLimit - (int)_bytes.Length));
        }

        public override string ToString()
        {
            lock (_bytes) return Encoding.UTF8.GetString(_bytes.GetBuffer(), 0, (int)_bytes.Length);
        }
    }
}

using System.Diagnostics;
using System.Globalization;

namespace Microlight.Bench.Floor;

/// <summary>The raw-KVM floor, bench/floor/floor.c, as a child process that times batches on request.</summary>
internal sealed class FloorProcess : IDisposable
{
    private readonly Process _process;

    public FloorProcess(string executable) => _process = Process.Start(new ProcessStartInfo(executable)
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
    })!;

    /// <summary>Durations in nanoseconds of <paramref name="count"/> operations.</summary>
    public double[] Measure(string operation, int count)
    {
        _process.StandardInput.WriteLine($"{operation} {count}");
        _process.StandardInput.Flush();
        var line = _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("The floor program ended; its message is above.");
        return line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(t => double.Parse(t, CultureInfo.InvariantCulture)).ToArray();
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }
}

using System.Globalization;

namespace Microlight.Fuzz.Soak;

/// <summary>What this process takes of the machine now (proc(5)).</summary>
public sealed record ProcessUsage(double ResidentKiB, double AvailableKiB, int FileDescriptors, int Mappings, int Threads)
{
    public static ProcessUsage Read() => new(
        Field("/proc/self/status", "VmRSS"),
        Field("/proc/meminfo", "MemAvailable"),
        Directory.GetFiles("/proc/self/fd").Length,
        File.ReadLines("/proc/self/maps").Count(),
        (int)Field("/proc/self/status", "Threads"));

    private static double Field(string file, string name)
    {
        var line = File.ReadLines(file).First(line => line.StartsWith(name + ":", StringComparison.Ordinal));
        return double.Parse(line.AsSpan(name.Length + 1).Trim().ToString().Split(' ')[0], CultureInfo.InvariantCulture);
    }
}

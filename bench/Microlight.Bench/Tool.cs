using System.Diagnostics;

namespace Microlight.Bench;

/// <summary>Compilers that the benchmarks need.</summary>
internal static class Tool
{
    /// <summary>Builds a guest in C with guest/c/build.sh.</summary>
    public static void BuildGuest(string output, string source, string flags = "") =>
        Run(new ProcessStartInfo("bash", [Path.Combine(Repository.Root, "guest", "c", "build.sh"), output, source]) { Environment = { ["CFLAGS"] = flags } });

    public static void Compile(string output, IEnumerable<string> sources) => Run(new ProcessStartInfo("gcc", ["-O2", "-pthread", "-o", output, .. sources]));

    private static void Run(ProcessStartInfo start)
    {
        using var process = Process.Start(start)!;
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{start.FileName} failed with exit code {process.ExitCode}; the benchmark needs gcc.");
    }
}

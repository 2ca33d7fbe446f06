using System.Diagnostics;
using Microlight.Tests;

namespace Microlight.Samples.Tests;

/// <summary>The samples do what they show. Skipped where their guests were not built for want of a C compiler.</summary>
public class SampleTests
{
    [SkippableFact]
    public void FSharp()
    {
        Assert.Equal(
        [
            "3 × tea: 10.50",
            "2 × cake: 8.50",
            "100 × tea: the guest gave up with code 1",
            "1 × gold: the host function Price failed",
            "Hang: stopped after 500 ms",
        ], Run("FSharpHello", "FSharpHello", "shop.elf"));
    }

    [SkippableFact]
    public void OpenTelemetry()
    {
        var lines = Run("OpenTelemetry", "OpenTelemetrySample", "shop.elf");
        Assert.Contains("3 × tea: 10.50", lines);
        string[] instruments =
        [
            "microlight.call.duration", "microlight.create.duration", "microlight.restore.duration", "microlight.exits", "microlight.kills", "microlight.pages.dirtied",
            "microlight.sandboxes.active", "microlight.pool.size", "microlight.pool.idle", "microlight.pool.waiting", "microlight.pool.rents",
            "microlight.pool.rent.duration", "microlight.pool.creations", "microlight.pool.resets",
        ];
        Assert.All(instruments, instrument => Assert.Contains(lines, line => line.StartsWith($"metric  {instrument} ", StringComparison.Ordinal)));
        Assert.Contains(lines, line => line.StartsWith("metric  microlight.pool.rents", StringComparison.Ordinal) && line.Contains(" 5 ", StringComparison.Ordinal) && line.EndsWith("pool=shop", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("trace   ", StringComparison.Ordinal) && line.Contains("Total", StringComparison.Ordinal));
    }

    private static string[] Run(string sample, string assembly, string guest)
    {
        Kvm.Require();
        // This assembly is in bin/CONFIGURATION/FRAMEWORK, and so is the sample's.
        var here = new DirectoryInfo(AppContext.BaseDirectory);
        var folder = Path.Combine(here.Parent!.Parent!.Parent!.Parent!.Parent!.FullName, "samples", sample, "bin", here.Parent.Name, here.Name);
        Skip.IfNot(File.Exists(Path.Combine(folder, guest)), "gcc was not there when the samples were built.");
        var start = new ProcessStartInfo("dotnet", [Path.Combine(folder, assembly + ".dll")]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{sample} ended with {process.ExitCode}.\n{output}\n{error.Result}");
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.TrimEnd()).ToArray();
    }
}

using System.Diagnostics;
using Microlight.Tests;

namespace Microlight.Samples.Tests;

/// <summary>The samples do what they show.</summary>
public class SampleTests
{
    [SkippableFact]
    public void FSharp()
    {
        var lines = Run("FSharpHello", "FSharpHello");
        Assert.Contains(lines, line => line.StartsWith("100 × tea: ", StringComparison.Ordinal) && line.Contains("there are only 12", StringComparison.Ordinal));
        Assert.Equal(
        [
            "3 × tea: 10.50",
            "2 × cake: 8.50",
            "1 × gold: the host function Price failed",
            "Hang: stopped after 1000 ms",
        ], lines.Where(line => !line.StartsWith("100", StringComparison.Ordinal)));
    }

    [SkippableFact]
    public void OpenTelemetry()
    {
        var lines = Run("OpenTelemetry", "OpenTelemetrySample");
        Assert.Contains("3 × tea: 10.50", lines);
        string[] instruments =
        [
            "microlight.call.duration", "microlight.create.duration", "microlight.restore.duration", "microlight.exits", "microlight.kills", "microlight.pages.dirtied",
            "microlight.sandboxes.active", "microlight.pool.size", "microlight.pool.idle", "microlight.pool.waiting", "microlight.pool.rents",
            "microlight.pool.rent.duration", "microlight.pool.creations", "microlight.pool.resets",
        ];
        Assert.All(instruments, instrument => Assert.Contains(lines, line => line.StartsWith($"metric  {instrument} ", StringComparison.Ordinal)));
        Assert.Contains(lines, line => line.StartsWith("metric  microlight.pool.rents", StringComparison.Ordinal) && line.Contains(" 4 ", StringComparison.Ordinal) && line.EndsWith("pool=shop", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("trace   ", StringComparison.Ordinal) && line.Contains("Total", StringComparison.Ordinal));
    }

    [SkippableTheory]
    [InlineData("CSharp", "CalculatorCSharp")]
    [InlineData("FSharp", "CalculatorFSharp")]
    public void Calculator(string language, string assembly) => Assert.Equal(
    [
        "6 × 7 = 42", "1 / 0: nothing can be divided by 0", "Add 20 = 120", "Divide 8 = 15", "in EUR: 12", "in XXX: there is no rate for XXX",
    ], Run($"Calculator/{language}", assembly));

    [SkippableFact]
    public void Composed() => Assert.Equal(["together: 21", "isolated in prices and till: 21", "prices: Unreachable", "restored: 21"], Run("Composed", "Composed"));

    [SkippableFact]
    public void SayHello() => Assert.Equal(
    [
        "say-hello: func(name: string) -> string",
        "Hello, Ada!",
        "Hello, Grace 🌍!",
    ], Run("SayHello", "SayHello", "Ada", "Grace 🌍"));

    [SkippableFact]
    public void HostResource() => Assert.Equal(
    [
        "visits is closed",
        "Ada's visit number 1",
        "visits is closed",
        "Grace's visit number 1",
        "visits is closed",
        "Ada's visit number 2",
        "Ada: 2, Grace: 1",
        "Ada: there is no bucket \"visits\" for you",
    ], Run("HostResource", "HostResource"));

    private static string[] Run(string sample, string assembly, params string[] arguments)
    {
        Kvm.Require();
        // This assembly is in bin/CONFIGURATION/FRAMEWORK, and so is the sample's.
        var here = new DirectoryInfo(AppContext.BaseDirectory);
        var folder = Path.Combine(here.Parent!.Parent!.Parent!.Parent!.Parent!.FullName, "samples", sample, "bin", here.Parent.Name, here.Name);
        var start = new ProcessStartInfo("dotnet", [Path.Combine(folder, assembly + ".dll"), .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{sample} ended with {process.ExitCode}.\n{output}\n{error.Result}");
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.TrimEnd()).ToArray();
    }
}

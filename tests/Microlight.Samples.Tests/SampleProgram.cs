using System.Diagnostics;
using Microlight.Bench;

namespace Microlight.Samples.Tests;

/// <summary>Runs what a sample's project was built to.</summary>
internal static class SampleProgram
{
    /// <summary>Starts the program, its output and errors redirected.</summary>
    /// <param name="sample">The project's folder below samples.</param>
    /// <param name="assembly">The assembly's name.</param>
    /// <param name="arguments">The program's arguments.</param>
    public static Process Start(string sample, string assembly, params string[] arguments)
    {
        // This assembly is in bin/CONFIGURATION/FRAMEWORK, and so is the sample's.
        var here = new DirectoryInfo(AppContext.BaseDirectory);
        var path = Path.Combine(Repository.Root, "samples", sample, "bin", here.Parent!.Name, here.Name, assembly + ".dll");
        return Process.Start(new ProcessStartInfo("dotnet", [path, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
    }

    /// <summary>Runs the program to its end, asserts that it succeeds, and returns the lines of its output.</summary>
    public static async Task<string[]> RunAsync(string sample, string assembly, params string[] arguments)
    {
        using var process = Start(sample, assembly, arguments);
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{sample} ended with {process.ExitCode}.\n{output}\n{await error}");
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.TrimEnd()).ToArray();
    }
}

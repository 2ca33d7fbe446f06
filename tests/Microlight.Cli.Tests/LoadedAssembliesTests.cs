using Microlight.Cli.Tests.Support;

namespace Microlight.Cli.Tests;

/// <summary>A run loads nothing for which it has no use: each assembly costs its start milliseconds.</summary>
public sealed class LoadedAssembliesTests
{
    [SkippableFact]
    public void RunLoadsNeitherLoggingNorMetricsNorServers()
    {
        // The first run may have to compile, which needs more.
        Tool.Execute(["run", "--cache", Tool.Cache, TestPrograms.Hello]);
        using var process = Tool.Start(["run", "--cache", Tool.Cache, TestPrograms.Hello]);
        // The program has begun and waits for its input.
        Assert.StartsWith("hello from C", process.StandardOutput.ReadLine(), StringComparison.Ordinal);
        var loaded = File.ReadLines($"/proc/{process.Id}/maps").Select(line => Path.GetFileName(line)).ToHashSet();
        process.StandardInput.Close();
        process.WaitForExit();
        Assert.Contains("Microlight.dll", loaded);
        Assert.DoesNotContain("Microsoft.Extensions.Logging.Abstractions.dll", loaded);
        Assert.DoesNotContain("System.Diagnostics.DiagnosticSource.dll", loaded);
        Assert.DoesNotContain("Microlight.AspNetCore.dll", loaded);
        Assert.DoesNotContain(loaded, name => name.StartsWith("Microlight.Tars", StringComparison.Ordinal));
    }
}

namespace Microlight.Cli.Tests.Support;

/// <summary>How a process ended and what it wrote.</summary>
internal sealed record CommandResult(int ExitCode, string Output, string Error)
{
    /// <summary>The one line that a refusal is: "error: …", no stack trace, the exit code given.</summary>
    public void ShouldFailWith(int exitCode, string part)
    {
        Assert.True(exitCode == ExitCode, $"exit code {ExitCode}, not {exitCode}; standard error: {Error}");
        Assert.StartsWith("error: ", Error, StringComparison.Ordinal);
        Assert.Contains(part, Error, StringComparison.Ordinal);
        Assert.Single(Error.TrimEnd('\n').Split('\n'));
        Assert.DoesNotContain("   at ", Error, StringComparison.Ordinal);
    }

    public void ShouldSucceedWith(string output)
    {
        Assert.True(ExitCode == 0, $"exit code {ExitCode}; standard error: {Error}");
        Assert.Equal(output, Output);
        Assert.Equal("", Error);
    }
}

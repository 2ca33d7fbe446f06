namespace Microlight.Cli.Tests.Support;

/// <summary>How a process ended and what it wrote.</summary>
internal sealed record CommandResult(int ExitCode, string Output, string Error)
{
    /// <summary>The one line that a refusal is: "error: …", no stack trace of ours, the exit code given. A trap has the calls that led to it below.</summary>
    public void ShouldFailWith(int exitCode, string part)
    {
        Assert.True(exitCode == ExitCode, $"exit code {ExitCode}, not {exitCode}; standard error: {Error}");
        Assert.StartsWith("error: ", Error, StringComparison.Ordinal);
        Assert.Contains(part, Error, StringComparison.Ordinal);
        Assert.All(Error.TrimEnd('\n').Split('\n')[1..], line => Assert.True(exitCode == ExitCodes.Trap && line.StartsWith("  at ", StringComparison.Ordinal) || line == "  …", line));
        Assert.DoesNotContain("   at ", Error, StringComparison.Ordinal);
    }

    /// <summary>As <see cref="ShouldFailWith"/>, with a warning before it or not.</summary>
    public void ShouldHaveTrapped(string part)
    {
        Assert.Equal(ExitCodes.Trap, ExitCode);
        Assert.Contains($"error: wasm trap: {part}", Error, StringComparison.Ordinal);
    }

    public void ShouldSucceedWith(string output)
    {
        Assert.True(ExitCode == 0, $"exit code {ExitCode}; standard error: {Error}");
        Assert.Equal(output, Output);
        Assert.Equal("", Error);
    }
}

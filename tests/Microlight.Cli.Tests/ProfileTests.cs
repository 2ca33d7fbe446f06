using Microlight.Cli.Tests.Support;

namespace Microlight.Cli.Tests;

/// <summary><c>microlight run --profile</c>.</summary>
public sealed class ProfileTests
{
    private static string QuickJs => Path.Combine(Repository.Root, "samples", "programs", "quickjs", "qjs.wasm");

    [SkippableTheory]
    [InlineData("vm")]
    [InlineData("process")]
    public void ShowsWhereTheTimeWent(string isolation)
    {
        using var directory = new TemporaryDirectory();
        var stacks = directory.File("stacks");
        var result = Tool.Execute(["run", "--cache", Tool.Cache, "--isolation", isolation, "--profile", "--profile-stacks", stacks, QuickJs, "-e",
            "let s = 0; for (let i = 0; i < 3000000; i++) s += i; print(s)"]);
        Assert.Equal("4499998500000\n", result.Output);
        Assert.Equal(0, result.ExitCode);
        Assert.Matches(@"^\d+ samples, one each 1 ms\n   self   total  function\n", result.Error);
        Assert.Matches(@"(?m)^ +[\d.]+% +[\d.]+%  .+$", result.Error);
        Assert.Contains(File.ReadAllLines(stacks), line => System.Text.RegularExpressions.Regex.IsMatch(line, @"^_start;.*;.* \d+$"));
    }

    [SkippableFact]
    public void AlsoOfAProgramThatIsStopped()
    {
        var result = Tool.Execute(["run", "--cache", Tool.Cache, "--timeout", "2s", "--profile", QuickJs, "-e", "for (;;);"]);
        Assert.Equal(ExitCodes.Timeout, result.ExitCode);
        Assert.Contains("samples, one each 1 ms\n   self   total  function\n", result.Error, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void AFileThatCannotBeWrittenIsRefusedBeforeTheProgramRuns()
    {
        var result = Tool.Execute(["run", "--cache", Tool.Cache, "--profile-stacks", "/no/such/folder/file", QuickJs, "-e", "print(1)"]);
        result.ShouldFailWith(ExitCodes.Failure, "/no/such/folder/file");
        Assert.Equal("", result.Output);
    }
}

using Microlight.Cli.Tests.Support;

namespace Microlight.Cli.Tests;

/// <summary>What a program sees of its arguments, environment, streams and directories, and what is seen of it.</summary>
public sealed class RunTests
{
    [SkippableFact]
    public void ArgumentsInputAndExitCodePassThrough()
    {
        var result = Tool.Execute(["run", "--cache", Tool.Cache, "--env", "GREETING=hi", TestPrograms.Hello, "x", "y"], "a\nbb\n");
        Assert.Equal("hello from C, argc=3\narg[1]=x\narg[2]=y\nGREETING=hi\nline: a\nline: bb\nstdin bytes: 5\n", result.Output);
        Assert.Equal("done\n", result.Error);
        Assert.Equal(7, result.ExitCode);
    }

    [SkippableFact]
    public void WhatFollowsTheFileIsTheProgramsWhateverItLooksLike()
    {
        var result = Tool.Run(TestPrograms.Hello, "--dir", "--help", "--timeout=1ms", "-x", "--", "@file", "é", "");
        Assert.Equal(7, result.ExitCode);
        Assert.Equal("hello from C, argc=9\narg[1]=--dir\narg[2]=--help\narg[3]=--timeout=1ms\narg[4]=-x\narg[5]=--\narg[6]=@file\narg[7]=é\narg[8]=\nGREETING=(unset)\nstdin bytes: 0\n", result.Output);
    }

    [SkippableFact]
    public void EnvironmentIsEmptyUnlessGranted()
    {
        var host = new Dictionary<string, string> { ["GREETING"] = "from the host" };
        Assert.Contains("GREETING=(unset)\n", Tool.Execute(["run", "--cache", Tool.Cache, TestPrograms.Hello], environment: host).Output, StringComparison.Ordinal);
        Assert.Contains("GREETING=from the host\n", Tool.Execute(["run", "--cache", Tool.Cache, "--env", "GREETING", TestPrograms.Hello], environment: host).Output, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void GrantedDirectoryIsTheHostsDirectory()
    {
        using var directory = new TemporaryDirectory();
        File.WriteAllText(directory.File("greeting.js"), "print(readFile('/data/name.txt'))");
        File.WriteAllText(directory.File("name.txt"), "from a file");
        Tool.Run("--dir", $"{directory.Path}::/data", QuickJs, "/data/greeting.js").ShouldSucceedWith("from a file\n");
    }

    [SkippableFact]
    public void WithoutGrantThereAreNoFiles()
    {
        using var directory = new TemporaryDirectory();
        File.WriteAllText(directory.File("secret.txt"), "secret");
        using var granted = new TemporaryDirectory();
        foreach (var path in (string[])[directory.File("secret.txt"), $"/data/../{Path.GetFileName(directory.Path)}/secret.txt", "/etc/passwd"])
        {
            var result = Tool.Run("--dir", $"{granted.Path}::/data", QuickJs, "-e", $"print(readFile('{path}'))");
            Assert.Equal(1, result.ExitCode);
            Assert.Equal("", result.Output);
            Assert.Contains("cannot open file", result.Error, StringComparison.Ordinal);
        }
    }

    [SkippableFact]
    public void MissingDirectoryIsRefused()
    {
        Tool.Run("--dir", "/no/such/directory::/", TestPrograms.Hello).ShouldFailWith(ExitCodes.Failure, "/no/such/directory");
    }

    [SkippableFact]
    public void SpinningProgramIsStopped()
    {
        Tool.Run("--timeout", "300ms", "--invoke", "spin", TestPrograms.Traps).ShouldFailWith(ExitCodes.Timeout, "stopped after 0.3 s");
        Tool.Run("--timeout", "0.3s", QuickJs, "-e", "for (;;);").ShouldFailWith(ExitCodes.Timeout, "stopped after 0.3 s");
    }

    [SkippableFact]
    public void ProgramWaitingForInputIsStopped()
    {
        // Its standard input stays open, and nothing comes.
        using var process = Tool.Start(["run", "--cache", Tool.Cache, "--timeout", "300ms", TestPrograms.Hello]);
        Assert.True(process.WaitForExit(TimeSpan.FromMinutes(1)), "the program still waits");
        Assert.Equal(ExitCodes.Timeout, process.ExitCode);
    }

    [SkippableFact]
    public void MemoryIsLimited()
    {
        Tool.Run("--invoke", "grow", TestPrograms.Traps, "3").ShouldSucceedWith("1\n");
        Tool.Run("--max-memory", "128K", "--invoke", "grow", TestPrograms.Traps, "1").ShouldSucceedWith("1\n");
        Tool.Run("--max-memory", "128K", "--invoke", "grow", TestPrograms.Traps, "2").ShouldSucceedWith("-1\n");
    }

    [SkippableFact]
    public void BinaryDataPassesUnchanged()
    {
        Tool.Run(QuickJs, "-e", "print('\\u0000\\u007f é \\u{1f600}\\r')").ShouldSucceedWith("\0\u007f é \U0001f600\r\n");
    }

    [SkippableFact]
    public void ReadmesProgramRuns()
    {
        var folder = Path.Combine(Repository.Root, "samples", "programs", "quickjs");
        var result = Tool.Run("--dir", $"{folder}::/", QuickJs, "/demo.js");
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("pi = 3.141592653589793238462643383279502884197169399375105820974944592307816\n", result.Output, StringComparison.Ordinal);
        Assert.Contains("no directory was granted", result.Output, StringComparison.Ordinal);
        Assert.EndsWith("Hello from JavaScript in a micro-VM.\n", result.Output, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void SampleDatabaseRuns()
    {
        var folder = Path.Combine(Repository.Root, "samples", "programs", "sqlite");
        var result = Tool.Execute(["run", "--cache", Tool.Cache, Path.Combine(folder, "sqlite.wasm")], File.ReadAllText(Path.Combine(folder, "demo.sql")));
        result.ShouldSucceedWith("""
            primes: 2 3 5 7 11 13 17 19 23 29 31 37 41 43 47 53 59
            found: a sandbox is a snapshot plus the pages it has dirtied
            found: the hardware does the checking
            json: {"guest":5,"host":4,"mailbox":7}
            SQLite 3.46.1

            """);
    }

    private static string QuickJs => Path.Combine(Repository.Root, "samples", "programs", "quickjs", "qjs.wasm");
}

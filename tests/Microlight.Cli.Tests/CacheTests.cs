using Microlight.Cli.Tests.Support;

namespace Microlight.Cli.Tests;

/// <summary>Compiled programs: kept, shared by concurrent runs, rebuilt when damaged, and as files of their own.</summary>
public sealed class CacheTests
{
    [SkippableFact]
    public void SecondRunWritesNothing()
    {
        using var directory = new TemporaryDirectory();
        var cache = directory.File("cache");
        string[] run = ["run", "--cache", cache, "--invoke", "divide", TestPrograms.Traps, "6", "3"];
        Tool.Execute(run).ShouldSucceedWith("2\n");
        var entry = Path.Combine(cache, Entries(cache).Single(e => e.Size > 4096).Name);
        using var held = File.OpenHandle(entry, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        Tool.Execute(run).ShouldSucceedWith("2\n");
        // A new entry would have taken the place of the one held open here, and the kernel would call this one deleted.
        Assert.Equal(entry, new FileInfo($"/proc/self/fd/{held.DangerousGetHandle()}").LinkTarget);
    }

    [SkippableFact]
    public async Task ConcurrentFirstRunsAllSucceed()
    {
        using var directory = new TemporaryDirectory();
        var cache = directory.File("cache");
        var runs = Enumerable.Range(0, 4).Select(i => Task.Run(() => Tool.Execute(["run", "--cache", cache, "--invoke", "divide", TestPrograms.Traps, $"{i * 3}", "3"])));
        var results = await Task.WhenAll(runs);
        for (var i = 0; i < results.Length; i++) results[i].ShouldSucceedWith($"{i}\n");
        Assert.Single(Entries(cache), e => e.Size > 4096);
    }

    [SkippableFact]
    public void DamagedEntryIsBuiltAnew()
    {
        using var directory = new TemporaryDirectory();
        var cache = directory.File("cache");
        string[] run = ["run", "--cache", cache, "--invoke", "divide", TestPrograms.Traps, "6", "3"];
        Tool.Execute(run).ShouldSucceedWith("2\n");
        var entry = Path.Combine(cache, Entries(cache).Single(e => e.Size > 4096).Name);
        var original = File.ReadAllBytes(entry);
        byte[] flipped = [.. original];
        flipped[flipped.Length / 2] ^= 0x40;
        foreach (var damaged in (byte[][])[flipped, original[..(original.Length / 2)], []])
        {
            File.WriteAllBytes(entry, damaged);
            Tool.Execute(run).ShouldSucceedWith("2\n");
            Assert.Equal(original, File.ReadAllBytes(entry));
        }
    }

    [SkippableFact]
    public void NoCacheKeepsNothing()
    {
        using var directory = new TemporaryDirectory();
        var environment = new Dictionary<string, string> { ["XDG_CACHE_HOME"] = directory.Path };
        Tool.Execute(["run", "--no-cache", "--invoke", "divide", TestPrograms.Traps, "6", "3"], environment: environment).ShouldSucceedWith("2\n");
        Assert.Empty(Directory.EnumerateFileSystemEntries(directory.Path));
    }

    [SkippableFact]
    public void DefaultCacheFollowsXdg()
    {
        using var directory = new TemporaryDirectory();
        var environment = new Dictionary<string, string> { ["XDG_CACHE_HOME"] = directory.Path };
        Tool.Execute(["run", "--invoke", "divide", TestPrograms.Traps, "6", "3"], environment: environment).ShouldSucceedWith("2\n");
        Assert.NotEmpty(Entries(directory.File("microlight")));
    }

    [SkippableFact]
    public void CompiledImageRunsAsItsModuleDoes()
    {
        using var directory = new TemporaryDirectory();
        var image = directory.File("hello");
        Tool.Execute(["compile", TestPrograms.Hello, "-o", image]).ShouldSucceedWith("");
        Assert.Equal(["hello"], Directory.EnumerateFileSystemEntries(directory.Path).Select(Path.GetFileName));
        var result = Tool.Execute(["run", image, "x", "y"], "a\n");
        Assert.Equal(7, result.ExitCode);
        Assert.StartsWith("hello from C, argc=3\narg[1]=x\n", result.Output, StringComparison.Ordinal);
    }

    private static List<(string Name, long Size)> Entries(string cache) =>
        [.. new DirectoryInfo(cache).EnumerateFiles("*", SearchOption.AllDirectories)
            .Select(f => (Path.GetRelativePath(cache, f.FullName), f.Length)).OrderBy(e => e.Item1, StringComparer.Ordinal)];
}

using Microlight.Cli.Tests.Support;

namespace Microlight.Cli.Tests;

/// <summary>Truncated, mutated and foreign modules and images: refused in one sentence, nothing half-written, no stack trace.</summary>
public sealed class HostileFileTests
{
    [Theory]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(200)]
    [InlineData(20000)]
    public void TruncatedModule(int length)
    {
        using var directory = new TemporaryDirectory();
        var module = File.ReadAllBytes(TestPrograms.Hello);
        File.WriteAllBytes(directory.File("cut.wasm"), module[..length]);
        var image = directory.File("cut.elf");
        var compiled = Tool.Execute(["compile", directory.File("cut.wasm"), "-o", image]);
        if (length == 8)
        {
            // The header alone is the empty module, which is valid.
            Assert.Equal(0, compiled.ExitCode);
            return;
        }
        compiled.ShouldFailWith(ExitCodes.Failure, "cut.wasm");
        Assert.Equal(["cut.wasm"], Names(directory));
        Tool.Run(directory.File("cut.wasm")).ShouldFailWith(ExitCodes.Failure, "cut.wasm");
    }

    [Fact]
    public void FailedCompileLeavesTheOldImage()
    {
        using var directory = new TemporaryDirectory();
        File.WriteAllBytes(directory.File("bad.wasm"), [.. "\0asm"u8, 1, 0, 0, 0, 1, 99]);
        File.WriteAllText(directory.File("image"), "old");
        Tool.Execute(["compile", directory.File("bad.wasm"), "-o", directory.File("image")]).ShouldFailWith(ExitCodes.Failure, "bad.wasm");
        Assert.Equal("old", File.ReadAllText(directory.File("image")));
        Assert.Equal(["bad.wasm", "image"], Names(directory));
    }

    [Fact]
    public void UnwritableOutput()
    {
        using var directory = new TemporaryDirectory();
        Tool.Execute(["compile", TestPrograms.Traps, "-o", directory.File("no/such/image")]).ShouldFailWith(ExitCodes.Failure, "cannot be written");
        Tool.Execute(["compile", TestPrograms.Traps, "-o", directory.Path]).ShouldFailWith(ExitCodes.Failure, "is a directory");
        Assert.Empty(Names(directory));
    }

    [Fact]
    public void UnsupportedFeatureIsNamed()
    {
        using var directory = new TemporaryDirectory();
        // A component: version 13, layer 1.
        File.WriteAllBytes(directory.File("component.wasm"), [.. "\0asm"u8, 13, 0, 1, 0]);
        Tool.Run(directory.File("component.wasm")).ShouldFailWith(ExitCodes.Failure, "component");
    }

    [SkippableFact]
    public void MutatedModulesEndInAnOrderlyWay()
    {
        using var directory = new TemporaryDirectory();
        var module = File.ReadAllBytes(TestPrograms.Traps);
        var random = new Random(2026);
        for (var i = 0; i < 12; i++)
        {
            var mutant = (byte[])module.Clone();
            for (var n = random.Next(1, 6); n > 0; n--) mutant[random.Next(8, mutant.Length)] = (byte)random.Next(256);
            File.WriteAllBytes(directory.File("mutant.wasm"), mutant);
            var result = Tool.Execute(["run", "--no-cache", "--timeout", "2s", "--invoke", "divide", directory.File("mutant.wasm"), "6", "3"]);
            Assert.True(result.ExitCode is 0 or ExitCodes.Failure or ExitCodes.Usage or ExitCodes.Timeout or ExitCodes.Trap, $"mutant {i}: exit code {result.ExitCode}, {result.Error}");
            if (result.ExitCode != 0) result.ShouldFailWith(result.ExitCode, "");
        }
    }

    [SkippableFact]
    public void TruncatedAndMutatedImages()
    {
        using var directory = new TemporaryDirectory();
        var path = directory.File("traps.elf");
        Tool.Execute(["compile", TestPrograms.Traps, "-o", path]).ShouldSucceedWith("");
        var image = File.ReadAllBytes(path);
        foreach (var length in (int[])[4, 16, 64, 200, image.Length / 2, image.Length - 1])
        {
            File.WriteAllBytes(path, image[..length]);
            Tool.Run("--timeout", "2s", "--invoke", "divide", path, "6", "3").ShouldFailWith(ExitCodes.Failure, "traps.elf");
        }
        var random = new Random(2026);
        for (var i = 0; i < 12; i++)
        {
            // Headers and tables, where a host could be led astray; code itself may be anything.
            var mutant = (byte[])image.Clone();
            for (var n = random.Next(1, 4); n > 0; n--) mutant[random.Next(4, Math.Min(512, mutant.Length))] = (byte)random.Next(256);
            File.WriteAllBytes(path, mutant);
            var result = Tool.Run("--timeout", "2s", "--invoke", "divide", path, "6", "3");
            Assert.True(result.ExitCode is 0 or ExitCodes.Failure or ExitCodes.Usage or ExitCodes.Timeout or ExitCodes.Trap, $"mutant {i}: exit code {result.ExitCode}, {result.Error}");
            if (result.ExitCode != 0) result.ShouldFailWith(result.ExitCode, "");
        }
    }

    [SkippableFact]
    public void ForeignElfIsRefused()
    {
        Tool.Run("/proc/self/exe").ShouldFailWith(ExitCodes.Failure, "exe");
    }

    private static string[] Names(TemporaryDirectory directory) => [.. Directory.EnumerateFileSystemEntries(directory.Path).Select(p => Path.GetFileName(p)!).Order()];
}

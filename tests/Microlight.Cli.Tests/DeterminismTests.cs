using Microlight.Cli.Tests.Support;
using Microlight.Wasm;

namespace Microlight.Cli.Tests;

/// <summary>The same module and options are the same image: with any number of threads, in this process and in another.</summary>
public sealed class DeterminismTests
{
    public static TheoryData<string, DebugInformation> Cases { get; } = new()
    {
        { TestPrograms.Fs, DebugInformation.None },
        { TestPrograms.Fs, DebugInformation.Offsets },
        { TestPrograms.AssemblyScript, DebugInformation.Offsets },
        { TestPrograms.Fs, DebugInformation.Source },
        { TestPrograms.Lines, DebugInformation.Source },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void An_image_does_not_depend_on_threads_or_on_the_process(string program, DebugInformation information)
    {
        var wasm = File.ReadAllBytes(program);
        var options = new WasmCompilerOptions { DebugInformation = information, Isolation = Isolation.Process };
        var image = WasmCompiler.Compile(wasm, options with { Parallelism = 1 });
        foreach (var threads in (int[])[1, 2, 4])
            Assert.True(image.AsSpan().SequenceEqual(WasmCompiler.Compile(wasm, options with { Parallelism = threads })), $"{threads} threads make another image");

        // The command-line tool has no option for no information at all.
        if (information == DebugInformation.None) return;
        using var directory = new TemporaryDirectory();
        string[] arguments = ["compile", "--isolation", "process", program, "-o", directory.File("image")];
        Tool.Execute(information == DebugInformation.Source ? [.. arguments, "-g"] : arguments).ShouldSucceedWith("");
        Assert.True(image.AsSpan().SequenceEqual(File.ReadAllBytes(directory.File("image"))), "another process makes another image");
    }
}

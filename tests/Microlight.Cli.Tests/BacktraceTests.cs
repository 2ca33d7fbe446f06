using Microlight.Cli.Tests.Support;

namespace Microlight.Cli.Tests;

/// <summary>What the tool says of where a program trapped: function, offset in the module, source line.</summary>
public sealed class BacktraceTests
{
    private static string Error(params string[] arguments)
    {
        var result = Tool.Execute(["run", "--no-cache", .. arguments]);
        Assert.Equal(ExitCodes.Trap, result.ExitCode);
        return result.Error;
    }

    [SkippableFact]
    public void FramesHaveTheOffsetOfTheInstructionThatTrapped()
    {
        Kvm.RequireVirtualMachine();
        // traps.wat's code section: i32.div_s, i32.load and call_indirect are at these offsets of the module (wasm-objdump -d).
        Assert.Contains("at divide+0x3 (module offset 0x110)", Error("--invoke", "divide", TestPrograms.Traps, "1", "0"), StringComparison.Ordinal);
        Assert.Contains("(module offset 0x126)", Error("--invoke", "load", TestPrograms.Traps, "-1"), StringComparison.Ordinal);
        Assert.Contains("(module offset 0x14b)", Error("--invoke", "call_entry", TestPrograms.Traps, "1"), StringComparison.Ordinal);
    }

    [SkippableFact]
    public void SourceLinesAreShownIfAskedFor()
    {
        Kvm.RequireVirtualMachine();
        // The code generator may put divide into compute: then the call's line stands for it.
        Assert.Matches(@"module offset 0x[0-9a-f]+, lines\.c:(5|12)\)", Error("-g", "--invoke", "compute", TestPrograms.Lines, "3"));
        Assert.DoesNotContain("lines.c", Error("--invoke", "compute", TestPrograms.Lines, "3"), StringComparison.Ordinal);
    }
}

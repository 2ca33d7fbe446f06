using Microlight.Cli.Tests.Support;

namespace Microlight.Cli.Tests;

/// <summary>--invoke: arguments by signature, results printed, traps by name, what is wrong in one sentence.</summary>
public sealed class InvokeTests
{
    [SkippableTheory]
    [InlineData("fib", "20", "6765")]
    [InlineData("sieve", "100000", "9592")]
    [InlineData("sha256", "100", "-7945986464285858876")]
    [InlineData("mandel", "0x32", "-939496523")]
    [InlineData("trap_div", "-7 2", "-3")]
    [InlineData("trap_div", "4294967289 2", "-3")]
    public void ResultsArePrinted(string export, string arguments, string result)
    {
        Tool.Run(["--invoke", export, TestPrograms.Compute, .. arguments.Split(' ')]).ShouldSucceedWith(result + "\n");
    }

    [SkippableFact]
    public void EveryNumberTypeAndSeveralResults()
    {
        Tool.Run("--invoke", "swap", TestPrograms.Traps, "-1", "-9223372036854775808", "1.5", "NaN").ShouldSucceedWith("NaN\n1.5\n-9223372036854775808\n-1\n");
        Tool.Run("--invoke", "swap", TestPrograms.Traps, "0xffffffff", "0xffffffffffffffff", "-Infinity", "1e300").ShouldSucceedWith("1E+300\n-Infinity\n-1\n-1\n");
    }

    [SkippableTheory]
    [InlineData("unreachable", "", "unreachable in $")]
    [InlineData("divide", "1 0", "integer divide by zero in divide")]
    [InlineData("divide", "-2147483648 -1", "integer overflow in divide")]
    [InlineData("remainder", "5 0", "integer divide by zero in remainder")]
    [InlineData("truncate", "NaN", "invalid conversion to integer in truncate")]
    [InlineData("truncate", "1e10", "integer overflow in truncate")]
    [InlineData("load", "65533", "out of bounds memory access in load")]
    [InlineData("load", "-1", "out of bounds memory access in load")]
    [InlineData("store", "65529 1", "out of bounds memory access in store")]
    [InlineData("fill", "65535 2", "out of bounds memory access in fill")]
    [InlineData("table_get", "4", "out of bounds table access in table_get")]
    [InlineData("call_entry", "1", "indirect call type mismatch in call_entry")]
    [InlineData("call_entry", "2", "uninitialized element in call_entry")]
    [InlineData("call_entry", "4", "undefined element in call_entry")]
    [InlineData("call_entry", "-1", "undefined element in call_entry")]
    [InlineData("recurse", "0", "call stack exhausted in recurse")]
    public void TrapsHaveTheirNames(string export, string arguments, string trap)
    {
        // The function named "give_up" is exported as "unreachable": the name section wins.
        Tool.Run(["--invoke", export, TestPrograms.Traps, .. arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)])
            .ShouldFailWith(ExitCodes.Trap, $"wasm trap: {trap.Replace("$", "give_up", StringComparison.Ordinal)}");
    }

    [SkippableTheory]
    [InlineData("table_get", "4", @"^error: [^\n]* in table_get\n  at table\.get\+0x[0-9a-f]+\n  at table_get\+0x[0-9a-f]+ \(module offset 0x[0-9a-f]+\)\n$")]
    [InlineData("divide", "1 0", @"^error: [^\n]* in divide\n  at divide\+0x[0-9a-f]+ \(module offset 0x[0-9a-f]+\)\n$")]
    [InlineData("recurse", "0", @"^error: [^\n]*\n(  at recurse\+0x[0-9a-f]+ \(module offset 0x[0-9a-f]+\)\n){20}  …\n$")]
    public void TrapsShowTheCallsThatLedThere(string export, string arguments, string expected)
    {
        var result = Tool.Run(["--invoke", export, TestPrograms.Traps, .. arguments.Split(' ')]);
        Assert.Matches(expected, result.Error);
        Assert.Equal(ExitCodes.Trap, result.ExitCode);
    }

    [SkippableFact]
    public void ATrapLeavesACoreDump()
    {
        using var directory = new TemporaryDirectory();
        var dumps = Path.Combine(directory.Path, "dumps");
        var result = Tool.Run("--core-dump", dumps, "--invoke", "divide", TestPrograms.Traps, "1", "0");
        Assert.Equal(ExitCodes.Trap, result.ExitCode);
        Assert.Equal($"  core dump: {Assert.Single(Directory.GetFiles(dumps))}", result.Error.TrimEnd('\n').Split('\n')[^1]);
    }

    [Theory]
    [InlineData("--gdb", "x", "'x' is not a port from 0 to 65535")]
    [InlineData("--gdb", "65536", "'65536' is not a port from 0 to 65535")]
    [InlineData("--gdb", "0", "'--gdb' needs ")]
    [InlineData("--core-dump", "", "'--core-dump' needs a directory")]
    public void DebuggingOptionsAreChecked(string option, string value, string part) =>
        Tool.Run(option, value, "--invoke", "divide", TestPrograms.Traps, "1", "0").ShouldFailWith(ExitCodes.Usage, part);

    [Fact]
    public void AProgramInAProcessCannotBeDebugged() =>
        Tool.Run("--gdb", "0", "--isolation", "process", "--invoke", "divide", TestPrograms.Traps, "1", "0").ShouldFailWith(ExitCodes.Usage, "'--gdb' needs a virtual machine");

    [SkippableTheory]
    [InlineData("remainder", "-9223372036854775808 -1", "0")]
    [InlineData("load", "65532", "0")]
    [InlineData("call_entry", "0", "42")]
    [InlineData("table_get", "3", "1")]
    public void WhatMustNotTrapDoesNot(string export, string arguments, string result)
    {
        Tool.Run(["--invoke", export, TestPrograms.Traps, .. arguments.Split(' ')]).ShouldSucceedWith(result + "\n");
    }

    [SkippableTheory]
    [InlineData("fib", "", ExitCodes.Usage, "'fib' takes 1 arguments (i32), but 0 are given")]
    [InlineData("fib", "1 2", ExitCodes.Usage, "but 2 are given")]
    [InlineData("fib", "one", ExitCodes.Usage, "Argument 1 of 'fib' must be of type i32, but 'one' is not")]
    [InlineData("fib", "4294967296", ExitCodes.Usage, "must be of type i32")]
    [InlineData("fib", "1.0", ExitCodes.Usage, "must be of type i32")]
    [InlineData("nope", "", ExitCodes.Failure, "exports no function 'nope' (it exports ")]
    [InlineData("memory", "", ExitCodes.Failure, "exports no function 'memory'")]
    public void WrongCallsAreRefused(string export, string arguments, int exitCode, string part)
    {
        Tool.Run(["--invoke", export, TestPrograms.Compute, .. arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)]).ShouldFailWith(exitCode, part);
    }

    [SkippableFact]
    public void LibraryIsNotAProgram()
    {
        Tool.Run(TestPrograms.Compute).ShouldFailWith(ExitCodes.Failure, "has no _start; call one of its functions with --invoke");
    }

    [SkippableFact]
    public void MissingImportIsNamed()
    {
        Tool.Run("--invoke", "fib", TestPrograms.AssemblyScript, "3").ShouldFailWith(ExitCodes.Failure, "env.abort");
    }
}

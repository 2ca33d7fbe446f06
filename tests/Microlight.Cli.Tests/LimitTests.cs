using Microlight.Cli.Tests.Support;

namespace Microlight.Cli.Tests;

/// <summary>The limits that the command line sets, each met: a sentence that names it, or the trap that the page promises.</summary>
public sealed class LimitTests
{
    private const string TwoFunctions = """(module (func (export "f")) (func $g))""";

    /// <summary>Recurses without end.</summary>
    private const string Recursion = """(module (func $f (export "f") (param i32) (call $f (local.get 0)) (call $f (local.get 0))))""";

    /// <summary>A list that grows until there is no room.</summary>
    private const string List = """
        (module
          (type $node (struct (field (ref null $node)) (field i64)))
          (func (export "f") (param i32) (result i32)
            (local $head (ref null $node))
            (loop $next
              (local.set $head (struct.new $node (local.get $head) (i64.const 1)))
              (br_if $next (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))
            (i32.const 7)))
        """;

    [Fact]
    public void A_module_beyond_a_limit_is_refused_by_its_name()
    {
        using var directory = new TemporaryDirectory();
        File.WriteAllText(directory.File("two.wat"), TwoFunctions);
        Tool.Execute(["compile", "--limit", "Functions=1", directory.File("two.wat"), "-o", directory.File("image")]).ShouldFailWith(ExitCodes.Failure, "functions");
        Assert.False(File.Exists(directory.File("image")));
    }

    [SkippableFact]
    public void A_small_stack_is_exhausted_early()
    {
        Kvm.RequireVirtualMachine();
        using var directory = new TemporaryDirectory();
        File.WriteAllText(directory.File("recursion.wat"), Recursion);
        Tool.Execute(["run", "--cache", Tool.Cache, "--stack-size", "64K", "--invoke", "f", directory.File("recursion.wat"), "1"])
            .ShouldFailWith(ExitCodes.Trap, "wasm trap: call stack exhausted");
    }

    [SkippableFact]
    public void A_heap_is_as_large_as_it_may_be()
    {
        Kvm.RequireVirtualMachine();
        using var directory = new TemporaryDirectory();
        File.WriteAllText(directory.File("list.wat"), List);
        string[] Run(string heap) => ["run", "--cache", Tool.Cache, "--max-heap", heap, "--invoke", "f", directory.File("list.wat"), "200000"];
        Tool.Execute(Run("2M")).ShouldFailWith(ExitCodes.Trap, "heap");
        Tool.Execute(Run("64M")).ShouldSucceedWith("7\n");
    }
}

using Microlight.Cli.Tests.Support;

namespace Microlight.Cli.Tests;

/// <summary>Components: run by their wasi:cli/run, or called with arguments as text; compiled ahead; what is wrong in one sentence.</summary>
public sealed class ComponentTests
{
    private static string Passing => Path.Combine(Repository.Root, "bench", "components", "passing.wasm");

    [SkippableFact]
    public void Calls_have_their_arguments_in_them()
    {
        Tool.Run("--invoke", "echo(\"tea \\\"for\\\" two\\n\")", Passing).ShouldSucceedWith("\"tea \\\"for\\\" two\\n\"\n");
        Tool.Run("--invoke", "take([1, 2, 3])", Passing).ShouldSucceedWith("3\n");
        Tool.Run("--invoke", "give(3)", Passing).ShouldSucceedWith("[0, 0, 0]\n");
        Tool.Run("--invoke", "nothing", Passing).ShouldSucceedWith("");
    }

    [SkippableFact]
    public void Wrong_calls_are_refused_with_their_place()
    {
        Tool.Run("--invoke", "echo(1)", Passing).ShouldFailWith(ExitCodes.Usage, "Expected string, found '1' (line 1, column 6)");
        Tool.Run("--invoke", "ecco(1)", Passing).ShouldFailWith(ExitCodes.Usage, "no function 'ecco'");
        Tool.Run("--invoke", "ecco(1)", Passing).ShouldFailWith(ExitCodes.Usage, "it exports nothing, echo, take, give");
        Tool.Run("--invoke", "take", Passing, "[1]").ShouldFailWith(ExitCodes.Usage, "'[1]' behind FILE has no place");
        Tool.Run(Passing).ShouldFailWith(ExitCodes.Failure, "is a library, not a program: it has no wasi:cli/run");
        Tool.Run("--invoke", "give(4294967295)", Passing).ShouldFailWith(ExitCodes.Trap, "");
    }

    [SkippableFact]
    public void Composed_components_run_together_or_in_a_machine_each()
    {
        var shop = Path.Combine(Repository.Root, "samples", "Composed", "component", "shop.wasm");
        foreach (var isolation in (string[][])[[], ["--isolate-components"]])
            Tool.Run([.. isolation, "--invoke", "till.total([\"tea\", \"cake\"])", shop]).ShouldSucceedWith("21\n");
        Tool.Run("--isolate-components", "--invoke", "till.total([\"\"])", shop).ShouldFailWith(ExitCodes.Trap, "error: The component 'prices' failed: ");
        Tool.Run("--isolate-components", "--invoke", "nothing", Passing).ShouldFailWith(ExitCodes.Failure, "cannot be taken apart into isolated ones: it has core code of its own");
        Tool.Run("--isolate-components", "--profile", shop).ShouldFailWith(ExitCodes.Usage, "'--profile'");
        using var directory = new TemporaryDirectory();
        var image = directory.File("shop.elf");
        Tool.Execute(["compile", shop, "-o", image]).ShouldSucceedWith("");
        Tool.Run("--isolate-components", image).ShouldFailWith(ExitCodes.Usage, "'--isolate-components' needs a component");
    }

    [SkippableFact]
    public void Components_are_compiled_ahead()
    {
        using var directory = new TemporaryDirectory();
        var image = directory.File("passing.elf");
        Tool.Execute(["compile", Passing, "-o", image]).ShouldSucceedWith("");
        Tool.Run("--invoke", "echo(\"x\")", image).ShouldSucceedWith("\"x\"\n");
    }

    [SkippableFact]
    public void A_program_has_its_arguments_and_its_exit_code()
    {
        var program = Repository.RequireShared("fixtures/programs/c-hello/hello-p2.component.wasm");
        var result = Tool.Execute(["run", "--cache", Tool.Cache, "--env", "GREETING=hi", program, "x", "y"], "a\nbb\n");
        Assert.Equal("hello from C, argc=3\narg[1]=x\narg[2]=y\nGREETING=hi\nline: a\nline: bb\nstdin bytes: 5\n", result.Output);
        Assert.Equal("done\n", result.Error);
        // It ends with 7; wasi:cli/exit knows success and failure.
        Assert.Equal(1, result.ExitCode);
    }
}

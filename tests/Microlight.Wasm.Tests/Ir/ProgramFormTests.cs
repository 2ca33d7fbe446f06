using Microlight.Wasm.Cil;
using Microlight.Wasm.Tests.Support;

namespace Microlight.Wasm.Tests.Ir;

/// <summary>The form of real programs' functions: what the verifiers say after each pass, and that output does not depend on threads.</summary>
public sealed class ProgramFormTests
{
    [SkippableTheory]
    [InlineData("c-compute/compute.wasm")]
    [InlineData("quickjs/qjs.wasm")]
    [InlineData("sqlite/sqlite.wasm")]
    public void Every_function_verifies_after_every_pass(string program) => IrTesting.Check(IrTesting.Link(File.ReadAllBytes(SharedData.Require("fixtures/programs/" + program))));

    [SkippableFact]
    [Trait("Category", "Nightly")]
    public void Every_function_of_the_large_programs_verifies()
    {
        foreach (var program in (string[])["python/python.wasm", "go-hello/hello.wasm", "cpp-stl/stl.wasm", "rust-hello/hello.wasm"])
            IrTesting.Check(IrTesting.Link(File.ReadAllBytes(SharedData.Require("fixtures/programs/" + program))));
    }

    [SkippableFact]
    public void Same_bytes_with_any_number_of_threads()
    {
        var wasm = File.ReadAllBytes(SharedData.Require("fixtures/programs/quickjs/qjs.wasm"));
        Assert.Equal(CilCompiler.Compile(IrTesting.Link(wasm), parallelism: 1).Image, CilCompiler.Compile(IrTesting.Link(wasm), parallelism: 4).Image);
    }
}

using Microlight.Cli.Tests.Support;

namespace Microlight.Cli.Tests;

/// <summary>The text format on the command line: <c>microlight wat</c>, and text where a module is taken.</summary>
public sealed class WatTests : IDisposable
{
    private const string Add = "(module (func (export \"add\") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1))))";

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    private string Write(string name, string text)
    {
        File.WriteAllText(_directory.File(name), text);
        return _directory.File(name);
    }

    [Fact]
    public void Text_becomes_a_binary_module()
    {
        var output = _directory.File("add.wasm");
        var result = Tool.Execute(["wat", Write("add.wat", Add), "-o", output]);
        Assert.Equal(("", "", 0), (result.Output, result.Error, result.ExitCode));
        Assert.Equal(Wasm.WasmText.Parse(Add), File.ReadAllBytes(output));
    }

    [Theory]
    [InlineData("add.wat", Add)]
    [InlineData("add.txt", ";; a comment\n" + Add)]
    public void Text_is_taken_where_a_module_is(string name, string text)
    {
        var result = Tool.Execute(["inspect", Write(name, text)]);
        Assert.Equal(("", 0), (result.Error, result.ExitCode));
        Assert.Contains("add  [i32 i32] -> [i32]", result.Output, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Text_runs()
    {
        Kvm.RequireVirtualMachine();
        var result = Tool.Execute(["run", "--no-cache", "--invoke", "add", Write("add.wat", Add), "2", "3"]);
        Assert.Equal(("5\n", "", 0), (result.Output, result.Error, result.ExitCode));
    }

    [Fact]
    public void A_fault_names_file_line_and_column()
    {
        var path = Write("wrong.wat", "(module\n  (func (frob)))");
        var result = Tool.Execute(["wat", path, "-o", _directory.File("wrong.wasm")]);
        Assert.Equal(($"error: '{path}': Unknown operator 'frob' (line 2, column 10)\n", 1), (result.Error, result.ExitCode));
        Assert.False(File.Exists(_directory.File("wrong.wasm")));
    }

    [Fact]
    public void A_binary_module_is_not_converted()
    {
        var result = Tool.Execute(["wat", TestPrograms.Compute, "-o", _directory.File("x.wasm")]);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("is not in the text format but a binary module", result.Error, StringComparison.Ordinal);
    }
}

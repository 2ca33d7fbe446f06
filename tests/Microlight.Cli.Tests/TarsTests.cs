using Microlight.Cli.Tests.Support;

namespace Microlight.Cli.Tests;

/// <summary><c>microlight tars</c>: interfaces to WIT and JavaScript.</summary>
public sealed class TarsTests : IDisposable
{
    private const string Hello = "module Demo { interface Hello { string sayHello(string name); }; };";

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void An_interface_becomes_a_world()
    {
        var result = Tool.Execute(["tars", "wit", Write("hello.tars", Hello)]);
        Assert.Equal(("// Made by 'microlight tars wit' of hello.tars.\npackage tars:demo;\n\ninterface hello {\n  say-hello: func(name: string) -> string;\n}\n\nworld hello-servant {\n  export hello;\n}\n", "", 0),
            (result.Output, result.Error, result.ExitCode));
    }

    [Fact]
    public void A_world_may_know_of_its_calls()
    {
        var result = Tool.Execute(["tars", "wit", "--with-call", Write("hello.tars", Hello)]);
        Assert.Contains("world hello-servant {\n  import microlight:tars/call;\n  export hello;\n}\n\npackage microlight:tars {", result.Output, StringComparison.Ordinal);
        Assert.Equal(("", 0), (result.Error, result.ExitCode));
    }

    [Fact]
    public void An_interface_becomes_JavaScript()
    {
        var output = _directory.File("hello.cjs");
        var result = Tool.Execute(["tars", "js", Write("hello.tars", Hello), "-o", output]);
        Assert.Equal(("", "", 0), (result.Output, result.Error, result.ExitCode));
        Assert.Contains("Demo.HelloProxy = class {", File.ReadAllText(output), StringComparison.Ordinal);
    }

    [Fact]
    public void One_of_several_interfaces_is_named()
    {
        var path = Write("two.tars", "#include \"hello.tars\"\nmodule M { interface A { void a(); }; interface B { void b(); }; };");
        Write("hello.tars", Hello);
        Tool.Execute(["tars", "wit", path]).ShouldFailWith(ExitCodes.Usage, "choose one with --interface: M::A, M::B");
        Tool.Execute(["tars", "wit", path, "--interface", "Hello"]).ShouldFailWith(ExitCodes.Failure, "has no interface Hello; it has A, B");
        Assert.Contains("world b-servant", Tool.Execute(["tars", "wit", path, "--interface", "M::B"]).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Faults_name_file_line_and_column()
    {
        var path = Write("wrong.tars", "module M\n{\n  struct S { 0 require T t; };\n};");
        Tool.Execute(["tars", "js", path]).ShouldFailWith(ExitCodes.Failure, $"error: {path}(3,24): There is no type T in the module M.");
        Tool.Execute(["tars", "wit", _directory.File("none.tars")]).ShouldFailWith(ExitCodes.Failure, "is not there");
        var empty = Write("empty.tars", "module M { struct S { }; interface I { void f(S s); }; };");
        Tool.Execute(["tars", "wit", empty]).ShouldFailWith(ExitCodes.Failure, $"{empty}(1,19): The structure S has no fields; WIT has no such records.");
    }

    private string Write(string name, string text)
    {
        File.WriteAllText(_directory.File(name), text);
        return _directory.File(name);
    }
}

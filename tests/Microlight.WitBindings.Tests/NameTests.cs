namespace Microlight.WitBindings.Tests;

/// <summary>Names that C# has taken, or that would be there twice.</summary>
public sealed class NameTests
{
    [Fact]
    public void Names_that_are_taken_get_a_line_appended()
    {
        var result = Generation.Of("""
            package a:b;
            interface odd {
              record clone { to-string: string, equals: u8, clone: bool, get-hash-code: u8, %record: u8 }
              variant value { value(u8), instance, equals(string), a-b, ab }
              enum %enum { %enum, value }
              flags %flags { none, all }
              resource dispose { dispose: func(); get-type: func(); dispose-async: func(); }
              %class: func(%namespace: u8, %event: u8, await: u8, call: u8, cancellation-token: u8, handles: u8, %result: u8, self: u8, value: u8, name: u8) -> u8;
              register: func();
              run: func();
              run-async: func();
              to-string: func();
            }
            world w { import odd; export odd; export to-string: func(); export instance: func(); }
            """);
        Assert.Empty(result.Diagnostics);
        Assert.Empty(result.CompilerDiagnostics);
        Assert.Contains("string ToString_", result.Members("A.B.OddClone")!);
        Assert.NotNull(result.Declaration("A.B.OddDispose"));
        Assert.Contains("bool Clone_", result.Members("A.B.OddClone")!);
        Assert.NotNull(result.Declaration("A.B.Value+Value_"));
        Assert.NotNull(result.Declaration("A.B.Value+Instance_"));
        Assert.Contains(result.Members("A.B.IOdd")!, m => m.Contains("ClassAsync(byte @namespace, byte @event, byte await, byte call_, byte cancellationToken_, byte handles_, byte result_, byte self_, byte value, byte name,", StringComparison.Ordinal));
        Assert.Contains(result.Members("A.B.IOdd")!, m => m.Contains(" Register_Async(", StringComparison.Ordinal));
        Assert.Contains(result.Members("A.B.IOdd")!, m => m.Contains(" RunAsync_Async(", StringComparison.Ordinal));
        Assert.Contains(result.Members("A.B.WWorld")!, m => m.Contains(" Instance_(", StringComparison.Ordinal));
    }

    [Fact]
    public void Types_of_one_name_in_two_interfaces_carry_the_interface_s()
    {
        var result = Generation.Of("""
            package a:b;
            interface one { enum error { x } record only { e: error } f: func() -> only; }
            interface two { enum error { y } enum one-exports { z } f: func(e: error) -> one-exports; }
            world w { import one; import two; }
            """);
        Assert.Empty(result.CompilerDiagnostics);
        Assert.Equal("enum OneError", result.Declaration("A.B.OneError"));
        Assert.Equal("enum TwoError", result.Declaration("A.B.TwoError"));
        Assert.Equal("readonly record struct Only", result.Declaration("A.B.Only"));
        Assert.Equal("enum TwoOneExports", result.Declaration("A.B.TwoOneExports"));
    }

    [Fact]
    public void Two_versions_of_a_package_have_a_namespace_each()
    {
        var result = Generation.Of([
            ("world.wit", "package a:b; world w { import c:d/i@0.1.0; import c:d/i@0.2.0-rc.1; }"),
            ("deps/old.wit", "package c:d@0.1.0; interface i { record r { x: u8 } f: func() -> r; }"),
            ("deps/new/d.wit", "package c:d@0.2.0-rc.1; interface i { record r { x: u8, y: u8 } f: func() -> r; }")]);
        Assert.Empty(result.CompilerDiagnostics);
        Assert.NotNull(result.Declaration("C.D.V0_1_0.II"));
        Assert.NotNull(result.Declaration("C.D.V0_2_0_rc_1.II"));
    }

    [Fact]
    public void Worlds_have_functions_types_and_interfaces_of_their_own()
    {
        var result = Generation.Of("""
            package a:b@1.2.3;
            interface shared { record r { x: u8 } }
            world my-world {
              use shared.{r as s};
              record mine { s: s }
              resource door { open: func(); }
              import log: func(text: string, mine: mine);
              import env: interface { use shared.{r}; record e { r: r } get: func() -> e; }
              export run: func(door: borrow<door>) -> s;
              export handler: interface { handle: func() -> u8; }
            }
            """);
        Assert.Empty(result.Diagnostics);
        Assert.Empty(result.CompilerDiagnostics);
        Assert.Contains("ValueTask LogAsync(string text, Mine mine, CancellationToken cancellationToken = default)", result.Members("A.B.IMyWorldWorld")!);
        Assert.Contains("ValueTask<E> GetAsync(CancellationToken cancellationToken = default)", result.Members("A.B.IMyWorldEnv")!);
        Assert.Contains("R Run(Door door)", result.Members("A.B.MyWorldWorld")!);
        Assert.Contains("MyWorldHandlerExports Handler", result.Members("A.B.MyWorldWorld")!);
        Assert.Contains("imports.Add(name, \"get\"", result.Text, StringComparison.Ordinal);
        Assert.Contains("string name = \"env\"", result.Text, StringComparison.Ordinal);
        Assert.Contains("new global::A.B.MyWorldHandlerExports(exports, \"handler\")", result.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void An_interface_under_other_names_is_one_interface()
    {
        var result = Generation.Of("""
            package a:b;
            interface store { get: func(key: string) -> option<string>; }
            world w { import first: store; import second: store; export third: store; }
            """);
        Assert.Empty(result.Diagnostics);
        Assert.Empty(result.CompilerDiagnostics);
        Assert.Contains("StoreExports Third", result.Members("A.B.WWorld")!);
        Assert.Contains("exports, \"third\"", result.Text, StringComparison.Ordinal);
    }
}

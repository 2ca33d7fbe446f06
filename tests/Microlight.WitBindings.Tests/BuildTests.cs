using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Microlight.WitBindings.Tests;

/// <summary>What builds are told: diagnostics, which worlds, what references have already, and what is not done twice.</summary>
public sealed class BuildTests
{
    [Theory]
    [InlineData("MLW001", 3, 14, "package a:b;\ninterface i {\n  f: func(x: no-such);\n}")]
    [InlineData("MLW001", 2, 1, "package a:b;\nwurld w { }")]
    [InlineData("MLW001", 2, 18, "package a:b;\nworld w { import missing; }")]
    [InlineData("MLW002", 2, 11, "package a:b;\nworld w { export f: async func(); }")]
    [InlineData("MLW002", 2, 15, "package a:b;\ninterface i { f: func() -> stream<u8>; }\nworld w { import i; }")]
    [InlineData("MLW002", 2, 15, "package a:b;\ninterface i { record r { x: list<option<future>> } f: func(r: r); }\nworld w { import i; }")]
    [InlineData("MLW002", 2, 30, "package a:b;\ninterface i { resource r {   m: func() -> error-context; } }\nworld w { import i; }")]
    [InlineData("MLW002", 2, 15, "package a:b;\ninterface i { f: func(x: list<u64, 4294967295>); }\nworld w { import i; }")]
    public void Faults_are_errors_with_their_place(string id, int line, int column, string wit)
    {
        var result = Generation.Of([("deps/x.wit", "package c:d;"), ("deeper/other.wit", wit)]);
        var diagnostic = Assert.Single(result.Diagnostics);
        Assert.Equal(id, diagnostic.Id);
        Assert.Equal(DiagnosticSeverity.Error, diagnostic.Severity);
        var place = diagnostic.Location.GetLineSpan();
        Assert.Equal("/project/wit/deeper/other.wit", place.Path);
        Assert.Equal((line, column), (place.StartLinePosition.Line + 1, place.StartLinePosition.Character + 1));
        Assert.DoesNotContain("{0}", diagnostic.GetMessage(null), StringComparison.Ordinal);
        Assert.Single(result.Compilation.SyntaxTrees);
    }

    [Fact]
    public void A_type_that_is_too_large_to_be_compared_is_a_fault_and_takes_no_time()
    {
        var types = string.Concat(Enumerable.Range(1, 60).Select(i => $"type t{i} = tuple<t{i - 1}, t{i - 1}>; record r{i} {{ a: r{i - 1}, b: r{i - 1} }} "));
        var result = Generation.Of($"package a:b; interface i {{ type t0 = u8; record r0 {{ x: u8 }} {types} f: func(r: r60); }} world w {{ import i; }}");
        Assert.Equal("MLW001", Assert.Single(result.Diagnostics).Id);
    }

    [Fact]
    public void A_project_without_worlds_is_told_so() => Assert.Equal("MLW004", Assert.Single(Generation.Of("package a:b; interface i { }").Diagnostics).Id);

    [Fact]
    public void A_project_without_files_is_warned()
    {
        var result = Generation.Of([]);
        var warning = Assert.Single(result.Diagnostics);
        Assert.Equal(("MLW005", DiagnosticSeverity.Warning), (warning.Id, warning.Severity));
        Assert.Contains("'/project/wit/'", warning.GetMessage(null), StringComparison.Ordinal);
        Assert.Single(result.Compilation.SyntaxTrees);
    }

    [Fact]
    public void Worlds_are_those_outside_of_deps_or_those_that_are_named()
    {
        (string, string)[] files = [("a.wit", "package a:b; world one { } world two { }"), ("deps/c.wit", "package c:d@1.0.0; world three { export f: func(); }")];
        Assert.Equal((true, true, false), Worlds(""));
        Assert.Equal((false, true, false), Worlds("two"));
        Assert.Equal((true, false, true), Worlds("a:b/one, c:d/three@1.0.0"));
        Assert.Equal((false, false, true), Worlds("c:d/three"));
        var missing = Assert.Single(Generation.Of(files, worlds: "three").Diagnostics);
        Assert.Equal("MLW003", missing.Id);
        Assert.Contains("a:b/one, a:b/two, c:d/three@1.0.0", missing.GetMessage(null), StringComparison.Ordinal);

        (bool, bool, bool) Worlds(string names)
        {
            var result = Generation.Of(files, worlds: names);
            Assert.Empty(result.CompilerDiagnostics);
            return (result.Declaration("A.B.OneWorld") is not null, result.Declaration("A.B.TwoWorld") is not null, result.Declaration("C.D.ThreeWorld") is not null);
        }
    }

    [Fact]
    public void Unstable_features_are_there_when_they_are_named()
    {
        const string Wit = "package a:b; interface i { @unstable(feature = new) f: func(); g: func(); } world w { import i; }";
        Assert.DoesNotContain(Generation.Of(Wit).Members("A.B.II")!, m => m.Contains("FAsync", StringComparison.Ordinal));
        Assert.Contains(Generation.Of(Wit, features: "new").Members("A.B.II")!, m => m.Contains("FAsync", StringComparison.Ordinal));
    }

    [Fact]
    public void What_a_referenced_assembly_has_is_used()
    {
        var library = Generation.Of("""
            package a:b@0.2.6;
            interface i { record r { x: u8 } resource door { open: func() -> r; } f: func() -> r; }
            interface j { g: func() -> u8; }
            world w { import i; export j; }
            """).Compilation;
        using var stream = new MemoryStream();
        Assert.True(library.WithAssemblyName("library").Emit(stream).Success);
        var result = Generation.Of([
            ("world.wit", "package c:d; interface k { use a:b/i@0.2.0.{r, door}; k: func(r: r, d: borrow<door>) -> door; } world app { import k; export a:b/j@0.2.0; export a:b/i@0.2.0; }"),
            ("deps/b.wit", "package a:b@0.2.0; interface i { record r { x: u8 } resource door { open: func() -> r; } f: func() -> r; } interface j { g: func() -> u8; }")],
            references: MetadataReference.CreateFromImage(stream.ToArray()));
        Assert.Empty(result.Diagnostics);
        Assert.Empty(result.CompilerDiagnostics);
        var generated = result.Compilation.SyntaxTrees.Select(t => Path.GetFileName(t.FilePath)).ToList();
        Assert.DoesNotContain("A.B.I.g.cs", generated);
        Assert.DoesNotContain("A.B.JExports.g.cs", generated);
        // The library only imports i, so that what calls it is made here.
        Assert.Contains("A.B.IExports.g.cs", generated);
        Assert.Contains("JExports J", result.Members("C.D.AppWorld")!);
    }

    [Fact]
    public void Nothing_is_made_again_unless_WIT_changes()
    {
        var compilation = Generation.NewCompilation("public static class P { }");
        var driver = Generation.Driver([("a.wit", "package a:b; world w { import f: func(); }")]).RunGenerators(compilation);
        driver = driver.RunGenerators(compilation.AddSyntaxTrees(Generation.Parse("public static class Q { }")));
        var result = driver.GetRunResult().Results[0];
        Assert.All(result.TrackedSteps["Bindings"].SelectMany(s => s.Outputs), o => Assert.Equal(IncrementalStepRunReason.Cached, o.Reason));
        var outputs = result.TrackedOutputSteps.SelectMany(s => s.Value).SelectMany(s => s.Outputs).ToList();
        Assert.NotEmpty(outputs);
        Assert.All(outputs, o => Assert.Equal(IncrementalStepRunReason.Cached, o.Reason));
        var other = Generation.Driver([("a.wit", "package a:b; world w { import g: func(); }")]).RunGenerators(compilation).GetRunResult();
        Assert.Contains(other.GeneratedTrees, t => t.ToString().Contains("GAsync", StringComparison.Ordinal));
    }
}

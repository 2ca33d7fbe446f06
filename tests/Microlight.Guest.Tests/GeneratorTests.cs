using Microlight.Guest.Generator;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Microlight.Guest.Tests;

/// <summary>What the generator refuses, where, and what it writes.</summary>
public sealed class GeneratorTests
{
    private static readonly MetadataReference[] s_library = [MetadataReference.CreateFromFile(Path.Combine(AppContext.BaseDirectory, "library", "Microlight.Guest.dll"))];

    [Theory]
    [InlineData("MLG001", "public class P { [GuestFunction] public void F() { } }")]
    [InlineData("MLG001", "public partial class P { [HostFunction] public partial void F(); }")]
    [InlineData("MLG002", "public partial class P { [HostFunction] public static int F() => 1; }")]
    [InlineData("MLG002", "public class P { [HostFunction] public static partial int F(); }")]
    [InlineData("MLG003", "public static class P { [GuestFunction] public static void F<T>() { } }")]
    [InlineData("MLG003", "public static class P<T> { [GuestFunction] public static void F() { } }")]
    [InlineData("MLG004", "public static class P { [GuestFunction] public static void F(object o) { } }")]
    [InlineData("MLG004", "public static class P { [GuestFunction] public static void F(int[] o) { } }")]
    [InlineData("MLG004", "public static class P { [GuestFunction] public static void F(char c) { } }")]
    [InlineData("MLG004", "public static class P { [GuestFunction] public static void F(nint n) { } }")]
    [InlineData("MLG004", "public static class P { [GuestFunction] public static void F(int? n) { } }")]
    [InlineData("MLG004", "public struct S { public string T; } public static class P { [GuestFunction] public static void F(S s) { } }")]
    [InlineData("MLG004", "public static class P { [GuestFunction] public static void F(ReadOnlySpan<char> s) { } }")]
    [InlineData("MLG005", "public static class P { [GuestFunction] public static object F() => null; }")]
    [InlineData("MLG005", "public static class P { [GuestFunction] public static (int, object) F() => default; }")]
    [InlineData("MLG005", "public static partial class P { [HostFunction] public static partial ReadOnlySpan<byte> F(); }")]
    [InlineData("MLG006", "public static class P { [GuestFunction] public static void F(ref int x) { } }")]
    [InlineData("MLG007", "public static class P { [GuestFunction] public static void F() { } [GuestFunction(\"F\")] public static void G() { } }")]
    [InlineData("MLG007", "public static partial class P { [HostFunction] public static partial void F(); [HostFunction(\"F\")] public static partial int G(); }")]
    [InlineData("MLG008", "public static class P { [GuestFunction(\"\")] public static void F() { } }")]
    [InlineData("MLG009", "public static class P { [GuestFunction] private static void F() { } }")]
    [InlineData("MLG010", "public static class P { [GuestInitialize] internal static int F() => 1; }")]
    [InlineData("MLG011", "public static class P { [GuestFunction] public static void F() { try { } catch { } } }")]
    public void What_cannot_be_is_said_with_its_place(string id, string source)
    {
        var (_, diagnostics) = Run(source);
        var diagnostic = Assert.Single(diagnostics);
        Assert.Equal(id, diagnostic.Id);
        Assert.Equal(DiagnosticSeverity.Error, diagnostic.Severity);
        Assert.Equal("guest.cs", diagnostic.Location.GetLineSpan().Path);
        Assert.Equal(1, diagnostic.Location.GetLineSpan().StartLinePosition.Line);
        Assert.DoesNotContain("{", diagnostic.GetMessage(null), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_written_compiles_and_carries_names_and_signatures()
    {
        var (compilation, diagnostics) = Run("""
            namespace Some.Place
            {
                public enum E : short { A }
                public struct S { public int X; public double Y; }
                public static partial class Outer
                {
                    internal partial struct Inner
                    {
                        [GuestFunction("odd \"name\"")] internal static (string, S) F(sbyte a, byte b, short c, ushort d, E e, ReadOnlySpan<byte> y, S s, bool @class) => default;
                        [HostFunction] private static partial byte[] Host(string text, Span<byte> bytes, E e, S s, int @int);
                        [HostFunction] private static partial void Nothing();
                        [GuestInitialize] internal static void Start() => Host("", default, E.A, default, 1);
                    }
                }
            }
            """);
        Assert.Empty(diagnostics);
        Assert.Empty(compilation.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error));
        var generated = string.Concat(compilation.SyntaxTrees.Skip(1));
        Assert.Contains("\"ml_export:odd \\\"name\\\":cChHhyyb>sy\"", generated, StringComparison.Ordinal);
        Assert.Contains("\"ml_import:Host:syhyi>y\"", generated, StringComparison.Ordinal);
        Assert.Contains("\"ml_import:Nothing:>\"", generated, StringComparison.Ordinal);
        Assert.Contains("\"ml_initialize:guest\"", generated, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unchanged_function_is_not_generated_again()
    {
        var driver = Driver(new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));
        var compilation = Compilation("public static class P { [GuestFunction] public static int F(int x) => x; }");
        driver = driver.RunGenerators(compilation);
        driver = driver.RunGenerators(compilation.AddSyntaxTrees(Parse("public static class Q { }", "other.cs")));
        var outputs = driver.GetRunResult().Results[0].TrackedOutputSteps.SelectMany(s => s.Value).SelectMany(s => s.Outputs).Select(o => o.Reason).ToList();
        Assert.NotEmpty(outputs);
        Assert.All(outputs, reason => Assert.Equal(IncrementalStepRunReason.Cached, reason));
    }

    private static (Compilation, IReadOnlyList<Diagnostic>) Run(string source)
    {
        Driver(default).RunGeneratorsAndUpdateCompilation(Compilation(source), out var compilation, out var diagnostics);
        return (compilation, diagnostics);
    }

    private static GeneratorDriver Driver(GeneratorDriverOptions options) => CSharpGeneratorDriver.Create([new GuestGenerator().AsSourceGenerator()], driverOptions: options);

    private static CSharpCompilation Compilation(string source) => CSharpCompilation.Create("guest", [Parse("using System; using Microlight.Guest;\n" + source, "guest.cs")], s_library,
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true));

    private static SyntaxTree Parse(string source, string path) => CSharpSyntaxTree.ParseText(source, new CSharpParseOptions(LanguageVersion.Latest), path);
}

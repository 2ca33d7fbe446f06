using Microlight.Tars.Generator;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace Microlight.Tars.Tests.Generator;

/// <summary>What the generator makes of .tars files, and what it says of bad ones. That the code works is what the tests of calls show.</summary>
public class TarsGeneratorTests
{
    private static readonly MetadataReference[] s_references =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Where(p => Path.GetFileName(p) is "Microlight.Tars.dll" || Path.GetFileName(p).StartsWith("System.", StringComparison.Ordinal)).Select(p => MetadataReference.CreateFromFile(p))];

    [Fact]
    public void The_code_has_no_warnings()
    {
        var (compilation, diagnostics) = Run(("everything.tars", File.ReadAllText("Everything.tars")));
        Assert.Empty(diagnostics);
        Assert.Empty(compilation.GetDiagnostics().Where(d => d.Severity >= DiagnosticSeverity.Warning));
    }

    [Fact]
    public void Names_that_mean_something_in_CSharp_are_no_trouble()
    {
        var (compilation, diagnostics) = Run(("a.tars", """
            module demo
            {
                enum class { event, this };
                const long min = -9223372036854775808;
                struct record { 0 require int record; 1 require int equals; 2 require int Equals; 3 require class clone = this; 4 require double nan = 1; 5 require float f = 0.1; 6 optional vector<byte> b; 7 optional string _1 = "\\ \" \n"; };
                struct Empty { };
                interface object
                {
                    record ping(int call, int options, int cancellationToken, int params, int result, out int Result, out int RESULT);
                    void Ping(int a, int A, Empty e);
                    int invoke(vector<vector<class>> await, map<class, record> var);
                    void nothing();
                };
            };
            """));
        Assert.Empty(diagnostics);
        Assert.Empty(compilation.GetDiagnostics().Where(d => d.Severity >= DiagnosticSeverity.Warning));
    }

    [Fact]
    public void Mistakes_are_told_at_their_place()
    {
        var (_, diagnostics) = Run(("folder/a.tars", "module M\n{\n    struct S { 0 require Nothing a; };\n};"), ("folder/b.tars", "#include \"c.tars\"\nmodule N { };"));
        Assert.Equal(["MLT001 folder/a.tars(3,26): There is no type Nothing in the module M.", "MLT001 folder/b.tars(1,1): The file 'folder/c.tars' is not there. Is it among the project's AdditionalFiles?"],
            diagnostics.Select(d => $"{d.Id} {d.Location.GetLineSpan().Path}({d.Location.GetLineSpan().StartLinePosition.Line + 1},{d.Location.GetLineSpan().StartLinePosition.Character + 1}): {d.GetMessage()}").Order());
        Assert.All(diagnostics, d => Assert.Equal(DiagnosticSeverity.Error, d.Severity));
    }

    [Fact]
    public void Modules_of_several_files_are_one_namespace()
    {
        var (compilation, diagnostics) = Run(("a.tars", "module M { struct A { 0 optional B b; }; };"), ("b.tars", "module M { struct B { 0 require int x; }; }; module n { struct C { 0 require M::A a; }; };"), ("c.tars", "module N { struct D { 0 require n::C c; }; };"));
        Assert.Empty(diagnostics);
        Assert.Empty(compilation.GetDiagnostics().Where(d => d.Severity >= DiagnosticSeverity.Warning));
        Assert.NotNull(compilation.GetTypeByMetadataName("M.A"));
        Assert.NotNull(compilation.GetTypeByMetadataName("N.C"));
        Assert.NotNull(compilation.GetTypeByMetadataName("N.D"));
    }

    [Fact]
    public void Methods_look_as_expected()
    {
        var (compilation, _) = Run(("a.tars", "module M { interface I { int both(string a, out bool b); void none(); vector<byte> one(map<string, long> m); }; };"));
        var servant = compilation.GetTypeByMetadataName("M.IServant")!;
        Assert.Equal(["BothAsync(string a, TarsCall call) -> ValueTask<(int Result, bool B)>", "NoneAsync(TarsCall call) -> ValueTask", "OneAsync(Dictionary<string, long> m, TarsCall call) -> ValueTask<byte[]>"], Methods(servant, m => m.IsAbstract));
        var proxy = compilation.GetTypeByMetadataName("M.IProxy")!;
        Assert.Equal(
            [
                "BothAsync(string a, TarsCallOptions? options, CancellationToken cancellationToken) -> Task<(int Result, bool B)>", "BothOneWayAsync(string a, TarsCallOptions? options, CancellationToken cancellationToken) -> Task",
                "NoneAsync(TarsCallOptions? options, CancellationToken cancellationToken) -> Task", "NoneOneWayAsync(TarsCallOptions? options, CancellationToken cancellationToken) -> Task",
                "OneAsync(Dictionary<string, long> m, TarsCallOptions? options, CancellationToken cancellationToken) -> Task<byte[]>", "OneOneWayAsync(Dictionary<string, long> m, TarsCallOptions? options, CancellationToken cancellationToken) -> Task",
            ], Methods(proxy, m => m.MethodKind == MethodKind.Ordinary));
    }

    [Fact]
    public void Nothing_is_made_again_when_other_code_changes()
    {
        var driver = Driver(("a.tars", "module M { struct A { 0 require int x; }; };")).RunGenerators(NewCompilation());
        var changed = NewCompilation().AddSyntaxTrees(CSharpSyntaxTree.ParseText("class Other;"));
        var result = driver.RunGenerators(changed).GetRunResult().Results.Single();
        Assert.All(result.TrackedOutputSteps.SelectMany(s => s.Value).SelectMany(s => s.Outputs), output => Assert.Equal(IncrementalStepRunReason.Cached, output.Reason));
    }

    private static IEnumerable<string> Methods(INamedTypeSymbol type, Func<IMethodSymbol, bool> where)
    {
        var format = SymbolDisplayFormat.MinimallyQualifiedFormat;
        return type.GetMembers().OfType<IMethodSymbol>().Where(m => m.DeclaredAccessibility == Accessibility.Public).Where(where)
            .Select(m => $"{m.Name}({string.Join(", ", m.Parameters.Select(p => $"{p.Type.ToDisplayString(format)} {p.Name}"))}) -> {m.ReturnType.ToDisplayString(format)}").Order(StringComparer.Ordinal);
    }

    private static (Compilation Compilation, IReadOnlyList<Diagnostic> Diagnostics) Run(params (string Path, string Text)[] files)
    {
        Driver(files).RunGeneratorsAndUpdateCompilation(NewCompilation(), out var compilation, out var diagnostics);
        return (compilation, diagnostics);
    }

    private static CSharpCompilation NewCompilation() => CSharpCompilation.Create("trial", [], s_references, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));

    private static GeneratorDriver Driver(params (string Path, string Text)[] files) =>
        CSharpGeneratorDriver.Create([new TarsGenerator().AsSourceGenerator()], files.Select(f => new TarsText(f.Path, f.Text)), driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));

    private sealed class TarsText(string path, string text) : AdditionalText
    {
        public override string Path => path;
        public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(text);
    }
}

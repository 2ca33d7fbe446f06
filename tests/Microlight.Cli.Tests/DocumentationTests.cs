using System.Reflection;
using System.Text.RegularExpressions;
using Microlight.Cli.Tests.Support;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Microlight.Cli.Tests;

/// <summary>The C# of README and docs compiles, and links between the pages lead somewhere.</summary>
public sealed partial class DocumentationTests
{
    private const string Usings = """
        global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq;
        global using System.Net.Http; global using System.Threading; global using System.Threading.Tasks;
        global using Microlight; global using Microlight.Wasm; global using Microlight.Wasi;
        """;

    [Theory]
    [MemberData(nameof(Pages))]
    public void SnippetsCompile(string page)
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, page));
        foreach (Match snippet in Snippet().Matches(text))
        {
            var errors = Compile(snippet.Groups[1].Value).Where(d => d.Severity == DiagnosticSeverity.Error).Select(d => d.ToString());
            Assert.True(!errors.Any(), $"{page}: {string.Join("; ", errors)} in\n{snippet.Groups[1].Value}");
        }
    }

    [Fact]
    public void ReadmeHasSnippets() => Assert.NotEmpty(Snippet().Matches(File.ReadAllText(Path.Combine(Repository.Root, "README.md"))));

    [Fact]
    public void WrongSnippetIsSeen() => Assert.Contains(Compile("Sandbox.NoSuchThing();"), d => d.Id == "CS0117");

    [Theory]
    [MemberData(nameof(Pages))]
    public void LinksLeadSomewhere(string page)
    {
        var folder = Path.GetDirectoryName(Path.Combine(Repository.Root, page))!;
        foreach (Match link in Link().Matches(File.ReadAllText(Path.Combine(Repository.Root, page))))
        {
            var target = link.Groups[1].Value.Split('#')[0];
            if (target.Length == 0 || target.Contains("://", StringComparison.Ordinal)) continue;
            Assert.True(Path.Exists(Path.Combine(folder, target)), $"{page} links to {target}, which is not there");
        }
    }

    public static IEnumerable<object[]> Pages() =>
        Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs"), "*.md", SearchOption.AllDirectories)
            .Concat(Directory.EnumerateFiles(Repository.Root, "*.md"))
            .Select(path => new object[] { Path.GetRelativePath(Repository.Root, path) });

    private static IEnumerable<Diagnostic> Compile(string snippet)
    {
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Concat([typeof(Sandbox).Assembly.Location, typeof(Wasm.WasmCache).Assembly.Location, typeof(Wasi.WasiContext).Assembly.Location])
            .Distinct().Select(path => MetadataReference.CreateFromFile(path));
        var options = new CSharpParseOptions(LanguageVersion.Latest);
        SyntaxTree[] trees = [CSharpSyntaxTree.ParseText(Usings, options), CSharpSyntaxTree.ParseText(snippet, options)];
        return CSharpCompilation.Create("snippet", trees, references, new CSharpCompilationOptions(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable))
            .GetDiagnostics();
    }

    [GeneratedRegex(@"^```csharp\r?\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Snippet();

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();
}

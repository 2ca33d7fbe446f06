using System.Collections.Immutable;
using Microlight.Wasm.Components;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace Microlight.WitBindings.Tests;

/// <summary>Runs the generator in memory, as a build does.</summary>
internal sealed class Generation
{
    private static readonly MetadataReference[] s_references =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Where(IsReferenced).Select(p => MetadataReference.CreateFromFile(p))];

    private Generation(CSharpCompilation compilation, ImmutableArray<Diagnostic> diagnostics) => (Compilation, Diagnostics) = (compilation, diagnostics);

    public CSharpCompilation Compilation { get; }
    /// <summary>The generator's.</summary>
    public ImmutableArray<Diagnostic> Diagnostics { get; }
    /// <summary>What the compiler says of everything together, nullable on; warnings too.</summary>
    public IEnumerable<Diagnostic> CompilerDiagnostics => Compilation.GetDiagnostics().Where(d => d.Severity >= DiagnosticSeverity.Warning);

    public static Generation Of(string wit, string source = "", string worlds = "", string features = "") => Of([("world.wit", wit)], source, worlds, features);

    public static Generation Of(IEnumerable<(string Path, string Text)> files, string source = "", string worlds = "", string features = "", params MetadataReference[] references)
    {
        Driver(files, worlds, features).RunGeneratorsAndUpdateCompilation(NewCompilation(source, references), out var compilation, out var diagnostics);
        return new Generation((CSharpCompilation)compilation, diagnostics);
    }

    public static CSharpCompilation NewCompilation(string source, params MetadataReference[] references) => CSharpCompilation.Create("bindings", [Parse(source)], [.. s_references, .. references],
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));

    public static SyntaxTree Parse(string source) =>
        CSharpSyntaxTree.ParseText("using System; using System.Collections.Generic; using System.Threading; using System.Threading.Tasks; using Microlight.Wasm.Bindings; using Microlight.Wasm.Components;\n" + source,
            new CSharpParseOptions(LanguageVersion.Latest, DocumentationMode.Diagnose), "source.cs");

    public static GeneratorDriver Driver(IEnumerable<(string Path, string Text)> files, string worlds = "", string features = "") =>
        CSharpGeneratorDriver.Create([new WitBindingsGenerator().AsSourceGenerator()], files.Select(f => new WitText("/project/wit/" + f.Path, f.Text)), new CSharpParseOptions(LanguageVersion.Latest, DocumentationMode.Diagnose),
            new Options(new Dictionary<string, string>
            {
                ["build_property.WitFolderPath"] = "/project/wit",
                ["build_property.WitWorldList"] = worlds,
                ["build_property.WitFeatureList"] = features,
            }), new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));

    /// <summary>The declarations of a type's public members, in the order of the code; null if there is no such type.</summary>
    public IReadOnlyList<string>? Members(string type) => Compilation.GetTypeByMetadataName(type)?.GetMembers()
        .Where(m => m.DeclaredAccessibility == Accessibility.Public && !m.IsImplicitlyDeclared && m is not IMethodSymbol { MethodKind: MethodKind.PropertyGet or MethodKind.PropertySet })
        .Select(m => m.ToDisplayString(s_format).Replace("default(CancellationToken)", "default", StringComparison.Ordinal)).ToList();

    /// <summary>A type's declaration.</summary>
    public string? Declaration(string type) => Compilation.GetTypeByMetadataName(type) is { } symbol
        ? $"{(symbol.IsAbstract && symbol.TypeKind == TypeKind.Class ? "abstract " : symbol.IsSealed && symbol.TypeKind == TypeKind.Class ? "sealed " : "")}{symbol.ToDisplayString(s_type)}"
        : null;

    /// <summary>The doc comment of a type or of one of its members, as XML.</summary>
    public string Documentation(string type, string? member = null)
    {
        var symbol = Compilation.GetTypeByMetadataName(type)!;
        return (member is null ? symbol : symbol.GetMembers(member).Single()).GetDocumentationCommentXml() ?? "";
    }

    public string Text => string.Concat(Compilation.SyntaxTrees.Skip(1));

    private static readonly SymbolDisplayFormat s_format = new(
        typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameOnly, genericsOptions: SymbolDisplayGenericsOptions.IncludeTypeParameters,
        memberOptions: SymbolDisplayMemberOptions.IncludeParameters | SymbolDisplayMemberOptions.IncludeType | SymbolDisplayMemberOptions.IncludeModifiers | SymbolDisplayMemberOptions.IncludeConstantValue,
        parameterOptions: SymbolDisplayParameterOptions.IncludeName | SymbolDisplayParameterOptions.IncludeType | SymbolDisplayParameterOptions.IncludeDefaultValue | SymbolDisplayParameterOptions.IncludeExtensionThis,
        miscellaneousOptions: SymbolDisplayMiscellaneousOptions.UseSpecialTypes | SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier | SymbolDisplayMiscellaneousOptions.EscapeKeywordIdentifiers);

    private static readonly SymbolDisplayFormat s_type = new(
        typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypes, kindOptions: SymbolDisplayKindOptions.IncludeTypeKeyword,
        genericsOptions: SymbolDisplayGenericsOptions.IncludeTypeParameters);

    private static bool IsReferenced(string path) => Path.GetFileName(path) is "Microlight.dll" or "Microlight.Wasm.dll" || Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal)
        || Path.GetFileName(path) is "netstandard.dll" or "mscorlib.dll";

    private sealed class WitText(string path, string text) : AdditionalText
    {
        public override string Path => path;
        public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(text);
    }

    private sealed class Options(Dictionary<string, string> values) : AnalyzerConfigOptionsProvider
    {
        public override AnalyzerConfigOptions GlobalOptions { get; } = new Values(values);
        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => GlobalOptions;
        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => GlobalOptions;

        private sealed class Values(Dictionary<string, string> values) : AnalyzerConfigOptions
        {
            public override bool TryGetValue(string key, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out string? value) => values.TryGetValue(key, out value);
        }
    }
}

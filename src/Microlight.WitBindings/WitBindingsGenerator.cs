using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace Microlight.WitBindings;

/// <summary>Makes C# of the .wit files among a project's additional files (docs/bindings.md).</summary>
[Generator(LanguageNames.CSharp)]
public sealed class WitBindingsGenerator : IIncrementalGenerator
{
    private const string Attribute = "Microlight.Wasm.Bindings.WitBindingsAttribute";

    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var files = context.AdditionalTextsProvider
            .Where(text => text.Path.EndsWith(".wit", StringComparison.OrdinalIgnoreCase))
            .Select((file, cancellation) => new WitFile(file.Path, file.GetText(cancellation)?.ToString() ?? ""))
            .Collect();
        var options = context.AnalyzerConfigOptionsProvider.Select((options, _) => new BindingsOptions(Root(options.GlobalOptions), List(options.GlobalOptions, "WitWorldList"), List(options.GlobalOptions, "WitFeatureList")));
        var provided = context.CompilationProvider.Select((compilation, _) => new EquatableArray<ProvidedInterface>(Provided(compilation)));
        var result = files.Combine(options).Combine(provided)
            .Select((input, cancellation) => BindingsBuilder.Build(input.Left.Left.Sort((a, b) => string.CompareOrdinal(a.Path, b.Path)), input.Left.Right, [.. input.Right], cancellation))
            .WithTrackingName("Bindings");
        context.RegisterSourceOutput(result, (output, made) =>
        {
            foreach (var diagnostic in made.Diagnostics) output.ReportDiagnostic(diagnostic.ToDiagnostic());
            foreach (var file in made.Files) output.AddSource(file.Name, SourceText.From(file.Text, Encoding.UTF8));
        });
    }

    private static string Root(AnalyzerConfigOptions options) =>
        options.TryGetValue("build_property.WitFolderPath", out var folder) && folder.Length > 0 ? folder.Replace('\\', '/').TrimEnd('/') + "/" : "";

    private static EquatableArray<string> List(AnalyzerConfigOptions options, string property) =>
        new(options.TryGetValue($"build_property.{property}", out var value) ? value.Split(',').Select(v => v.Trim()).Where(v => v.Length > 0) : []);

    private static IEnumerable<ProvidedInterface> Provided(Compilation compilation) =>
        from assembly in compilation.SourceModule.ReferencedAssemblySymbols
        from attribute in assembly.GetAttributes()
        where attribute.AttributeClass?.ToDisplayString() == Attribute && attribute.ConstructorArguments.Length == 3
        select new ProvidedInterface((string)attribute.ConstructorArguments[0].Value!, (string)attribute.ConstructorArguments[1].Value!, attribute.ConstructorArguments[2].Value is true);
}

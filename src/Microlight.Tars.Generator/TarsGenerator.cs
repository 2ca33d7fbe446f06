using System.Collections.Immutable;
using System.Text;
using Microlight.Tars.Idl;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Microlight.Tars.Generator;

/// <summary>Makes C# of the .tars files among a project's additional files (docs/tars.md): structures, enumerations, servants and proxies.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class TarsGenerator : IIncrementalGenerator
{
    private static readonly DiagnosticDescriptor s_badFile = new("MLT001", "A .tars file is valid", "{0}", "Microlight", DiagnosticSeverity.Error, isEnabledByDefault: true);

    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var files = context.AdditionalTextsProvider
            .Where(file => file.Path.EndsWith(".tars", StringComparison.OrdinalIgnoreCase))
            .Select((file, cancellation) => (Path: file.Path.Replace('\\', '/'), Text: file.GetText(cancellation)?.ToString() ?? ""))
            .Collect();
        context.RegisterSourceOutput(files, Write);
    }

    private static void Write(SourceProductionContext output, ImmutableArray<(string Path, string Text)> files)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (path, text) in files) texts[path] = text;
        var document = IdlDocument.Load(texts.Keys.OrderBy(path => path, StringComparer.Ordinal), path => texts.TryGetValue(path, out var text) ? text : null);
        foreach (var error in document.Errors) output.ReportDiagnostic(Diagnostic.Create(s_badFile, Place(error.Position), Explain(error, texts)));
        if (document.Errors.Count > 0) return;
        var names = new NameScope();
        foreach (var module in document.Definitions.GroupBy(definition => definition.Module))
        {
            output.CancellationToken.ThrowIfCancellationRequested();
            output.AddSource($"{names.Add(module.Key)}.g.cs", SourceText.From(ModuleWriter.Write(module.Key, [.. module]), Encoding.UTF8));
        }
    }

    /// <summary>An included file must be one of the project's, too: nothing else may a generator read.</summary>
    private static string Explain(IdlError error, Dictionary<string, string> texts) =>
        error.Message.EndsWith("is not there.", StringComparison.Ordinal) && texts.ContainsKey(error.Position.File) ? $"{error.Message} Is it among the project's AdditionalFiles?" : error.Message;

    private static Location Place(IdlPosition position)
    {
        var place = new LinePosition(position.Line - 1, position.Column - 1);
        return Location.Create(position.File, default, new LinePositionSpan(place, place));
    }
}

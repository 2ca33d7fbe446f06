using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Microlight.WitBindings;

/// <summary>Everything that is made from the .wit files of a project.</summary>
internal sealed record BindingsResult(EquatableArray<GeneratedFile> Files, EquatableArray<DiagnosticModel> Diagnostics);

/// <summary>A C# file.</summary>
internal sealed record GeneratedFile(string Name, string Text);

/// <summary>A diagnostic without references to a compilation. Path is empty where there is no place.</summary>
internal sealed record DiagnosticModel(DiagnosticDescriptor Descriptor, string Path, int Offset, LinePosition Start, EquatableArray<string> Arguments)
{
    public static DiagnosticModel At(DiagnosticDescriptor descriptor, Wit.WitPosition position, params string[] arguments) =>
        new(descriptor, position.Source.Path, position.Offset, new LinePosition(position.Line - 1, position.Column - 1), new(arguments));

    public static DiagnosticModel Nowhere(DiagnosticDescriptor descriptor, params string[] arguments) => new(descriptor, "", 0, default, new(arguments));

    public Diagnostic ToDiagnostic() => Diagnostic.Create(Descriptor,
        Path.Length == 0 ? Location.None : Location.Create(Path, new TextSpan(Offset, 0), new LinePositionSpan(Start, Start)), Arguments.ToArray<object>());
}

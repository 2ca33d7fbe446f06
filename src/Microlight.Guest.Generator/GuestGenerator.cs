using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Microlight.Guest.Generator;

/// <summary>Makes guest functions callable by the host and host functions by the guest, and says at build time what cannot be.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class GuestGenerator : IIncrementalGenerator
{
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var guests = context.SyntaxProvider.ForAttributeWithMetadataName("Microlight.Guest.GuestFunctionAttribute", IsMethod, FunctionReader.ReadGuest).Collect();
        context.RegisterSourceOutput(guests, (output, functions) => Write(output, functions, "GuestFunction", "GuestFunctions.g.cs", StubWriter.Guests));

        var hosts = context.SyntaxProvider.ForAttributeWithMetadataName("Microlight.Guest.HostFunctionAttribute", IsMethod, FunctionReader.ReadHost).Collect();
        context.RegisterSourceOutput(hosts, (output, functions) => Write(output, functions, "HostFunction", "HostFunctions.g.cs", StubWriter.Host));

        var initializers = context.SyntaxProvider.ForAttributeWithMetadataName("Microlight.Guest.GuestInitializeAttribute", IsMethod, ReadInitializer).Collect();
        var assembly = context.CompilationProvider.Select((compilation, _) => compilation.AssemblyName ?? "guest");
        context.RegisterSourceOutput(initializers.Combine(assembly), WriteInitializers);

        var catches = context.SyntaxProvider.CreateSyntaxProvider((node, _) => node is CatchClauseSyntax, (node, _) => node.Node.GetLocation());
        context.RegisterSourceOutput(catches, (output, location) => output.ReportDiagnostic(Diagnostic.Create(Descriptors.Catch, location)));
    }

    private static bool IsMethod(SyntaxNode node, CancellationToken cancellation) => node is MethodDeclarationSyntax;

    private static void Write(SourceProductionContext output, ImmutableArray<GuestFunctionModel> functions, string attribute, string file,
        Func<IReadOnlyList<GuestFunctionModel>, string> write)
    {
        var good = new List<GuestFunctionModel>();
        var names = new Dictionary<string, string>();
        foreach (var function in functions)
        {
            if (function.Error is { } error) output.ReportDiagnostic(error.ToDiagnostic());
            // Two declarations of one host function are one import.
            else if (names.TryGetValue(function.Name, out var signature) && (attribute == "GuestFunction" || signature != function.Signature))
                output.ReportDiagnostic(Diagnostic.Create(Descriptors.Duplicate, function.Location.ToLocation(), function.Name, attribute));
            else
            {
                names[function.Name] = function.Signature;
                good.Add(function);
            }
        }
        if (good.Count > 0) output.AddSource(file, write(good));
    }

    private static (string Method, DiagnosticModel? Error) ReadInitializer(GeneratorAttributeSyntaxContext context, CancellationToken cancellation)
    {
        var method = (IMethodSymbol)context.TargetSymbol;
        var isGood = method is { IsStatic: true, ReturnsVoid: true, IsGenericMethod: false, Parameters.Length: 0, ContainingType.IsGenericType: false }
            && method.DeclaredAccessibility is Accessibility.Public or Accessibility.Internal;
        return ($"{method.ContainingType.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat)}.@{method.Name}",
            isGood ? null : new DiagnosticModel(Descriptors.BadInitializer, LocationModel.Of(method), new(ImmutableArray.Create(method.Name))));
    }

    private static void WriteInitializers(SourceProductionContext output, (ImmutableArray<(string Method, DiagnosticModel? Error)> Methods, string Assembly) found)
    {
        foreach (var (_, error) in found.Methods)
            if (error is not null) output.ReportDiagnostic(error.ToDiagnostic());
        var methods = found.Methods.Where(m => m.Error is null).Select(m => m.Method).ToList();
        if (methods.Count > 0) output.AddSource("Initializers.g.cs", StubWriter.Initializers(found.Assembly, methods));
    }
}

using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Microlight.Guest.Generator;

/// <summary>Reads and checks a method with [GuestFunction] or [HostFunction].</summary>
internal static class FunctionReader
{
    private const int MaximumSlots = 128;

    public static GuestFunctionModel ReadGuest(GeneratorAttributeSyntaxContext context, CancellationToken cancellation)
    {
        var method = (IMethodSymbol)context.TargetSymbol;
        var name = NameOf(context.Attributes[0], method);
        var error = CheckForm(method, name, "GuestFunction");
        if (error is null && !IsAccessible(method)) error = At(method, Descriptors.Inaccessible, method.Name, "GuestFunction");
        return Read(method, name, null, allowSpanResult: true, error);
    }

    public static GuestFunctionModel ReadHost(GeneratorAttributeSyntaxContext context, CancellationToken cancellation)
    {
        var method = (IMethodSymbol)context.TargetSymbol;
        var name = NameOf(context.Attributes[0], method);
        var error = CheckForm(method, name, "HostFunction");
        var syntax = (MethodDeclarationSyntax)context.TargetNode;
        if (error is null && (!method.IsPartialDefinition || syntax.Body is not null || syntax.ExpressionBody is not null || !ContainersArePartial(syntax)))
            error = At(method, Descriptors.NotPartial, method.Name);
        var types = syntax.Ancestors().OfType<TypeDeclarationSyntax>().Reverse()
            .Select(t => $"{t.Modifiers} {t.Keyword}{(t is RecordDeclarationSyntax { ClassOrStructKeyword: var k } && k.ValueText.Length > 0 ? " " + k : "")} {t.Identifier}").ToImmutableArray();
        var space = method.ContainingNamespace.IsGlobalNamespace ? null : method.ContainingNamespace.ToDisplayString();
        var declaration = new HostFunctionDeclaration(space, new(types), syntax.Modifiers.ToString(), TypeName(method.ReturnType));
        return Read(method, name, declaration, allowSpanResult: false, error);
    }

    private static GuestFunctionModel Read(IMethodSymbol method, string name, HostFunctionDeclaration? declaration, bool allowSpanResult, DiagnosticModel? error)
    {
        var parameters = ImmutableArray.CreateBuilder<WireParameter>();
        foreach (var parameter in method.Parameters)
        {
            if (parameter.RefKind != RefKind.None) error ??= At(parameter, Descriptors.ByReference, parameter.Name, method.Name);
            if (WireType.Of(parameter.Type) is { } type) parameters.Add(new WireParameter("@" + parameter.Name, type));
            else error ??= At(parameter, Descriptors.BadParameter, parameter.Name, method.Name, TypeName(parameter.Type));
        }
        var results = ImmutableArray.CreateBuilder<WireType>();
        var isTuple = method.ReturnType is INamedTypeSymbol { IsTupleType: true } && allowSpanResult;
        var returned = method.ReturnsVoid ? [] : isTuple ? ((INamedTypeSymbol)method.ReturnType).TupleElements.Select(e => e.Type) : [method.ReturnType];
        foreach (var item in returned)
        {
            if (WireType.Of(item) is { } type && (allowSpanResult || type.Kind != WireKind.Span)) results.Add(type);
            else error ??= At(method, Descriptors.BadReturn, method.Name, TypeName(item));
        }
        if (method.ReturnsByRef || method.ReturnsByRefReadonly) error ??= At(method, Descriptors.BadReturn, method.Name, "a reference");
        if (parameters.Count > MaximumSlots || results.Count > MaximumSlots) error ??= At(method, Descriptors.TooMany, method.Name);
        return new GuestFunctionModel(name, method.Name, $"{TypeName(method.ContainingType)}.@{method.Name}", new(parameters.ToImmutable()), new(results.ToImmutable()),
            isTuple, declaration, error, LocationModel.Of(method));
    }

    private static DiagnosticModel? CheckForm(IMethodSymbol method, string name, string attribute)
    {
        if (!method.IsStatic) return At(method, Descriptors.NotStatic, method.Name, attribute);
        if (method.IsGenericMethod || Containers(method).Any(t => t.IsGenericType)) return At(method, Descriptors.Generic, method.Name, attribute);
        return name.Length == 0 || name.Any(char.IsControl) ? At(method, Descriptors.BadName, name) : null;
    }

    private static string NameOf(AttributeData attribute, IMethodSymbol method) =>
        attribute.ConstructorArguments.Length > 0 && attribute.ConstructorArguments[0].Value is string name ? name : method.Name;

    private static bool IsAccessible(IMethodSymbol method) =>
        Containers(method).Select(t => t.DeclaredAccessibility).Append(method.DeclaredAccessibility)
            .All(a => a is Accessibility.Public or Accessibility.Internal or Accessibility.ProtectedOrInternal);

    private static IEnumerable<INamedTypeSymbol> Containers(ISymbol symbol)
    {
        for (var type = symbol.ContainingType; type is not null; type = type.ContainingType) yield return type;
    }

    private static bool ContainersArePartial(SyntaxNode method) =>
        method.Ancestors().OfType<TypeDeclarationSyntax>().All(t => t.Modifiers.Any(SyntaxKind.PartialKeyword));

    private static DiagnosticModel At(ISymbol symbol, DiagnosticDescriptor descriptor, params string[] arguments) =>
        new(descriptor, LocationModel.Of(symbol), new(arguments.ToImmutableArray()));

    private static string TypeName(ITypeSymbol type) => type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);
}

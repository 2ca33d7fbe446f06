using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Microlight.Guest.Generator;

/// <summary>A method with one of the attributes, checked. Compared by value, so that unchanged methods are not generated again.</summary>
internal sealed record GuestFunctionModel(
    string Name, string Method, string QualifiedMethod, EquatableArray<WireParameter> Parameters, EquatableArray<WireType> Results, bool ReturnsTuple,
    HostFunctionDeclaration? Declaration, DiagnosticModel? Error, LocationModel Location)
{
    public string Signature => string.Concat(Parameters.Select(p => p.Type.Letter)) + ">" + string.Concat(Results.Select(t => t.Letter));
}

internal sealed record WireParameter(string Name, WireType Type);

/// <summary>The text that a host function's generated half is wrapped in.</summary>
internal sealed record HostFunctionDeclaration(string? Namespace, EquatableArray<string> Types, string Modifiers, string ReturnType);

/// <summary>A diagnostic without references to a compilation.</summary>
internal sealed record DiagnosticModel(DiagnosticDescriptor Descriptor, LocationModel Location, EquatableArray<string> Arguments)
{
    public Diagnostic ToDiagnostic() => Diagnostic.Create(Descriptor, Location.ToLocation(), Arguments.Items.ToArray<object>());
}

/// <summary>A place in a file.</summary>
internal sealed record LocationModel(string Path, Microsoft.CodeAnalysis.Text.TextSpan Span, Microsoft.CodeAnalysis.Text.LinePositionSpan Lines)
{
    public static LocationModel Of(ISymbol symbol)
    {
        var location = symbol.Locations.FirstOrDefault() ?? Microsoft.CodeAnalysis.Location.None;
        return new LocationModel(location.SourceTree?.FilePath ?? "", location.SourceSpan, location.GetLineSpan().Span);
    }

    public Location ToLocation() => Microsoft.CodeAnalysis.Location.Create(Path, Span, Lines);
}

/// <summary>An array that is equal to others with the same items.</summary>
internal readonly record struct EquatableArray<T>(ImmutableArray<T> Items)
{
    public bool Equals(EquatableArray<T> other) => Items.SequenceEqual(other.Items);
    public override int GetHashCode() => Items.Aggregate(17, (hash, item) => hash * 31 + (item?.GetHashCode() ?? 0));
    public int Count => Items.Length;
    public IEnumerable<TResult> Select<TResult>(Func<T, TResult> selector) => Items.Select(selector);
    public bool Any(Func<T, bool> predicate) => Items.Any(predicate);
}

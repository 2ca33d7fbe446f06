using Microlight.Wit;

namespace Microlight.WitBindings.Model;

/// <summary>A function as C# has it.</summary>
/// <param name="Name">Without Async.</param>
/// <param name="WitName">What components call it: <c>[method]input-stream.read</c>.</param>
/// <param name="Resource">What it belongs to; null for a free function.</param>
/// <param name="Parameters">As in WIT, a method's self first, which is a borrowed handle.</param>
/// <param name="Result">Null for none; a constructor has one.</param>
internal sealed record BoundFunction(string Name, string WitName, WitFunctionKind Kind, BoundResource? Resource, IReadOnlyList<BoundParameter> Parameters, WitType? Result, string Docs,
    string? Deprecated, WitPosition Position)
{
    /// <summary>Those that callers write.</summary>
    public IEnumerable<BoundParameter> Written => Kind == WitFunctionKind.Method ? Parameters.Skip(1) : Parameters;
}

/// <summary>A parameter. Name as it is written in C#.</summary>
internal sealed record BoundParameter(string Name, string WitName, WitType Type);

/// <summary>A resource with its methods; what makes objects of it is its interface's.</summary>
/// <param name="Name">The class, without namespace.</param>
internal sealed record BoundResource(WitTypeDefinition Definition, string Name)
{
    public List<BoundFunction> Methods { get; } = [];
}

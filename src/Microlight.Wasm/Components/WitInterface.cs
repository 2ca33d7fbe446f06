namespace Microlight.Wasm.Components;

/// <summary>An interface that a world imports or exports, or what it imports or exports by itself.</summary>
public sealed class WitInterface
{
    internal WitInterface(string name, IReadOnlyDictionary<string, WitType> types, IReadOnlyList<string> resources, IReadOnlyDictionary<string, WitFunction> functions) =>
        (Name, Types, Resources, Functions) = (name, types, resources, functions);

    /// <summary>As the component has it, <c>wasi:io/streams@0.2.0</c>; empty for the world's own functions and types.</summary>
    public string Name { get; }

    /// <summary>Types of values that it names.</summary>
    public IReadOnlyDictionary<string, WitType> Types { get; }

    /// <summary>Names of its resources.</summary>
    public IReadOnlyList<string> Resources { get; }

    /// <summary>Its functions by name, those of its resources included.</summary>
    public IReadOnlyDictionary<string, WitFunction> Functions { get; }

    public override string ToString() => Name;
}

namespace Microlight.Wasm.Bindings;

/// <summary>Says that an assembly has bindings for an interface, so that referring assemblies use them instead of generating their own.</summary>
/// <param name="interface">With its version: <c>wasi:io/streams@0.2.12</c>.</param>
/// <param name="namespace">Of the C# types.</param>
/// <param name="hasExports">There is a class for callers of the interface, too.</param>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
public sealed class WitBindingsAttribute(string @interface, string @namespace, bool hasExports) : Attribute
{
    public string Interface { get; } = @interface;
    public string Namespace { get; } = @namespace;
    public bool HasExports { get; } = hasExports;
}

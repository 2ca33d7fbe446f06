using Microlight.Wasm.Components.Format;

namespace Microlight.Wasm.Components.Isolation;

/// <summary>A component instance of a composition that gets a machine of its own.</summary>
/// <param name="Name">What messages call it: unlike those of the others.</param>
/// <param name="Component">What it is an instance of.</param>
/// <param name="Arguments">What serves its imports, by their names.</param>
internal sealed record CompositionPart(string Name, ComponentBinary Component, IReadOnlyDictionary<string, Source> Arguments);

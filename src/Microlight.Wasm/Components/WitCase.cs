namespace Microlight.Wasm.Components;

/// <summary>A case of a variant.</summary>
/// <param name="Name">Its label, in kebab case.</param>
/// <param name="Type">The type of its payload; null if it has none.</param>
public readonly record struct WitCase(string Name, WitType? Type);

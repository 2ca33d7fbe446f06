namespace Microlight.Wasm.Components;

/// <summary>A field of a record or a parameter of a function.</summary>
/// <param name="Name">Its label, in kebab case.</param>
/// <param name="Type">The type of its value.</param>
public readonly record struct WitField(string Name, WitType Type);

namespace Microlight.Wasm.Bindings;

/// <summary>The value or error of a <c>result</c> that has none.</summary>
public readonly record struct WitUnit;

namespace Microlight.Wasm;

/// <summary>A step of a compilation, for progress bars. Fraction, 0 to 1, of the whole is an estimate while code is generated.</summary>
public readonly record struct CompileProgress(string Stage, double Fraction);

namespace Microlight.Wasm.Components;

/// <summary>What a call needs to know of a function's type. Text: as ComponentImports.Add takes it.</summary>
/// <param name="ArgumentsSize">Bytes of the record of all parameters.</param>
/// <param name="ResultSize">Bytes of the result, 0 if there is none.</param>
internal sealed record ComponentSignature(string Text, int ArgumentsSize, int ArgumentsAlignment, int ResultSize, int ResultAlignment);

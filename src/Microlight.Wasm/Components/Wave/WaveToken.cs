namespace Microlight.Wasm.Components.Wave;

internal enum WaveKind : byte { End, Symbol, Number, Label, Char, String, MultilineString }

/// <summary>A token of WAVE: where it is, and for symbols which one.</summary>
internal readonly record struct WaveToken(WaveKind Kind, int Start, int Length)
{
    public ReadOnlySpan<char> Of(string text) => text.AsSpan(Start, Length);
}

namespace Microlight.Wasm.Components;

/// <summary>Text that is not WAVE, or no value of the type that it was read as; <see cref="Line"/> and <see cref="Column"/>, both from 1, say where.</summary>
public sealed class WaveException(string message, int line, int column) : FormatException($"{message} (line {line:#,0}, column {column:#,0})")
{
    /// <summary>Line of the text, from 1.</summary>
    public int Line { get; } = line;
    /// <summary>Character in that line, from 1; counted in UTF-16 units.</summary>
    public int Column { get; } = column;
}

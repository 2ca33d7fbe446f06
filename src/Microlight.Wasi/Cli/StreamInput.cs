namespace Microlight.Wasi.Cli;

/// <summary>A .NET stream as a guest's input.</summary>
internal sealed class StreamInput(Stream stream) : WasiInput
{
    public Stream Stream { get; } = stream;
}

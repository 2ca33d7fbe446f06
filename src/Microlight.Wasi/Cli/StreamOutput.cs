namespace Microlight.Wasi.Cli;

/// <summary>A .NET stream as a guest's output.</summary>
internal sealed class StreamOutput(Stream stream) : WasiOutput
{
    public Stream Stream { get; } = stream;
}

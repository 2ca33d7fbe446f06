namespace Microlight.Wasi.Cli;

/// <summary>A descriptor of this process, borrowed, as a guest's input.</summary>
internal sealed class HostInput(int descriptor) : WasiInput
{
    public int Descriptor { get; } = descriptor;
}

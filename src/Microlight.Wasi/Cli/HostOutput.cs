namespace Microlight.Wasi.Cli;

/// <summary>A descriptor of this process, borrowed, as a guest's output.</summary>
internal sealed class HostOutput(int descriptor) : WasiOutput
{
    public int Descriptor { get; } = descriptor;
}

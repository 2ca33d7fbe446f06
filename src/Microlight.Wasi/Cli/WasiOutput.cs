namespace Microlight.Wasi.Cli;

/// <summary>A byte sink that a guest writes, its standard output for instance.</summary>
public abstract class WasiOutput
{
    private protected WasiOutput()
    {
    }

    /// <summary>A sink that takes everything and keeps nothing.</summary>
    public static WasiOutput Discard { get; } = FromStream(Stream.Null);

    /// <summary>This process's own standard output, without a buffer between. A terminal is reported to the guest as one.</summary>
    public static WasiOutput HostStandardOutput { get; } = new HostOutput(1);

    /// <summary>This process's own standard error, without a buffer between. A terminal is reported to the guest as one.</summary>
    public static WasiOutput HostStandardError { get; } = new HostOutput(2);

    /// <summary>Writes to a stream, which stays the caller's to dispose of and is flushed after every write of the guest.</summary>
    public static WasiOutput FromStream(Stream stream) => new StreamOutput(stream);
}

namespace Microlight.Wasi.Cli;

/// <summary>A byte source that a guest reads, its standard input for instance. Belongs to one context at a time.</summary>
public abstract class WasiInput
{
    private protected WasiInput()
    {
    }

    /// <summary>A source that is always at its end.</summary>
    public static WasiInput Empty { get; } = FromStream(Stream.Null);

    /// <summary>
    /// This process's own standard input, without a buffer between: what the guest does not read stays for the host. A terminal is
    /// reported to the guest as one.
    /// </summary>
    public static WasiInput HostStandardInput { get; } = new HostInput(0);

    /// <summary>Reads a stream, which stays the caller's to dispose of. Bytes may be read ahead of the guest.</summary>
    public static WasiInput FromStream(Stream stream) => new StreamInput(stream);

    /// <summary>Reads these bytes.</summary>
    public static WasiInput FromBytes(ReadOnlyMemory<byte> bytes) => FromStream(new MemoryStream(bytes.ToArray(), writable: false));
}

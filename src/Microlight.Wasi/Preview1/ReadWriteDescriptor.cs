namespace Microlight.Wasi.Preview1;

/// <summary>A descriptor that can be read or written, as its rights say.</summary>
internal abstract class ReadWriteDescriptor : Descriptor
{
    protected ReadWriteDescriptor(Rights rights, DescriptorFlags flags)
        : base(rights, Rights.None) => Flags = flags;

    public abstract Errno Read(Span<byte> buffer, CancellationToken cancellationToken, out int count);

    public abstract Errno Write(ReadOnlySpan<byte> buffer, CancellationToken cancellationToken, out int count);

    /// <summary>Whether a second read may follow a full one within the same call.</summary>
    public abstract bool ReadsOnWithoutWaiting { get; }
}

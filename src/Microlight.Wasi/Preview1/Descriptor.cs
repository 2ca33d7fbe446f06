namespace Microlight.Wasi.Preview1;

/// <summary>An open descriptor of a guest: something of the host, and what the guest may do with it.</summary>
internal abstract class Descriptor(Rights rights, Rights inheriting) : IDisposable
{
    /// <summary>What may be done with the descriptor; can only shrink.</summary>
    public Rights Rights { get; set; } = rights;

    /// <summary>The most that descriptors opened beneath this one may have; can only shrink.</summary>
    public Rights Inheriting { get; set; } = inheriting;

    public DescriptorFlags Flags { get; set; }

    /// <summary>The type as fd_fdstat_get tells it; a character device is taken for a terminal by guests.</summary>
    public abstract FileType Type { get; }

    public bool IsNonBlocking => Flags.HasFlag(DescriptorFlags.NonBlocking);

    public abstract void Dispose();
}

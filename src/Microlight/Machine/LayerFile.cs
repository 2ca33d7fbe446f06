namespace Microlight.Machine;

/// <summary>A file that guest memory is mapped from, and a view of all of it for bringing pages back. Owns both.</summary>
internal sealed class LayerFile(FileDescriptor descriptor, ulong bytes) : IDisposable
{
    /// <summary>The whole file, readable.</summary>
    private readonly HostMapping _view = HostMapping.OfFile(descriptor, (nuint)bytes, Linux.PROT_READ);

    public FileDescriptor Descriptor => descriptor;
    public ulong Bytes => bytes;

    /// <summary>Host address of the file's first byte.</summary>
    public nint View => _view.Address;

    public void Dispose()
    {
        _view.Dispose();
        descriptor.Dispose();
    }
}

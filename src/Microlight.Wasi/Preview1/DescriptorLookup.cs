namespace Microlight.Wasi.Preview1;

/// <summary>Finds a descriptor of the kind an operation needs and checks its rights.</summary>
internal static class DescriptorLookup
{
    /// <summary>Any descriptor.</summary>
    public static Errno Find(this DescriptorTable table, uint number, Rights needed, out Descriptor descriptor)
    {
        if (!table.TryGet(number, out var found))
        {
            descriptor = null!;
            return Errno.BadDescriptor;
        }
        descriptor = found;
        return (found.Rights & needed) == needed ? Errno.Success : Errno.NotCapable;
    }

    /// <summary>A descriptor for reading or writing; a directory is none.</summary>
    public static Errno FindReadWrite(this DescriptorTable table, uint number, Rights needed, out ReadWriteDescriptor descriptor)
    {
        var error = table.Find(number, needed, out var found);
        descriptor = (found as ReadWriteDescriptor)!;
        return descriptor is null ? Errno.BadDescriptor : error;
    }

    /// <summary>A file of the host: what has a position, a size and times.</summary>
    /// <param name="table">The guest's descriptors.</param>
    /// <param name="number">The descriptor's number.</param>
    /// <param name="needed">The rights it has to have.</param>
    /// <param name="notFile">What to answer for a stream, which is open but has no such thing.</param>
    /// <param name="descriptor">The file.</param>
    public static Errno FindFile(this DescriptorTable table, uint number, Rights needed, Errno notFile, out FileDescriptor descriptor)
    {
        var error = table.Find(number, needed, out var found);
        descriptor = (found as FileDescriptor)!;
        if (descriptor is not null) return error;
        return found is null or DirectoryDescriptor ? Errno.BadDescriptor : notFile;
    }

    public static Errno FindDirectory(this DescriptorTable table, uint number, Rights needed, out DirectoryDescriptor descriptor)
    {
        var error = table.Find(number, needed, out var found);
        descriptor = (found as DirectoryDescriptor)!;
        if (descriptor is not null) return error;
        return found is null ? Errno.BadDescriptor : Errno.NotDirectory;
    }
}

namespace Microlight.Wasi.Filesystem;

/// <summary>One entry of a directory.</summary>
internal readonly ref struct DirectoryEntry(ulong inode, ulong next, FileKind kind, ReadOnlySpan<byte> name)
{
    public ulong Inode { get; } = inode;
    /// <summary>The cookie of the entry behind this one.</summary>
    public ulong Next { get; } = next;
    public FileKind Kind { get; } = kind;
    public ReadOnlySpan<byte> Name { get; } = name;
}

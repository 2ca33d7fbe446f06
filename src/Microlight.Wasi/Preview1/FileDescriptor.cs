using Microlight.Wasi.Filesystem;

namespace Microlight.Wasi.Preview1;

/// <summary>An open file of the host, or one of the host's own standard streams.</summary>
internal sealed class FileDescriptor(HostFile file, Rights rights, DescriptorFlags flags, FileType type) : ReadWriteDescriptor(rights, flags)
{
    public HostFile File { get; } = file;

    public override FileType Type => type;

    /// <summary>A file that path_open opened.</summary>
    public static FileDescriptor ForFile(HostFile file, Rights rights, DescriptorFlags flags) =>
        new(file, rights & Rights.File, flags, file.Kind.ToPreview1());

    /// <summary>
    /// A standard stream of the host: readable or writable, seekable if it is a file. A terminal is a character device without seek and
    /// tell, which is how guests know one; other devices (/dev/null) are of unknown type, or they would be taken for one.
    /// </summary>
    public static FileDescriptor ForStandardStream(HostFile file, Rights access)
    {
        var rights = access | Rights.FileStatusGet | Rights.Poll | Rights.SetFlags;
        if (file.IsSeekable) rights |= Rights.Seek | Rights.Tell;
        if (access == Rights.Write) rights |= Rights.Sync | Rights.DataSync;
        var type = file.Kind == FileKind.CharacterDevice && !file.IsTerminal ? FileType.Unknown : file.Kind.ToPreview1();
        return new FileDescriptor(file, rights, DescriptorFlags.None, type);
    }

    public override Errno Read(Span<byte> buffer, CancellationToken cancellationToken, out int count) =>
        File.Read(buffer, IsNonBlocking, cancellationToken, out count).ToPreview1();

    public override Errno Write(ReadOnlySpan<byte> buffer, CancellationToken cancellationToken, out int count) =>
        File.Write(buffer, IsNonBlocking, cancellationToken, out count).ToPreview1();

    /// <summary>A file that has more after a full read has it at once; a pipe may not.</summary>
    public override bool ReadsOnWithoutWaiting => File.IsSeekable;

    public override void Dispose() => File.Dispose();
}

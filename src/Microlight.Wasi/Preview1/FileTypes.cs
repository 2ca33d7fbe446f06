using Microlight.Wasi.Filesystem;

namespace Microlight.Wasi.Preview1;

/// <summary>Host file kinds as WASI 0.1 names them.</summary>
internal static class FileTypes
{
    /// <summary>A FIFO has no type of its own in WASI 0.1.</summary>
    public static FileType ToPreview1(this FileKind kind) => kind switch
    {
        FileKind.Regular => FileType.RegularFile,
        FileKind.Directory => FileType.Directory,
        FileKind.SymbolicLink => FileType.SymbolicLink,
        FileKind.CharacterDevice => FileType.CharacterDevice,
        FileKind.BlockDevice => FileType.BlockDevice,
        FileKind.Socket => FileType.SocketStream,
        _ => FileType.Unknown,
    };
}

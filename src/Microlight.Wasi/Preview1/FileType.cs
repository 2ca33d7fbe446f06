using Microlight.Wasi.Filesystem;

namespace Microlight.Wasi.Preview1;

/// <summary>File types of WASI 0.1 (typenames.witx, <c>$filetype</c>).</summary>
internal enum FileType : byte
{
    Unknown = 0,
    BlockDevice = 1,
    CharacterDevice = 2,
    Directory = 3,
    RegularFile = 4,
    SocketStream = 6,
    SymbolicLink = 7,
}

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

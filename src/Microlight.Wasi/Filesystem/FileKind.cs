namespace Microlight.Wasi.Filesystem;

/// <summary>What a directory entry or an open file is.</summary>
internal enum FileKind
{
    Unknown,
    Regular,
    Directory,
    SymbolicLink,
    CharacterDevice,
    BlockDevice,
    Fifo,
    Socket,
}

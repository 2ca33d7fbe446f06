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

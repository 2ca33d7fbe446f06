namespace Microlight.Wasi.Preview1;

/// <summary>What may be done with a descriptor (typenames.witx, <c>$rights</c>), and the sets that make sense together.</summary>
[Flags]
internal enum Rights : ulong
{
    None = 0,
    DataSync = 1 << 0,
    Read = 1 << 1,
    Seek = 1 << 2,
    SetFlags = 1 << 3,
    Sync = 1 << 4,
    Tell = 1 << 5,
    Write = 1 << 6,
    Advise = 1 << 7,
    Allocate = 1 << 8,
    PathCreateDirectory = 1 << 9,
    PathCreateFile = 1 << 10,
    PathLinkSource = 1 << 11,
    PathLinkTarget = 1 << 12,
    PathOpen = 1 << 13,
    ReadDirectory = 1 << 14,
    PathReadLink = 1 << 15,
    PathRenameSource = 1 << 16,
    PathRenameTarget = 1 << 17,
    PathFileStatusGet = 1 << 18,
    PathFileStatusSetSize = 1 << 19,
    PathFileStatusSetTimes = 1 << 20,
    FileStatusGet = 1 << 21,
    FileStatusSetSize = 1 << 22,
    FileStatusSetTimes = 1 << 23,
    PathSymbolicLink = 1 << 24,
    PathRemoveDirectory = 1 << 25,
    PathUnlinkFile = 1 << 26,
    Poll = 1 << 27,
    SocketShutdown = 1 << 28,
    SocketAccept = 1 << 29,

    All = (1 << 30) - 1,

    /// <summary>What applies to a file.</summary>
    File = DataSync | Read | Seek | SetFlags | Sync | Tell | Write | Advise | Allocate | FileStatusGet | FileStatusSetSize | FileStatusSetTimes | Poll,

    /// <summary>What applies to a directory.</summary>
    Directory = SetFlags | Sync | Advise | DataSync | PathCreateDirectory | PathCreateFile | PathLinkSource | PathLinkTarget | PathOpen | ReadDirectory
        | PathReadLink | PathRenameSource | PathRenameTarget | PathFileStatusGet | PathFileStatusSetSize | PathFileStatusSetTimes
        | FileStatusGet | FileStatusSetTimes | PathSymbolicLink | PathRemoveDirectory | PathUnlinkFile | Poll,
}

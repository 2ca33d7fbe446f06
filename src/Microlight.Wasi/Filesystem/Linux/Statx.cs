using System.Runtime.InteropServices;

namespace Microlight.Wasi.Filesystem.Linux;

/// <summary>struct statx (include/uapi/linux/stat.h), 256 bytes, only the fields that are used.</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal struct Statx
{
    [FieldOffset(0x10)] public uint LinkCount;
    [FieldOffset(0x1c)] public ushort Mode;
    [FieldOffset(0x20)] public ulong Inode;
    [FieldOffset(0x28)] public ulong Size;
    [FieldOffset(0x40)] public StatxTime AccessTime;
    [FieldOffset(0x60)] public StatxTime ChangeTime;
    [FieldOffset(0x70)] public StatxTime ModificationTime;
    [FieldOffset(0x88)] public uint DeviceMajor;
    [FieldOffset(0x8c)] public uint DeviceMinor;
}

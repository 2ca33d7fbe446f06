namespace Microlight.Wasi.Preview1;

/// <summary>Flags of a descriptor (typenames.witx, <c>$fdflags</c>).</summary>
[Flags]
internal enum DescriptorFlags : ushort
{
    None = 0,
    Append = 1,
    DataSync = 2,
    NonBlocking = 4,
    ReadSync = 8,
    Sync = 16,
    All = 31,
}

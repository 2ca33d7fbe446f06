namespace Microlight.Images;

/// <summary>One PT_LOAD program header, checked: its bytes lie in the file and its addresses do not wrap.</summary>
/// <param name="Address">Guest virtual address of its first byte.</param>
/// <param name="MemorySize">Bytes in memory; those past the file's are zero.</param>
/// <param name="FileOffset">Where its bytes are in the file.</param>
/// <param name="FileSize">How many bytes the file has of it.</param>
/// <param name="IsWritable">Whether the guest may write it.</param>
/// <param name="IsExecutable">Whether the guest may execute it.</param>
internal sealed record ElfSegment(
    ulong Address, ulong MemorySize, int FileOffset, int FileSize, bool IsWritable, bool IsExecutable)
{
    public ulong End => Address + MemorySize;

    public bool Contains(ulong address) => address >= Address && address - Address < MemorySize;
}

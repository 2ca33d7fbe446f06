namespace Microlight.Machine;

/// <summary>A range of the system area that the guest can reach: where it is for the guest, where in the frozen image, and what is allowed there.</summary>
internal sealed record SystemRange(ulong Address, ulong Offset, ulong Bytes, PageFlags Flags)
{
    public ulong End => Offset + Bytes;
}

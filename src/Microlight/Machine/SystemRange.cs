namespace Microlight.Machine;

/// <summary>A range of the system area that the guest can reach: where it is for the guest and where in the frozen image.</summary>
internal sealed record SystemRange(ulong Address, ulong Offset, ulong Bytes)
{
    public ulong End => Offset + Bytes;
}

namespace Microlight.Machine;

/// <summary>
/// Whole pages of a range of guest memory that a file has: offset in the range, bytes, the file and the offset there. What no piece
/// covers is zero.
/// </summary>
internal sealed record LayerPiece(ulong Offset, ulong Bytes, LayerFile File, ulong FileOffset)
{
    public ulong End => Offset + Bytes;
}

namespace Microlight.Machine;

/// <summary>One memory region in a layer: committed bytes, and the pieces of them that are not zero, sorted.</summary>
internal sealed record RegionState(ulong Size, LayerPiece[] Pieces);

using Microlight.Wasm.Linking;

namespace Microlight.Wasm.Cil;

/// <summary>
/// How a program's garbage-collected heap lies in its region: state, lists of roots, table of blocks, mark stack, handles, then blocks.
/// Also where the collector finds references besides the stack. Offsets count from <see cref="HeapContract.Base"/>.
/// </summary>
internal sealed class HeapPlan(ProgramHeap heap)
{
    private const ulong FirstBlocks = 1UL << 20;

    public int Region => heap.Region;
    public ulong Maximum => heap.Options.Maximum;
    public bool CollectAlways => heap.Options.CollectAlways;
    /// <summary>Cells of the program's static fields that hold references, by offset from the first.</summary>
    public List<ulong> Cells { get; } = [];
    /// <summary>Addresses of the records of tables that do not hold functions.</summary>
    public List<ulong> Tables { get; } = [];
    /// <summary>Addresses of the records of element segments whose contents are computed.</summary>
    public List<ulong> Segments { get; } = [];

    public ulong Lists => 4096;
    public ulong ListsEnd => Lists + 8 * (ulong)(Cells.Count + Tables.Count + Segments.Count);
    public ulong Table => (ListsEnd + 63) & ~63UL;
    public ulong MarkStack => Table + Maximum / HeapContract.BlockSize * 4;
    public ulong Handles => MarkStack + HeapContract.MarkStackEntries * 8;
    public ulong Blocks => (Handles + HeapContract.HandleBlocks * 8 + HeapContract.BlockSize - 1) & ~(HeapContract.BlockSize - 1UL);
    /// <summary>Bytes of the region at the start.</summary>
    public ulong InitialBytes => Math.Min(Blocks + FirstBlocks, Maximum);
}

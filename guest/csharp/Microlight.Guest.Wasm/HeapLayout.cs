// How the garbage-collected heap lies in its memory region, and the records that the compiler makes for types (docs/gc.md; numbers that
// the host knows too are in HeapContract there, and a test compares them).
namespace Microlight.Guest.Wasm
{
    /// <summary>
    /// The first bytes of the heap's region. What comes before <see cref="Blocks"/> in it: lists of roots, the block table, the mark
    /// stack, the directory of handles. The image has the first values of the fields up to <see cref="WholeBudget"/>, and the sizes of the classes.
    /// </summary>
    public unsafe struct HeapState
    {
        /// <summary>Number of the memory region.</summary>
        public ulong Region;
        /// <summary>Bytes of the region now, and at most.</summary>
        public ulong Size, Maximum;
        /// <summary>Address of the first block, a multiple of the block size.</summary>
        public ulong Blocks;
        /// <summary>One <see cref="BlockEntry"/> for each block that the region may ever have.</summary>
        public uint* Table;
        public ulong* MarkStack;
        public ulong MarkStackEntries;
        /// <summary>Addresses of cells that hold a reference: globals, slots of results and of exceptions.</summary>
        public ulong** Cells;
        public ulong CellCount;
        /// <summary>Records of tables that do not hold functions.</summary>
        public TableRecord** Tables;
        public ulong TableCount;
        /// <summary>Records of element segments whose contents are computed.</summary>
        public SegmentRecord** Segments;
        public ulong SegmentCount;
        /// <summary>Blocks of the handle table, <see cref="Handles.MaximumBlocks"/> of them; 0 where there is none yet.</summary>
        public ulong* HandleBlocks;
        /// <summary>Not 0: collect at every allocation, to find references that the collector does not see.</summary>
        public ulong Stress;

        /// <summary>Bytes that may still be allocated before the next collection, and what that was after the last one.</summary>
        public long Budget, WholeBudget;

        /// <summary>Blocks that have been in use at some time; those from here on are zero.</summary>
        public ulong UsedBlocks;
        /// <summary>First of the free blocks below that, as number + 1; each holds the next.</summary>
        public ulong FreeBlocks;
        /// <summary>Which of a block's two bitmaps has the objects found by the last collection and those since: 0 or 1.</summary>
        public ulong Current;
        /// <summary>Entries of the mark stack in use.</summary>
        public ulong MarkStackTop;
        /// <summary>First of the blocks with objects to scan for which the mark stack had no room, as number + 1.</summary>
        public ulong PendingBlocks;
        /// <summary>Collections so far, and how many in a row found no room worth the while.</summary>
        public ulong Collections, Futile;
        /// <summary>Handles given out at some time, and the first free one among them as number + 1.</summary>
        public ulong Handles, FreeHandle;
    }

    /// <summary>Where objects of one size are allocated: a run of free cells, all zero, and the blocks that may have more.</summary>
    public struct SizeClass
    {
        public ulong Cursor, Limit;
        public ulong CellSize;
        /// <summary>Cells of a block.</summary>
        public ulong Cells;
        /// <summary>The block that the run is in as number + 1, 0 for none; the first cell of it that has not been looked at.</summary>
        public ulong Block, Next;
        /// <summary>First of the blocks with free cells, as number + 1.</summary>
        public ulong Partial;
    }

    /// <summary>What starts each block of 64 KiB, but the second and further ones of a large object. Bitmaps have a bit for each 16 bytes of the block.</summary>
    public unsafe struct BlockHeader
    {
        /// <summary>The next block of the list that it is in: of partial or free blocks, as number + 1.</summary>
        public ulong Next;
        /// <summary>The next block with pending objects, as number + 1; <see cref="Pending"/>.</summary>
        public ulong NextPending;
        /// <summary>Not 0: it is in the list of blocks with pending objects.</summary>
        public ulong IsPending;
        private fixed ulong _unused[5];
        /// <summary>
        /// Two bitmaps that take turns: in the current one a bit is set where an object may start; the other is for the collection's marks.
        /// </summary>
        public fixed ulong Starts[2 * HeapLayout.BitmapWords];
        /// <summary>Objects that are marked and have still to be scanned, but had no room on the mark stack.</summary>
        public fixed ulong Pending[HeapLayout.BitmapWords];
    }

    /// <summary>
    /// A type (or tag) as the compiler describes it, 64 bytes, read-only. The low half of its address is the first word of its objects and
    /// what casts compare.
    /// </summary>
    public unsafe struct TypeRecord
    {
        /// <summary>Struct, exception: bytes of an object. Array: log2 of the bytes of an element.</summary>
        public uint Size;
        public uint Kind;
        /// <summary>Struct, exception: how many slots hold references. Array: 1 if the elements do.</summary>
        public uint ReferenceCount;
        /// <summary>Supertypes above it.</summary>
        public uint Depth;
        /// <summary>Struct, exception: offsets of the slots that hold references.</summary>
        public uint* References;
        /// <summary>All supertypes and itself, by depth: low halves of their records. For depths that <see cref="Display"/> has no room for.</summary>
        public uint* FullDisplay;
        /// <summary>The first eight of them; 0 beyond the type's own depth.</summary>
        public fixed uint Display[HeapLayout.DisplayEntries];
    }

    internal static unsafe class HeapLayout
    {
        public const ulong Base = 0x7b00_0000_0000;
        /// <summary>Where the size classes start.</summary>
        public const ulong ClassesOffset = 0x400;
        public const int BlockShift = 16;
        public const ulong BlockSize = 1 << BlockShift;
        public const int GranuleShift = 4;
        public const ulong Granule = 1 << GranuleShift;
        public const int BitmapWords = (int)(BlockSize / Granule / 64);
        /// <summary>Where a block's cells start: <c>sizeof(BlockHeader)</c>.</summary>
        public const ulong HeaderSize = 64 + 3 * BitmapWords * 8;
        public const int DisplayEntries = 8;

        /// <summary>An object starts with the low half of its type record's address and, if it is an array, its length.</summary>
        public const ulong ObjectHeader = 8;
        /// <summary>Elements of 16 bytes start here, all others behind the header.</summary>
        public const ulong WideElements = 16;
        /// <summary>High half of the address of every type record: that of the image.</summary>
        public const ulong RecordBase = 0x7e00_0000_0000;

        public const uint StructKind = 1, ArrayKind = 2, ExceptionKind = 3;

        public static HeapState* State => (HeapState*)Base;
        public static SizeClass* Classes => (SizeClass*)(Base + ClassesOffset);
        public static BlockHeader* Block(ulong number) => (BlockHeader*)(State->Blocks + (number << BlockShift));
        public static TypeRecord* RecordOf(ulong reference) => (TypeRecord*)(RecordBase | *(uint*)reference);
        public static uint LengthOf(ulong reference) => *(uint*)(reference + 4);
        public static ulong FirstElement(uint log2) => log2 == 4 ? WideElements : ObjectHeader;
    }

    /// <summary>An entry of the block table: the low byte is one of these or a size class + FirstClass.</summary>
    internal static class BlockEntry
    {
        public const uint Free = 0;
        /// <summary>The first block of a large object; the rest of the entry is the number of its blocks.</summary>
        public const uint Large = 1;
        /// <summary>A further block of it; the rest is the distance to the first.</summary>
        public const uint Continued = 2;
        /// <summary>Entries of the handle table.</summary>
        public const uint Handles = 3;
        public const uint FirstClass = 8;
        public const int CountShift = 8;
    }
}

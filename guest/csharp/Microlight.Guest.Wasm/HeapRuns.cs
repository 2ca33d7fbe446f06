// Runs of free cells. Sweeping is lazy: a collection leaves bitmaps only, and a block's free cells are found and cleared here when the
// allocator comes to them.
namespace Microlight.Guest.Wasm
{
    internal static unsafe class HeapRuns
    {
        /// <summary>Gives a size class its next run; false if no block has free cells and there is no further block.</summary>
        public static bool Next(SizeClass* sizeClass)
        {
            while (sizeClass->Block == 0 || !FindRun(sizeClass))
            {
                sizeClass->Next = 0;
                var block = sizeClass->Partial;
                sizeClass->Block = block;
                if (block != 0)
                {
                    sizeClass->Partial = HeapLayout.Block(block - 1)->Next;
                    continue;
                }
                block = HeapBlocks.Take(out var zero);
                sizeClass->Block = block;
                if (block == 0)
                {
                    sizeClass->Cursor = sizeClass->Limit = 0;
                    return false;
                }
                var number = (uint)(sizeClass - HeapLayout.Classes);
                HeapLayout.State->Table[block - 1] = BlockEntry.FirstClass + number;
                // In a block that was never used the cells are zero.
                if (zero && HeapLayout.State->Stress == 0)
                {
                    Begin(sizeClass, 0, sizeClass->Cells);
                    return true;
                }
            }
            return true;
        }

        /// <summary>The next free cells in a row of the class's block.</summary>
        private static bool FindRun(SizeClass* sizeClass)
        {
            var block = HeapLayout.Block(sizeClass->Block - 1);
            var starts = HeapCollector.Current(block);
            var granules = sizeClass->CellSize >> HeapLayout.GranuleShift;
            var cells = sizeClass->Cells;
            var cell = sizeClass->Next;
            var granule = (HeapLayout.HeaderSize >> HeapLayout.GranuleShift) + cell * granules;
            while (cell < cells && IsSet(starts, granule))
            {
                cell++;
                granule += granules;
            }
            if (cell == cells) return false;
            var first = cell;
            // Under stress each allocation is to come here.
            var end = HeapLayout.State->Stress != 0 ? cell + 1 : cells;
            while (cell < end && !IsSet(starts, granule))
            {
                cell++;
                granule += granules;
            }
            var size = sizeClass->CellSize;
            Bytes.Set((byte*)block + HeapLayout.HeaderSize + first * size, 0, (cell - first) * size);
            Begin(sizeClass, first, cell);
            return true;
        }

        /// <summary>Cells [first, end) are the run: from now on objects may start there; those that do have a header that is not 0.</summary>
        private static void Begin(SizeClass* sizeClass, ulong first, ulong end)
        {
            var block = HeapLayout.Block(sizeClass->Block - 1);
            var starts = HeapCollector.Current(block);
            var size = sizeClass->CellSize;
            var granules = size >> HeapLayout.GranuleShift;
            var granule = (HeapLayout.HeaderSize >> HeapLayout.GranuleShift) + first * granules;
            for (var cell = first; cell < end; cell++)
            {
                starts[granule >> 6] |= 1ul << (int)(granule & 63);
                granule += granules;
            }
            sizeClass->Cursor = (ulong)block + HeapLayout.HeaderSize + first * size;
            sizeClass->Limit = (ulong)block + HeapLayout.HeaderSize + end * size;
            sizeClass->Next = end;
            HeapLayout.State->Budget -= (long)((end - first) * size);
        }

        private static bool IsSet(ulong* bitmap, ulong granule) => (bitmap[granule >> 6] >> (int)(granule & 63) & 1) != 0;
    }
}

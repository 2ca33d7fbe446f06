// Marking, with a stack of its own. An object for which that has no room is noted in its block; each object is noted at most once, so a
// collection takes time in proportion to the heap whatever its shape.
namespace Microlight.Guest.Wasm
{
    using System.Numerics;
    using System.Runtime.CompilerServices;

    internal static unsafe class HeapMarker
    {
        private static HeapState* State => HeapLayout.State;

        /// <summary>A value of a reference type: an object, or null, an i31, a host's value, a function.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Exact(ulong value)
        {
            var state = State;
            if ((value & (HeapLayout.Granule - 1)) == 0 && value - state->Blocks < state->UsedBlocks << HeapLayout.BlockShift) Mark(value);
        }

        /// <summary>Any word: marks the object that it points at or into, if there is one.</summary>
        public static void Conservative(ulong word)
        {
            var state = State;
            var offset = word - state->Blocks;
            var number = offset >> HeapLayout.BlockShift;
            if (number >= state->UsedBlocks) return;
            var entry = state->Table[number];
            var kind = (byte)entry;
            if (kind == BlockEntry.Continued)
            {
                number -= entry >> BlockEntry.CountShift;
                Mark((ulong)HeapLayout.Block(number) + HeapLayout.HeaderSize);
                return;
            }
            var block = HeapLayout.Block(number);
            offset = word - (ulong)block;
            if (offset < HeapLayout.HeaderSize) return;
            if (kind == BlockEntry.Large)
            {
                Mark((ulong)block + HeapLayout.HeaderSize);
                return;
            }
            if (kind < BlockEntry.FirstClass) return;
            var sizeClass = &HeapLayout.Classes[kind - BlockEntry.FirstClass];
            var cell = (uint)(offset - HeapLayout.HeaderSize) / (uint)sizeClass->CellSize;
            if (cell >= sizeClass->Cells) return;
            offset = HeapLayout.HeaderSize + cell * sizeClass->CellSize;
            var granule = offset >> HeapLayout.GranuleShift;
            if ((HeapCollector.Current(block)[granule >> 6] >> (int)(granule & 63) & 1) == 0) return;
            var start = (ulong)block + offset;
            // The rest of the run that the allocator is in.
            if (*(ulong*)start == 0) return;
            Mark(start);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Mark(ulong start)
        {
            var block = (BlockHeader*)(start & ~(HeapLayout.BlockSize - 1));
            var granule = (start & (HeapLayout.BlockSize - 1)) >> HeapLayout.GranuleShift;
            var word = &block->Starts[(State->Current ^ 1) * HeapLayout.BitmapWords + (granule >> 6)];
            var bit = 1ul << (int)(granule & 63);
            if ((*word & bit) != 0) return;
            *word |= bit;
            var state = State;
            if (state->MarkStackTop < state->MarkStackEntries) state->MarkStack[state->MarkStackTop++] = start;
            else Postpone(block, granule >> 6, bit);
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        private static void Postpone(BlockHeader* block, ulong word, ulong bit)
        {
            block->Pending[word] |= bit;
            if (block->IsPending != 0) return;
            block->IsPending = 1;
            block->NextPending = State->PendingBlocks;
            State->PendingBlocks = (((ulong)block - State->Blocks) >> HeapLayout.BlockShift) + 1;
        }

        /// <summary>Scans what is marked until nothing is left to scan.</summary>
        public static void Drain()
        {
            var state = State;
            while (true)
            {
                while (state->MarkStackTop != 0) Scan(state->MarkStack[--state->MarkStackTop]);
                var number = state->PendingBlocks;
                if (number == 0) return;
                var block = HeapLayout.Block(number - 1);
                state->PendingBlocks = block->NextPending;
                block->IsPending = 0;
                DrainBlock(block);
            }
        }

        /// <summary>While its objects are scanned the block may become pending again.</summary>
        private static void DrainBlock(BlockHeader* block)
        {
            for (ulong word = 0; word < HeapLayout.BitmapWords; word++)
            {
                var bits = block->Pending[word];
                block->Pending[word] = 0;
                for (; bits != 0; bits &= bits - 1)
                {
                    var granule = (word << 6) + (uint)BitOperations.TrailingZeroCount(bits);
                    Scan((ulong)block + (granule << HeapLayout.GranuleShift));
                    while (State->MarkStackTop != 0) Scan(State->MarkStack[--State->MarkStackTop]);
                }
            }
        }

        private static void Scan(ulong start)
        {
            var record = HeapLayout.RecordOf(start);
            var count = (ulong)record->ReferenceCount;
            if (count == 0) return;
            if (record->Kind == HeapLayout.ArrayKind)
            {
                var element = (ulong*)(start + HeapLayout.ObjectHeader);
                for (var left = HeapLayout.LengthOf(start); left != 0; left--) Exact(*element++);
                return;
            }
            var offsets = record->References;
            for (ulong i = 0; i < count; i++) Exact(*(ulong*)(start + offsets[i]));
        }
    }
}

// A collection: marks what can be reached, then leaves the rest to be allocated again (HeapRuns). It never moves an object. Registers and
// the guest's stack are searched conservatively: every word there that points at or into an object keeps it. All other roots are exact.
namespace Microlight.Guest.Wasm
{
    using System.Numerics;
    using System.Runtime.CompilerServices;

    internal static unsafe class HeapCollector
    {
        /// <summary>GuestLayout.StackTop: where the guest's stack ends.</summary>
        private const ulong StackTop = 0x7e00_2000_0000;
        /// <summary>At least that many bytes are allocated between two collections, or as many as were found alive.</summary>
        private const long SmallestBudget = 4 << 20;
        /// <summary>A block is allocated from again if at least one in so many of its cells is free.</summary>
        private const ulong WorthwhileShare = 16;
        /// <summary>A collection is futile if less than this part of the heap is allocated before the next; so many are put up with.</summary>
        private const ulong WorthwhileYield = 64, MostFutile = 8;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static ulong* Current(BlockHeader* block) => (ulong*)((byte*)block + StartsOffset + HeapLayout.State->Current * BitmapBytes);

        private const ulong StartsOffset = 64, BitmapBytes = HeapLayout.BitmapWords * 8;

        [MethodImpl(MethodImplOptions.NoInlining)]
        public static void Collect()
        {
            var state = HeapLayout.State;
            SavedRegisters registers;
            Registers.Save(&registers);
            state->Collections++;
            for (var word = (ulong*)&registers; (ulong)word < StackTop; word++) HeapMarker.Conservative(*word);
            HeapMarker.Drain();
            for (ulong i = 0; i < state->CellCount; i++) HeapMarker.Exact(*state->Cells[i]);
            HeapMarker.Drain();
            for (ulong i = 0; i < state->TableCount; i++) Table(state->Tables[i]);
            for (ulong i = 0; i < state->SegmentCount; i++) Segment(state->Segments[i]);
            Handles.Mark();
            Sweep();
        }

        private static void Table(TableRecord* table)
        {
            var entry = (TableEntry*)table->Address;
            for (var left = table->Elements; left != 0; left--, entry++)
            {
                HeapMarker.Exact(entry->Code);
                HeapMarker.Drain();
            }
        }

        private static void Segment(SegmentRecord* segment)
        {
            var value = (ulong*)segment->Address;
            for (var left = segment->Length; left != 0; left--, value++)
            {
                HeapMarker.Exact(*value);
                HeapMarker.Drain();
            }
        }

        /// <summary>Marks become the objects that there are; blocks are free, partial or full by their number.</summary>
        private static void Sweep()
        {
            var state = HeapLayout.State;
            for (var i = 0; i < HeapSizes.Count; i++)
            {
                var sizeClass = &HeapLayout.Classes[i];
                sizeClass->Cursor = sizeClass->Limit = sizeClass->Block = sizeClass->Next = sizeClass->Partial = 0;
            }
            state->FreeBlocks = 0;
            state->Current ^= 1;
            ulong live = 0;
            // From the last to the first, so that lists begin with the lowest address.
            for (var number = state->UsedBlocks; number-- != 0;)
            {
                var entry = state->Table[number];
                if ((byte)entry == BlockEntry.Free) HeapBlocks.Release(number);
                else if ((byte)entry == BlockEntry.Large) live += SweepLarge(number, entry >> BlockEntry.CountShift);
                else if ((byte)entry >= BlockEntry.FirstClass) live += SweepBlock(number, (byte)entry - (int)BlockEntry.FirstClass);
            }
            state->Budget = state->WholeBudget = (long)live < SmallestBudget ? SmallestBudget : (long)live;
        }

        /// <summary>
        /// Before a collection for want of room: true if several in a row have yielded next to nothing. A heap that is all but full would
        /// be collected at every allocation.
        /// </summary>
        public static bool IsFutile()
        {
            var state = HeapLayout.State;
            var allocated = (ulong)(state->WholeBudget - state->Budget);
            state->Futile = allocated < state->Size / WorthwhileYield ? state->Futile + 1 : 0;
            return state->Futile > MostFutile;
        }

        private static ulong SweepLarge(ulong number, ulong count)
        {
            var block = HeapLayout.Block(number);
            const int word = (int)(HeapLayout.HeaderSize >> HeapLayout.GranuleShift) / 64;
            var isLive = Current(block)[word] != 0;
            Previous(block)[word] = 0;
            if (isLive) return count << HeapLayout.BlockShift;
            for (var i = count; i-- != 0;) HeapBlocks.Release(number + i);
            return 0;
        }

        private static ulong SweepBlock(ulong number, int index)
        {
            var block = HeapLayout.Block(number);
            var starts = Current(block);
            var previous = Previous(block);
            ulong live = 0;
            for (var i = 0; i < HeapLayout.BitmapWords; i++)
            {
                live += (ulong)BitOperations.PopCount(starts[i]);
                previous[i] = 0;
            }
            if (live == 0)
            {
                HeapBlocks.Release(number);
                return 0;
            }
            var sizeClass = &HeapLayout.Classes[index];
            if ((sizeClass->Cells - live) * WorthwhileShare >= sizeClass->Cells)
            {
                block->Next = sizeClass->Partial;
                sizeClass->Partial = number + 1;
            }
            return live * sizeClass->CellSize;
        }

        private static ulong* Previous(BlockHeader* block) => (ulong*)((byte*)block + StartsOffset + (HeapLayout.State->Current ^ 1) * BitmapBytes);
    }

    /// <summary>What a function keeps for its caller (System V ABI), so that a caller's value may be nowhere else.</summary>
    internal struct SavedRegisters
    {
        public ulong Rbx, Rbp, R12, R13, R14, R15;
    }

    internal static unsafe class Registers
    {
        /// <summary>A stub of the linker's.</summary>
        [System.Runtime.RuntimeImport("*", "ml_save_registers")]
        [MethodImpl(MethodImplOptions.InternalCall)]
        public static extern void Save(SavedRegisters* registers);
    }
}

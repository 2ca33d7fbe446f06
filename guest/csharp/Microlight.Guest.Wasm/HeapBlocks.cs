// The blocks of the heap: which are free, spans of them for large objects, and growth of the region.
namespace Microlight.Guest.Wasm
{
    using System.Runtime.CompilerServices;

    internal static unsafe class HeapBlocks
    {
        private const ulong SmallestGrowth = 1 << 20;

        private static HeapState* State => HeapLayout.State;
        /// <summary>Blocks that the region has room for now.</summary>
        private static ulong Committed => (State->Size - (State->Blocks - HeapLayout.Base)) >> HeapLayout.BlockShift;

        /// <summary>A free block as number + 1, its header zero, its cells zero if <paramref name="zero"/> says so; 0 if there is none.</summary>
        public static ulong Take(out bool zero)
        {
            var state = State;
            zero = state->FreeBlocks == 0;
            if (zero)
            {
                if (state->UsedBlocks == Committed && !Grow(1)) return 0;
                return ++state->UsedBlocks;
            }
            var block = state->FreeBlocks;
            var header = HeapLayout.Block(block - 1);
            state->FreeBlocks = header->Next;
            Bytes.Set(header, 0, HeapLayout.HeaderSize);
            return block;
        }

        public static void Release(ulong number)
        {
            State->Table[number] = BlockEntry.Free;
            HeapLayout.Block(number)->Next = State->FreeBlocks;
            State->FreeBlocks = number + 1;
        }

        /// <summary>The first of so many free blocks in a row as number + 1, all zero from the header on; 0 if there are none.</summary>
        public static ulong TakeSpan(ulong count)
        {
            var state = State;
            var first = FindFree(count);
            if (first == ~0ul)
            {
                // Free blocks at the end count.
                first = state->UsedBlocks;
                while (first > 0 && state->Table[first - 1] == BlockEntry.Free) first--;
                if (first + count > Committed && !Grow(first + count - Committed)) return 0;
            }
            var end = first + count;
            if (first < state->UsedBlocks)
            {
                RemoveFree(first, end);
                var dirty = (end < state->UsedBlocks ? end : state->UsedBlocks) - first;
                Bytes.Set(HeapLayout.Block(first), 0, dirty << HeapLayout.BlockShift);
            }
            if (end > state->UsedBlocks) state->UsedBlocks = end;
            state->Table[first] = BlockEntry.Large | (uint)count << BlockEntry.CountShift;
            for (ulong i = 1; i < count; i++) state->Table[first + i] = BlockEntry.Continued | (uint)i << BlockEntry.CountShift;
            return first + 1;
        }

        /// <summary>First fit among the blocks that have been used.</summary>
        private static ulong FindFree(ulong count)
        {
            var state = State;
            if (state->FreeBlocks == 0) return ~0ul;
            ulong run = 0;
            for (ulong i = 0; i < state->UsedBlocks; i++)
            {
                run = state->Table[i] == BlockEntry.Free ? run + 1 : 0;
                if (run == count) return i + 1 - count;
            }
            return ~0ul;
        }

        private static void RemoveFree(ulong first, ulong end)
        {
            var link = &State->FreeBlocks;
            while (*link != 0)
            {
                var number = *link - 1;
                var next = &HeapLayout.Block(number)->Next;
                if (number >= first && number < end) *link = *next;
                else link = next;
            }
        }

        /// <summary>Makes the region at least so many blocks larger, rather by half.</summary>
        [MethodImpl(MethodImplOptions.NoInlining)]
        private static bool Grow(ulong blocks)
        {
            var state = State;
            var room = (state->Maximum - state->Size) & ~(HeapLayout.BlockSize - 1);
            var least = blocks << HeapLayout.BlockShift;
            if (blocks > room >> HeapLayout.BlockShift) return false;
            var bytes = state->Size >> 1 & ~(HeapLayout.BlockSize - 1);
            if (bytes < SmallestGrowth) bytes = SmallestGrowth;
            if (bytes < least) bytes = least;
            if (bytes > room) bytes = room;
            if (!Mailbox.Grow((uint)state->Region, bytes))
            {
                // The host may grant less than would be convenient.
                bytes = least;
                if (!Mailbox.Grow((uint)state->Region, bytes)) return false;
            }
            state->Size += bytes;
            return true;
        }
    }
}

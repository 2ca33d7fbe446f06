// Allocation on the garbage-collected heap: objects of a type record, all fields zero (null). Whatever is needed for them to survive is
// that a reference to them is somewhere the collector looks when the next object is allocated (HeapCollector).
namespace Microlight.Guest.Wasm
{
    using System.Runtime.CompilerServices;

    public static unsafe class Heap
    {
        /// <summary>A struct or exception; traps if there is no room.</summary>
        public static long New(ulong typeRecord)
        {
            var size = (ulong)((TypeRecord*)typeRecord)->Size;
            return (long)Allocate(size, (uint)typeRecord);
        }

        /// <summary>An array of that many elements; traps if there is no room.</summary>
        public static long NewArray(ulong typeRecord, uint length)
        {
            var log = (int)((TypeRecord*)typeRecord)->Size;
            // At most 2^36 + 16: no overflow.
            var size = HeapLayout.FirstElement((uint)log) + ((ulong)length << log);
            return (long)Allocate(size, (uint)typeRecord | (ulong)length << 32);
        }

        /// <param name="header">The object's first eight bytes.</param>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static ulong Allocate(ulong size, ulong header)
        {
            if (size > HeapSizes.Largest) return AllocateLarge(size, header);
            var sizeClass = &HeapLayout.Classes[HeapSizes.ClassOf(size)];
            var result = sizeClass->Cursor;
            var end = result + sizeClass->CellSize;
            if (end > sizeClass->Limit) return AllocateSlowly(sizeClass, header);
            sizeClass->Cursor = end;
            *(ulong*)result = header;
            return result;
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        private static ulong AllocateSlowly(SizeClass* sizeClass, ulong header)
        {
            var state = HeapLayout.State;
            var collected = state->Stress != 0 || state->Budget <= 0;
            if (collected) HeapCollector.Collect();
            while (!HeapRuns.Next(sizeClass))
            {
                if (collected || HeapCollector.IsFutile()) Traps.Trap(Traps.HeapExhausted);
                HeapCollector.Collect();
                collected = true;
            }
            var result = sizeClass->Cursor;
            sizeClass->Cursor = result + sizeClass->CellSize;
            *(ulong*)result = header;
            return result;
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        private static ulong AllocateLarge(ulong size, ulong header)
        {
            var state = HeapLayout.State;
            var blocks = (size + HeapLayout.HeaderSize + HeapLayout.BlockSize - 1) >> HeapLayout.BlockShift;
            // What cannot fit into an empty heap is not worth a collection.
            if (blocks > (state->Maximum - (state->Blocks - HeapLayout.Base)) >> HeapLayout.BlockShift) Traps.Trap(Traps.HeapExhausted);
            var collected = state->Stress != 0 || state->Budget <= 0;
            if (collected) HeapCollector.Collect();
            var first = HeapBlocks.TakeSpan(blocks);
            if (first == 0 && !collected && !HeapCollector.IsFutile())
            {
                HeapCollector.Collect();
                first = HeapBlocks.TakeSpan(blocks);
            }
            if (first == 0) Traps.Trap(Traps.HeapExhausted);
            state->Budget -= (long)(blocks << HeapLayout.BlockShift);
            var result = (ulong)HeapLayout.Block(first - 1) + HeapLayout.HeaderSize;
            *(ulong*)result = header;
            return result;
        }
    }
}

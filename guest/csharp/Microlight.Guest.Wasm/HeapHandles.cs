// Objects that the host holds. It gets a handle, never an address: a number of 63 bits with the top bit set, made of what the object is,
// a slot of the table here and how often the slot has been given out. A handle that was never given out, or was released, is refused.
namespace Microlight.Guest.Wasm
{
    internal unsafe struct HandleEntry
    {
        /// <summary>The object, 0 for a free slot.</summary>
        public ulong Reference;
        public uint Generation;
        /// <summary>Of a free slot: the next one as number + 1.</summary>
        public uint Next;
    }

    public static unsafe class Handles
    {
        internal const int PerBlock = 4096 - 64;
        internal const int MaximumBlocks = 1024;

        /// <summary>Keeps the object alive until the handle is released; the slot and generation. Traps if there is no room.</summary>
        internal static ulong Add(ulong reference)
        {
            var state = HeapLayout.State;
            var slot = state->FreeHandle;
            if (slot != 0)
            {
                var free = Entry(slot - 1);
                state->FreeHandle = free->Next;
                free->Reference = reference;
                return (ulong)free->Generation << 32 | (slot - 1);
            }
            slot = state->Handles;
            var block = slot / PerBlock;
            if (slot % PerBlock == 0)
            {
                if (block == MaximumBlocks) Traps.Trap(Traps.HeapExhausted);
                var number = HeapBlocks.Take(out _);
                if (number == 0) Traps.Trap(Traps.HeapExhausted);
                state->Table[number - 1] = BlockEntry.Handles;
                state->HandleBlocks[block] = number;
            }
            state->Handles++;
            var entry = Entry(slot);
            entry->Reference = reference;
            entry->Generation = 0;
            return slot;
        }

        /// <summary>The object; 0 if there is no such handle.</summary>
        internal static ulong Find(uint slot, uint generation)
        {
            if (slot >= HeapLayout.State->Handles) return 0;
            var entry = Entry(slot);
            return entry->Generation == generation ? entry->Reference : 0;
        }

        /// <summary>Frees the slot; false if there is no such handle.</summary>
        internal static bool Remove(uint slot, uint generation)
        {
            if (Find(slot, generation) == 0) return false;
            var entry = Entry(slot);
            entry->Reference = 0;
            entry->Generation = (entry->Generation + 1) & GenerationMask;
            entry->Next = (uint)HeapLayout.State->FreeHandle;
            HeapLayout.State->FreeHandle = (ulong)slot + 1;
            return true;
        }

        internal const uint GenerationMask = 0xfff_ffff;

        internal static void Mark()
        {
            var count = HeapLayout.State->Handles;
            for (ulong slot = 0; slot < count; slot++)
            {
                HeapMarker.Exact(Entry(slot)->Reference);
                HeapMarker.Drain();
            }
        }

        private static HandleEntry* Entry(ulong slot) =>
            (HandleEntry*)((ulong)HeapLayout.Block(HeapLayout.State->HandleBlocks[slot / PerBlock] - 1) + 1024) + slot % PerBlock;
    }
}

// memory.grow, .copy, .fill and .init (spec 4.4.7). Loads and stores need no code here: the hardware finds the end of a memory. Bulk
// instructions do, because they must trap before they have written anything.
namespace Microlight.Guest.Wasm
{
    /// <summary>A memory's record; the compiled program has one per memory at a fixed address (RuntimeContract on the host).</summary>
    public struct MemoryRecord
    {
        public ulong Address;
        /// <summary>Bytes that the guest may touch now, a multiple of 64 KiB.</summary>
        public ulong Size;
        public ulong Maximum;
        public ulong Region;
    }

    /// <summary>The contents of a data segment (bytes) or an element segment (8-byte references); dropped means Length 0.</summary>
    public struct SegmentRecord
    {
        public ulong Address;
        public ulong Length;
    }

    public static unsafe class Memory
    {
        private const int PageShift = 16;

        public static long Grow(ulong memory, ulong deltaPages)
        {
            var record = (MemoryRecord*)memory;
            var size = record->Size;
            // Shifted the other way round, so that no number of pages overflows.
            if (deltaPages > (record->Maximum - size) >> PageShift) return -1;
            var bytes = deltaPages << PageShift;
            if (bytes != 0 && !Mailbox.Grow((uint)record->Region, bytes)) return -1;
            record->Size = size + bytes;
            return (long)(size >> PageShift);
        }

        public static void Copy(ulong destinationMemory, ulong sourceMemory, ulong destination, ulong source, ulong count)
        {
            var to = (MemoryRecord*)destinationMemory;
            var from = (MemoryRecord*)sourceMemory;
            if (!Inside(destination, count, to->Size) || !Inside(source, count, from->Size)) Traps.Trap(Traps.OutOfBoundsMemory);
            Bytes.Move((void*)(to->Address + destination), (void*)(from->Address + source), count);
        }

        public static void Fill(ulong memory, ulong destination, int value, ulong count)
        {
            var record = (MemoryRecord*)memory;
            if (!Inside(destination, count, record->Size)) Traps.Trap(Traps.OutOfBoundsMemory);
            Bytes.Set((void*)(record->Address + destination), value, count);
        }

        public static void Init(ulong memory, ulong segment, ulong destination, ulong source, ulong count)
        {
            var record = (MemoryRecord*)memory;
            var contents = (SegmentRecord*)segment;
            if (!Inside(destination, count, record->Size) || !Inside(source, count, contents->Length)) Traps.Trap(Traps.OutOfBoundsMemory);
            Bytes.Move((void*)(record->Address + destination), (void*)(contents->Address + source), count);
        }

        /// <summary>
        /// memory.atomic.wait32 and wait64 (threads proposal), once memory was compared with what is expected there: 1 is "not equal", 2 is
        /// "timed out". Nobody else runs in the instance, so nobody can notify.
        /// </summary>
        /// <param name="timeout">Nanoseconds; negative for none.</param>
        public static int Wait(int shared, int equal, long timeout)
        {
            const long Day = 86_400_000_000_000;
            if (shared == 0) Traps.Trap(Traps.ExpectedSharedMemory);
            if (equal == 0) return 1;
            if (timeout < 0) Traps.Trap(Traps.EndlessWait);
            for (; timeout > Day; timeout -= Day) Mailbox.Wait((ulong)Day);
            if (timeout > 0) Mailbox.Wait((ulong)timeout);
            return 2;
        }

        internal static bool Inside(ulong start, ulong count, ulong size) => start <= size && count <= size - start;
    }
}

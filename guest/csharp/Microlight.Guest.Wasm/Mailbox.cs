// The mailbox fields of memory growth and waiting (Abi/GuestLayout.cs, Abi/MailboxLayout.cs on the host; a test compares the numbers).
namespace Microlight.Guest.Wasm
{
    using System.Runtime;
    using System.Runtime.CompilerServices;

    internal static unsafe class Mailbox
    {
        public const ulong Address = 0x7e00_0020_0000;
        public const int GrowRegion = 0x28, GrowDelta = 0x30, GrowResult = 0x38, WaitTime = 0x40;

        [RuntimeImport("*", "ml_memory_grow")]
        [MethodImpl(MethodImplOptions.InternalCall)]
        private static extern void MemoryGrow();

        [RuntimeImport("*", "ml_wait")]
        [MethodImpl(MethodImplOptions.InternalCall)]
        private static extern void Wait();

        /// <summary>Asks the host for that many more bytes, a multiple of 4096; false if it refuses.</summary>
        public static bool Grow(uint region, ulong bytes)
        {
            *(uint*)(Address + GrowRegion) = region;
            *(ulong*)(Address + GrowDelta) = bytes;
            MemoryGrow();
            return *(ulong*)(Address + GrowResult) != ~0ul;
        }

        /// <summary>Lets the host wait that many nanoseconds, a day at most.</summary>
        public static void Wait(ulong nanoseconds)
        {
            *(ulong*)(Address + WaitTime) = nanoseconds;
            Wait();
        }
    }
}

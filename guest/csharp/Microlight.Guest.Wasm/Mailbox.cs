// The mailbox fields of memory growth (Abi/GuestLayout.cs, Abi/MailboxLayout.cs on the host; a test compares the numbers).
namespace Microlight.Guest.Wasm
{
    using System.Runtime;
    using System.Runtime.CompilerServices;

    internal static unsafe class Mailbox
    {
        public const ulong Address = 0x7e00_0020_0000;
        public const int GrowRegion = 0x28, GrowDelta = 0x30, GrowResult = 0x38;

        [RuntimeImport("*", "ml_memory_grow")]
        [MethodImpl(MethodImplOptions.InternalCall)]
        private static extern void MemoryGrow();

        /// <summary>Asks the host for that many more bytes, a multiple of 4096; false if it refuses.</summary>
        public static bool Grow(uint region, ulong bytes)
        {
            *(uint*)(Address + GrowRegion) = region;
            *(ulong*)(Address + GrowDelta) = bytes;
            MemoryGrow();
            return *(ulong*)(Address + GrowResult) != ~0ul;
        }
    }
}

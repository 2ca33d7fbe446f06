// Moving and filling bytes: stubs in machine code that the image linker supplies (GuestStubs).
namespace Microlight.Guest.Wasm
{
    using System.Runtime;
    using System.Runtime.CompilerServices;

    internal static unsafe class Bytes
    {
        /// <summary>Copies <paramref name="count"/> bytes; the ranges may overlap.</summary>
        [RuntimeImport("*", "ml_memmove")]
        [MethodImpl(MethodImplOptions.InternalCall)]
        public static extern void Move(void* destination, void* source, ulong count);

        [RuntimeImport("*", "ml_memset")]
        [MethodImpl(MethodImplOptions.InternalCall)]
        public static extern void Set(void* destination, int value, ulong count);
    }
}

// How code in the guest gives up: the kinds are WasmTrapKind on the host.
namespace Microlight.Guest.Wasm
{
    using System.Runtime;
    using System.Runtime.CompilerServices;

    public static class Traps
    {
        public const int IntegerOverflow = 3, InvalidConversion = 4, OutOfBoundsMemory = 5, OutOfBoundsTable = 6,
            UndefinedElement = 7, UninitializedElement = 8, TypeMismatch = 9, NullReference = 12, NullFunction = 13, NullStruct = 14,
            NullArray = 15, NullI31 = 16, OutOfBoundsArray = 17, CastFailure = 18, HeapExhausted = 19, InvalidReference = 20,
            ExpectedSharedMemory = 41, EndlessWait = 42;

        /// <summary>Leaves the guest for good; the call's return address tells the host where.</summary>
        [RuntimeImport("*", "ml_trap")]
        [MethodImpl(MethodImplOptions.InternalCall)]
        public static extern void Trap(int kind);

        /// <summary>Inlined, so that the trap's site is the function that converts.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void BadConversion(double value)
        {
#pragma warning disable CS1718 // only NaN differs from itself
            if (value != value) Trap(InvalidConversion);
#pragma warning restore CS1718
            else Trap(IntegerOverflow);
            throw null;
        }
    }
}

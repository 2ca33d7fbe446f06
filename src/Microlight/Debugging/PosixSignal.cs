namespace Microlight.Debugging;

/// <summary>
/// The signal that a Linux process would get for what a guest did: debuggers and core dumps speak of signals
/// (include/uapi/asm-generic/siginfo.h, arch/x86/kernel/traps.c; GDB's remote protocol has the same numbers for these).
/// </summary>
internal static class PosixSignal
{
    public const int None = 0, Interrupt = 2, Illegal = 4, Trap = 5, Abort = 6, Bus = 7, FloatingPoint = 8, SegmentationFault = 11;

    public static int Of(GuestTrap trap) => trap.Cause switch
    {
        GuestTrapCause.Exception => OfVector(trap.Vector),
        GuestTrapCause.UncommittedMemory => SegmentationFault,
        _ => Abort,
    };

    public static int OfVector(int vector) => vector switch
    {
        0 or 16 or 19 => FloatingPoint,
        1 or 3 => Trap,
        6 => Illegal,
        17 => Bus,
        _ => SegmentationFault,
    };
}

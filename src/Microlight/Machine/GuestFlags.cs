namespace Microlight.Machine;

/// <summary>RFLAGS of guests (Intel SDM vol. 1, 3.4.3).</summary>
internal static class GuestFlags
{
    /// <summary>Bit 1 is always set.</summary>
    public const ulong Initial = 1 << 1;
    /// <summary>TF: #DB after each instruction.</summary>
    public const ulong Trap = 1 << 8;
    /// <summary>RF: no #DB from an instruction breakpoint at the first instruction; the CPU sets it in the frames of faults.</summary>
    private const ulong Resume = 1 << 16;

    /// <summary>
    /// What CPL3 code can change by itself: CF, PF, AF, ZF, SF, TF, DF, OF, AC, ID; and RF. Not IOPL above all, which would open every
    /// port.
    /// </summary>
    public const ulong Settable = 1 << 0 | 1 << 2 | 1 << 4 | 1 << 6 | 1 << 7 | Trap | 1 << 10 | 1 << 11 | Resume | 1 << 18 | 1 << 21;

    public static ulong ForGuest(ulong flags) => flags & Settable | Initial;
}

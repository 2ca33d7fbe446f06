namespace Microlight.Machine;

/// <summary>Layout of XSAVE's standard format for XCR0 = 7 (Intel SDM vol. 1, 10.5.1 and 13.4).</summary>
internal static class ExtendedState
{
    /// <summary>Legacy area, header, AVX component (upper halves of YMM0 to 15).</summary>
    public const int Size = HeaderOffset + 64 + 16 * 16;
    /// <summary>FCW, FSW, FTW (abridged), a reserved byte, FOP, FIP, FDP, MXCSR, MXCSR_MASK, then ST0 to 7 and XMM0 to 15 of 16 bytes each.</summary>
    public const int MxcsrOffset = 24, StOffset = 32, XmmOffset = 160;
    /// <summary>XSTATE_BV.</summary>
    public const int HeaderOffset = 512;
    public const int YmmHighOffset = 576;
    /// <summary>Where Linux puts the XCR0 in force in the area's unused bytes (arch/x86/include/uapi/asm/sigcontext.h, xfeatures of _fpx_sw_bytes).</summary>
    public const int SoftwareFeaturesOffset = 464;
    public const ulong X87 = 1, Sse = 2, Avx = 4;
    public const ushort InitialControlWord = 0x37f;
    public const uint InitialMxcsr = 0x1f80;
}

namespace Microlight.Machine;

/// <summary>A CPU exception of guest code: the registers that it had, and the error code (0 for vectors without one).</summary>
internal readonly record struct GuestException(GuestRegisters Registers, ulong ErrorCode)
{
    /// <summary>#DF, #TS, #NP, #SS, #GP, #PF, #AC, #CP (Intel SDM vol. 3, table 6-1).</summary>
    private const uint VectorsWithErrorCode = 1u << 8 | 1 << 10 | 1 << 11 | 1 << 12 | 1 << 13 | 1 << 14 | 1 << 17 | 1 << 21;

    public static bool HasErrorCode(int vector) => (VectorsWithErrorCode >> vector & 1) != 0;
}

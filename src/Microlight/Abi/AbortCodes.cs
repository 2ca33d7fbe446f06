namespace Microlight.Abi;

/// <summary>Codes of the abort port that mean the same for every guest (docs/abi.md); smaller ones are the guest's own.</summary>
internal static class AbortCodes
{
    public const uint FirstReserved = 0xffff_ff00;
    /// <summary>A region did not grow, or the guest's allocator has no more room.</summary>
    public const uint OutOfMemory = 0xffff_ff01;
    /// <summary>A panic, a failed assertion, an exception that nobody handled.</summary>
    public const uint Panic = 0xffff_ff02;
}

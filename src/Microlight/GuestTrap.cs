namespace Microlight;

/// <summary>What is known of a trap: everything the hardware reported, nothing interpreted.</summary>
public sealed record GuestTrap
{
    /// <summary>Whose report it is: the CPU's, the guest's own, the memory's or the machine's.</summary>
    public required GuestTrapCause Cause { get; init; }
    /// <summary>Intel SDM vol. 3 table 6-1: 0 #DE, 6 #UD, 13 #GP, 14 #PF …; −1 unless Cause is Exception.</summary>
    public int Vector { get; init; } = -1;
    /// <summary>The error code pushed by the CPU, 0 for vectors without one.</summary>
    public ulong ErrorCode { get; init; }
    /// <summary>Guest virtual address of the faulting access where it is known (CR2, or decoded from the instruction).</summary>
    public ulong? FaultAddress { get; init; }
    /// <summary>The guest's own code for an Abort, otherwise 0.</summary>
    public uint AbortCode { get; init; }
    /// <summary>Address of the instruction that trapped; for an Abort the return address of the call that aborted.</summary>
    public ulong InstructionPointer { get; init; }
    /// <summary>The general registers as they were at the trap.</summary>
    public GuestRegisters Registers { get; init; }
    /// <summary>Name of the function around <see cref="InstructionPointer"/> from the image's symbol table, or null.</summary>
    public string? Function { get; init; }
    /// <summary>
    /// The calls that led to the trap, innermost first, up to 128; the last is the guest function that the host called. Empty if the
    /// registers were lost (<see cref="GuestTrapCause.Machine"/>). It ends early where the guest's stack or the image's unwind
    /// tables make no sense.
    /// </summary>
    public IReadOnlyList<GuestFrame> Backtrace { get; init; } = [];
    /// <summary>The faulting instruction's bytes, up to 15, empty if they cannot be read.</summary>
    public ReadOnlyMemory<byte> InstructionBytes { get; init; }
}

namespace Microlight.Abi;

/// <summary>Ports a guest may write (<c>out imm8, al</c>) at CPL3; the TSS I/O bitmap opens these alone.</summary>
internal static class Ports
{
    /// <summary>Guest asks for a host function; the mailbox says which.</summary>
    public const byte HostCall = 0x10;
    /// <summary>The called guest function has returned.</summary>
    public const byte CallDone = 0x11;
    /// <summary>Guest asks for more memory in a region.</summary>
    public const byte MemoryGrow = 0x12;
    /// <summary>Guest gives up: EAX is its code, the site is the return address at [RSP].</summary>
    public const byte Abort = 0x13;
    /// <summary>Guest asks to sleep for the time in the mailbox.</summary>
    public const byte Wait = 0x14;
    /// <summary>The first and the last port that the bitmap opens.</summary>
    public const byte First = HostCall, Last = Wait;
    /// <summary>0x80 + vector: the monitor's exception stubs (CPL0 only).</summary>
    public const byte ExceptionBase = 0x80;
}

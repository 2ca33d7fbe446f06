using System.Runtime.InteropServices;

namespace Microlight.Machine.Process;

/// <summary>
/// The part of a signal frame behind its return address: struct ucontext with the registers that the kernel loads at rt_sigreturn, then
/// siginfo (arch/x86/include/asm/sigframe.h, arch/x86/include/uapi/asm/sigcontext.h and ucontext.h, asm-generic/siginfo.h).
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal struct SignalFrame
{
    public ulong Flags, Link;
    public ulong StackStart, StackFlags, StackSize;
    public ulong R8, R9, R10, R11, R12, R13, R14, R15, Rdi, Rsi, Rbp, Rbx, Rdx, Rax, Rcx, Rsp, Rip, Rflags;
    public ushort Cs, Gs, Fs, Ss;
    public ulong ErrorCode, Vector, OldMask, Cr2;
    /// <summary>Where the x87, SSE and AVX state is in the guest's address space; 0: the initial state.</summary>
    public ulong ExtendedState;
    private readonly ulong _reserved1, _reserved2, _reserved3, _reserved4, _reserved5, _reserved6, _reserved7, _reserved8;
    public ulong SignalMask;
    public int Signal, SignalError, SignalCode;
    private readonly int _padding;

    private const ulong HasStackSegment = 2, StrictStackSegment = 4; // UC_SIGCONTEXT_SS, UC_STRICT_RESTORE_SS
    private const ushort UserCode = 0x33, UserData = 0x2b;
    /// <summary>Signals that come through to guest code; bit n is signal n + 1.</summary>
    private const ulong Open = 1UL << (ProcessNative.SIGILL - 1) | 1UL << (ProcessNative.SIGTRAP - 1) | 1UL << (ProcessNative.SIGBUS - 1)
        | 1UL << (ProcessNative.SIGFPE - 1) | 1UL << (ProcessNative.SIGUSR1 - 1) | 1UL << (ProcessNative.SIGSEGV - 1) | 1UL << (ProcessNative.SIGSYS - 1);

    /// <summary>A frame that returns to guest code with everything in its first state but the general registers.</summary>
    public static SignalFrame Fresh() => new()
    {
        Flags = HasStackSegment | StrictStackSegment,
        StackStart = ControlLayout.Base,
        StackSize = ControlLayout.SignalStackSize,
        Cs = UserCode,
        Ss = UserData,
        SignalMask = ~Open,
    };

    public readonly GuestRegisters Registers => new(Rax, Rbx, Rcx, Rdx, Rsi, Rdi, Rsp, Rbp, R8, R9, R10, R11, R12, R13, R14, R15, Rip, Rflags);

    /// <summary>Replaces the general registers; code and stack segment become those of a guest, whatever they were.</summary>
    public void SetRegisters(in GuestRegisters r)
    {
        (Rax, Rbx, Rcx, Rdx, Rsi, Rdi, Rsp, Rbp) = (r.Rax, r.Rbx, r.Rcx, r.Rdx, r.Rsi, r.Rdi, r.Rsp, r.Rbp);
        (R8, R9, R10, R11, R12, R13, R14, R15) = (r.R8, r.R9, r.R10, r.R11, r.R12, r.R13, r.R14, r.R15);
        (Rip, Rflags) = (r.Rip, r.Rflags);
        (Cs, Ss) = (UserCode, UserData);
    }
}

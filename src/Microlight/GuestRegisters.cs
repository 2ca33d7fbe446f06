namespace Microlight;

/// <summary>The general registers at the trap, as the guest left them.</summary>
public readonly record struct GuestRegisters(
    ulong Rax, ulong Rbx, ulong Rcx, ulong Rdx, ulong Rsi, ulong Rdi, ulong Rsp, ulong Rbp,
    ulong R8, ulong R9, ulong R10, ulong R11, ulong R12, ulong R13, ulong R14, ulong R15, ulong Rip, ulong Rflags);

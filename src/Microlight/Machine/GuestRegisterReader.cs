using Iced.Intel;

namespace Microlight.Machine;

/// <summary>The value of a register, in the width that its name says, from a trap's registers.</summary>
internal static class GuestRegisterReader
{
    public static ulong Read(GuestRegisters registers, Register register)
    {
        // Guests cannot set segment bases.
        if (register.IsSegmentRegister()) return 0;
        var full = register.GetFullRegister() switch
        {
            Register.RAX => registers.Rax,
            Register.RBX => registers.Rbx,
            Register.RCX => registers.Rcx,
            Register.RDX => registers.Rdx,
            Register.RSI => registers.Rsi,
            Register.RDI => registers.Rdi,
            Register.RSP => registers.Rsp,
            Register.RBP => registers.Rbp,
            Register.R8 => registers.R8,
            Register.R9 => registers.R9,
            Register.R10 => registers.R10,
            Register.R11 => registers.R11,
            Register.R12 => registers.R12,
            Register.R13 => registers.R13,
            Register.R14 => registers.R14,
            Register.R15 => registers.R15,
            Register.RIP => registers.Rip,
            _ => 0UL,
        };
        return register.GetSize() switch { 8 => full, 4 => (uint)full, 2 => (ushort)full, _ => (byte)full };
    }
}

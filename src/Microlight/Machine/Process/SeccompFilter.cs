using System.Buffers.Binary;

namespace Microlight.Machine.Process;

/// <summary>
/// The two system-call filters of a child, classic BPF programs over struct seccomp_data (include/uapi/linux/seccomp.h, filter.h,
/// Documentation/userspace-api/seccomp_filter.rst). The first one makes one system call, made at one address, an exit: the kernel holds
/// the thread until the host has answered. The second one lets through that call and the return from a signal handler, each at its own
/// address only, and nothing else. Of the answers of several filters the strictest counts.
/// </summary>
internal static class SeccompFilter
{
    private const uint AUDIT_ARCH_X86_64 = 0xC000_003E;
    private const uint Trap = ProcessNative.SECCOMP_RET_TRAP, Notify = ProcessNative.SECCOMP_RET_USER_NOTIF, Allow = ProcessNative.SECCOMP_RET_ALLOW;
    // Offsets in struct seccomp_data; the instruction pointer is that behind the system call.
    private const uint Number = 0, Architecture = 4, InstructionLow = 8, InstructionHigh = 12;
    private const ushort LoadWord = 0x20, JumpIfEqual = 0x15, Return = 0x06; // BPF_LD|BPF_W|BPF_ABS, BPF_JMP|BPF_JEQ|BPF_K, BPF_RET|BPF_K
    public const int InstructionSize = 8;

    /// <summary>Makes the gate an exit and allows the rest: the child still has to close its descriptors.</summary>
    public static byte[] Exits() => Assemble(
        (LoadWord, 0, 0, Architecture),
        (JumpIfEqual, 0, 7, AUDIT_ARCH_X86_64),
        (LoadWord, 0, 0, InstructionHigh),
        (JumpIfEqual, 0, 5, High(ChildProgram.GateReturn)),
        (LoadWord, 0, 0, InstructionLow),
        (JumpIfEqual, 0, 3, Low(ChildProgram.GateReturn)),
        (LoadWord, 0, 0, Number),
        (JumpIfEqual, 0, 1, ChildProgram.GateNumber),
        (Return, 0, 0, Notify),
        (Return, 0, 0, Allow));

    /// <summary>
    /// What guest code lives under. A system call that is not allowed, or one by another convention (int 0x80), is not made but is a
    /// signal, SIGSYS: the host names it like the invalid opcode that it is in a virtual machine.
    /// </summary>
    public static byte[] Guest() => Assemble(
        (LoadWord, 0, 0, Architecture),
        (JumpIfEqual, 0, 9, AUDIT_ARCH_X86_64),
        (LoadWord, 0, 0, InstructionHigh),
        (JumpIfEqual, 0, 7, High(ChildProgram.GateReturn)),
        (LoadWord, 0, 0, InstructionLow),
        (JumpIfEqual, 0, 2, Low(ChildProgram.GateReturn)),
        (LoadWord, 0, 0, Number),
        (JumpIfEqual, 4, 3, ChildProgram.GateNumber),
        (JumpIfEqual, 0, 2, Low(ChildProgram.SignalReturnEnd)),
        (LoadWord, 0, 0, Number),
        (JumpIfEqual, 1, 0, ProcessNative.SYS_rt_sigreturn),
        (Return, 0, 0, Trap),
        (Return, 0, 0, Allow));

    private static uint Low(ulong value) => (uint)value;
    private static uint High(ulong value) => (uint)(value >> 32);

    /// <summary>struct sock_filter: u16 code, u8 instructions to skip if true, u8 if false, u32 operand.</summary>
    private static byte[] Assemble(params (ushort Code, byte IfTrue, byte IfFalse, uint Operand)[] program)
    {
        var bytes = new byte[program.Length * InstructionSize];
        for (var i = 0; i < program.Length; i++)
        {
            var at = bytes.AsSpan(i * InstructionSize);
            BinaryPrimitives.WriteUInt16LittleEndian(at, program[i].Code);
            at[2] = program[i].IfTrue;
            at[3] = program[i].IfFalse;
            BinaryPrimitives.WriteUInt32LittleEndian(at[4..], program[i].Operand);
        }
        return bytes;
    }
}

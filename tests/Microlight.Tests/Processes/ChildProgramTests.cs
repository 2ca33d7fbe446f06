using System.Runtime.InteropServices;
using Iced.Intel;
using Microlight.Machine.Process;
using static Iced.Intel.AssemblerRegisters;

namespace Microlight.Tests.Processes;

/// <summary>The child's code, filters and structures are what their sources say.</summary>
public class ChildProgramTests
{
    private const ulong Start = ControlLayout.Code + 0x100;

    [Fact]
    public void The_program_is_what_an_assembler_makes_of_it()
    {
        var a = new Assembler(64);
        Label digits = a.CreateLabel(), parsed = a.CreateLabel(), next = a.CreateLabel(), advance = a.CreateLabel(), refused = a.CreateLabel(),
            leave = a.CreateLabel(), ready = a.CreateLabel(), handler = a.CreateLabel(), gate = a.CreateLabel(), resume = a.CreateLabel(), end = a.CreateLabel();
        // The control area's descriptor: argv[0] in decimal digits.
        a.mov(rsi, __qword_ptr[rsp + 8]);
        a.xor(r8d, r8d);
        a.Label(ref digits);
        a.movzx(eax, __byte_ptr[rsi]);
        a.AddInstruction(Instruction.Create(Code.Sub_rm32_imm8, Register.EAX, '0'));
        a.jb(parsed);
        a.imul(r8d, r8d, 10);
        a.add(r8d, eax);
        a.inc(rsi);
        a.jmp(digits);
        a.Label(ref parsed);
        a.mov(rdi, ControlLayout.Base);
        a.mov(esi, (uint)ControlLayout.Size);
        a.mov(edx, 3);
        a.mov(r10d, 0x11);
        a.xor(r9d, r9d);
        a.mov(eax, ProcessNative.SYS_mmap);
        a.syscall();
        a.cmp(rax, rdi);
        a.jne(leave);
        a.lea(rbx, __qword_ptr[rdi + ControlLayout.Table]);
        // The table's system calls.
        a.Label(ref next);
        a.mov(eax, __dword_ptr[rbx]);
        a.test(eax, eax);
        a.js(ready);
        var registers = new[] { rdi, rsi, rdx, r10, r8, r9 };
        for (var i = 0; i < registers.Length; i++) a.mov(registers[i], __qword_ptr[rbx + ControlLayout.EntryArguments + i * 8]);
        a.syscall();
        a.test(rax, rax);
        a.js(refused);
        a.mov(rcx, __qword_ptr[rbx + ControlLayout.EntryResult]);
        a.jrcxz(advance);
        a.mov(__qword_ptr[rcx], rax);
        a.Label(ref advance);
        a.add(rbx, ControlLayout.EntrySize);
        a.jmp(next);
        a.Label(ref refused);
        a.cmp(__dword_ptr[rbx + ControlLayout.EntryOptional], 0);
        a.jne(advance);
        a.mov(__qword_ptr[rbx + ControlLayout.EntryResult], rax);
        a.mov(rcx, ControlLayout.Base + ControlLayout.FailedEntry);
        a.mov(__qword_ptr[rcx], rbx);
        a.Label(ref leave);
        a.mov(edi, 1);
        a.mov(eax, 231);
        a.syscall();
        a.ud2();
        // As if a signal had come.
        a.Label(ref ready);
        a.mov(rdx, ControlLayout.Base + ControlLayout.FreshFrame);
        a.nop();
        a.Label(ref handler);
        a.mov(eax, ChildProgram.GateNumber);
        a.syscall();
        a.Label(ref gate);
        a.mov(rdx, rax);
        a.and(rdx, -8);
        a.test(al, (int)ChildProgram.ResetSegments);
        a.je(resume);
        a.mov(ecx, eax);
        a.xor(eax, eax);
        a.mov(ds, eax);
        a.mov(es, eax);
        a.mov(fs, eax);
        a.mov(gs, eax);
        a.mov(rsp, rdx);
        a.push(2);
        a.popfq();
        a.test(cl, (int)ChildProgram.ResetBases);
        a.je(resume);
        a.wrfsbase(rax);
        a.wrgsbase(rax);
        a.Label(ref resume);
        a.mov(rsp, rdx);
        a.mov(eax, ProcessNative.SYS_rt_sigreturn);
        a.syscall();
        a.Label(ref end);
        a.ud2();

        using var stream = new MemoryStream();
        var assembled = a.Assemble(new StreamCodeWriter(stream), Start, BlockEncoderOptions.ReturnNewInstructionOffsets);
        Assert.Equal(Decode(stream.ToArray()), Decode(ChildProgram.Code.ToArray()));
        Assert.Equal(ChildProgram.Handler, assembled.GetLabelRIP(handler));
        Assert.Equal(ChildProgram.GateReturn, assembled.GetLabelRIP(gate));
        Assert.Equal(ChildProgram.SignalReturnEnd, assembled.GetLabelRIP(end));
    }

    [Fact]
    public void The_program_is_an_ELF_file_of_one_code_page() => Assert.True(ChildProgram.ToElf().Length <= 0x1000);

    [Fact]
    public unsafe void Structures_have_the_kernel_sizes()
    {
        // The size is part of the request number (asm-generic/ioctl.h, bits 16 to 29).
        Assert.Equal((int)(ProcessNative.SECCOMP_IOCTL_NOTIF_RECV >> 16 & 0x3fff), sizeof(ExitNotification));
        // struct ucontext is 304 bytes; of siginfo the first 16 are read.
        Assert.Equal(304, (int)Marshal.OffsetOf<SignalFrame>(nameof(SignalFrame.Signal)));
        Assert.Equal(40, (int)Marshal.OffsetOf<SignalFrame>(nameof(SignalFrame.R8)));
        Assert.Equal(224, (int)Marshal.OffsetOf<SignalFrame>(nameof(SignalFrame.ExtendedState)));
        Assert.Equal(56, sizeof(ProcessNative.MessageHeader));
        Assert.Equal(24, sizeof(ProcessNative.DescriptorMessage));
    }

    /// <summary>What the bytes mean, since an instruction can have several encodings.</summary>
    private static string[] Decode(byte[] code)
    {
        var decoder = Decoder.Create(64, code, Start);
        var texts = new List<string>();
        while (decoder.IP < Start + (ulong)code.Length) texts.Add(decoder.Decode().ToString());
        return texts.ToArray();
    }
}

using System.Buffers.Binary;

namespace Microlight.Machine.Process;

/// <summary>
/// The program of the child process: an ELF file of one code page, without data, library or relocation. It maps the control area (its
/// descriptor is the digits of argv[0]), makes the system calls of the table there, and then stands in its signal handler as if the
/// guest had been interrupted. From then on it only runs there: a signal is an exit, one system call that the host answers with the
/// address of the frame to go on with. Written as bytes, since an assembler would be most of a process's start; a test assembles the same.
/// </summary>
internal static class ChildProgram
{
    private const int CodeOffset = 0x100;

    /// <summary>Every signal's handler; RDI, RSI, RDX are its arguments (signal, siginfo, ucontext), which the host sees in the exit.</summary>
    public const ulong Handler = ControlLayout.Code + CodeOffset + 0xb0;
    /// <summary>The instruction behind the handler's system call that is an exit.</summary>
    public const ulong GateReturn = ControlLayout.Code + CodeOffset + 0xb7;
    /// <summary>The instruction behind rt_sigreturn.</summary>
    public const ulong SignalReturnEnd = ControlLayout.Code + CodeOffset + 0xed;
    /// <summary>getppid: never done, since the host answers in the kernel's place, and harmless if it ever were.</summary>
    public const int GateNumber = ProcessNative.SYS_getppid;

    /// <summary>Low bits of the host's answer, beside the frame's address: clear the segment registers and the flags that no frame
    /// restores (ID); clear the FS and GS bases with instructions, which there are only where guests have them too.</summary>
    public const ulong ResetSegments = 1, ResetBases = 2;

    /// <summary>The whole ELF file.</summary>
    public static byte[] ToElf()
    {
        var file = new byte[CodeOffset + Code.Length];
        // e_ident: magic, 64-bit, little-endian, version 1.
        ((ReadOnlySpan<byte>)[0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1]).CopyTo(file);
        Write(16, 2, 2);                                // e_type: ET_EXEC
        Write(18, 62, 2);                               // e_machine: EM_X86_64
        Write(20, 1, 4);                                // e_version
        Write(24, ControlLayout.Code + CodeOffset, 8);  // e_entry
        Write(32, 64, 8);                               // e_phoff
        Write(52, 64, 2);                               // e_ehsize
        Write(54, 56, 2);                               // e_phentsize
        Write(56, 2, 2);                                // e_phnum
        Write(64, 1, 4);                                // PT_LOAD
        Write(68, 5, 4);                                // read, execute
        Write(80, ControlLayout.Code, 8);               // p_vaddr
        Write(96, (ulong)file.Length, 8);               // p_filesz
        Write(104, (ulong)file.Length, 8);              // p_memsz
        Write(112, 0x1000, 8);                          // p_align
        Write(120, 0x6474_e551, 4);                     // PT_GNU_STACK: without it data may be executable
        Write(124, 6, 4);                               // read, write
        Code.CopyTo(file.AsSpan(CodeOffset));
        return file;

        void Write(int offset, ulong value, int bytes)
        {
            Span<byte> all = stackalloc byte[8];
            BinaryPrimitives.WriteUInt64LittleEndian(all, value);
            all[..bytes].CopyTo(file.AsSpan(offset));
        }
    }

    public static ReadOnlySpan<byte> Code =>
    [
        // start:
        0x48, 0x8b, 0x74, 0x24, 0x08,                                  // mov rsi,[rsp+0x8]
        0x45, 0x31, 0xc0,                                              // xor r8d,r8d
        // digits:
        0x0f, 0xb6, 0x06,                                              // movzx eax,byte ptr [rsi]
        0x83, 0xe8, 0x30,                                              // sub eax,0x30
        0x72, 0x0c,                                                    // jb parsed
        0x45, 0x6b, 0xc0, 0x0a,                                        // imul r8d,r8d,0xa
        0x41, 0x01, 0xc0,                                              // add r8d,eax
        0x48, 0xff, 0xc6,                                              // inc rsi
        0xeb, 0xec,                                                    // jmp digits
        // parsed:
        0x48, 0xbf, 0x00, 0x00, 0x00, 0x00, 0x00, 0x7e, 0x00, 0x00,    // mov rdi,0x7e0000000000
        0xbe, 0x00, 0x00, 0x0f, 0x00,                                  // mov esi,0xf0000
        0xba, 0x03, 0x00, 0x00, 0x00,                                  // mov edx,0x3
        0x41, 0xba, 0x11, 0x00, 0x00, 0x00,                            // mov r10d,0x11
        0x45, 0x31, 0xc9,                                              // xor r9d,r9d
        0xb8, 0x09, 0x00, 0x00, 0x00,                                  // mov eax,0x9
        0x0f, 0x05,                                                    // syscall
        0x48, 0x39, 0xf8,                                              // cmp rax,rdi
        0x75, 0x52,                                                    // jne leave
        0x48, 0x8d, 0x9f, 0x00, 0x90, 0x00, 0x00,                      // lea rbx,[rdi+0x9000]
        // next:
        0x8b, 0x03,                                                    // mov eax,[rbx]
        0x85, 0xc0,                                                    // test eax,eax
        0x78, 0x53,                                                    // js ready
        0x48, 0x8b, 0x7b, 0x08,                                        // mov rdi,[rbx+0x8]
        0x48, 0x8b, 0x73, 0x10,                                        // mov rsi,[rbx+0x10]
        0x48, 0x8b, 0x53, 0x18,                                        // mov rdx,[rbx+0x18]
        0x4c, 0x8b, 0x53, 0x20,                                        // mov r10,[rbx+0x20]
        0x4c, 0x8b, 0x43, 0x28,                                        // mov r8,[rbx+0x28]
        0x4c, 0x8b, 0x4b, 0x30,                                        // mov r9,[rbx+0x30]
        0x0f, 0x05,                                                    // syscall
        0x48, 0x85, 0xc0,                                              // test rax,rax
        0x78, 0x0f,                                                    // js refused
        0x48, 0x8b, 0x4b, 0x38,                                        // mov rcx,[rbx+0x38]
        0xe3, 0x03,                                                    // jrcxz advance
        0x48, 0x89, 0x01,                                              // mov [rcx],rax
        // advance:
        0x48, 0x83, 0xc3, 0x40,                                        // add rbx,0x40
        0xeb, 0xcc,                                                    // jmp next
        // refused:
        0x83, 0x7b, 0x04, 0x00,                                        // cmp [rbx+0x4],0x0
        0x75, 0xf4,                                                    // jne advance
        0x48, 0x89, 0x43, 0x38,                                        // mov [rbx+0x38],rax
        0x48, 0xb9, 0xf8, 0x8f, 0x00, 0x00, 0x00, 0x7e, 0x00, 0x00,    // mov rcx,0x7e0000008ff8
        0x48, 0x89, 0x19,                                              // mov [rcx],rbx
        // leave:
        0xbf, 0x01, 0x00, 0x00, 0x00,                                  // mov edi,0x1
        0xb8, 0xe7, 0x00, 0x00, 0x00,                                  // mov eax,0xe7
        0x0f, 0x05,                                                    // syscall
        0x0f, 0x0b,                                                    // ud2
        // ready:
        0x48, 0xba, 0x00, 0x7c, 0x00, 0x00, 0x00, 0x7e, 0x00, 0x00,    // mov rdx,0x7e0000007c00
        0x90,                                                          // nop
        // handler:
        0xb8, 0x6e, 0x00, 0x00, 0x00,                                  // mov eax,0x6e
        0x0f, 0x05,                                                    // syscall
        0x48, 0x89, 0xc2,                                              // mov rdx,rax
        0x48, 0x83, 0xe2, 0xf8,                                        // and rdx,0xfffffffffffffff8
        0xa8, 0x01,                                                    // test al,0x1
        0x74, 0x21,                                                    // je resume
        0x89, 0xc1,                                                    // mov ecx,eax
        0x31, 0xc0,                                                    // xor eax,eax
        0x8e, 0xd8,                                                    // mov ds,eax
        0x8e, 0xc0,                                                    // mov es,eax
        0x8e, 0xe0,                                                    // mov fs,eax
        0x8e, 0xe8,                                                    // mov gs,eax
        0x48, 0x89, 0xd4,                                              // mov rsp,rdx
        0x6a, 0x02,                                                    // push 0x2
        0x9d,                                                          // popf
        0xf6, 0xc1, 0x02,                                              // test cl,0x2
        0x74, 0x0a,                                                    // je resume
        0xf3, 0x48, 0x0f, 0xae, 0xd0,                                  // wrfsbase rax
        0xf3, 0x48, 0x0f, 0xae, 0xd8,                                  // wrgsbase rax
        // resume:
        0x48, 0x89, 0xd4,                                              // mov rsp,rdx
        0xb8, 0x0f, 0x00, 0x00, 0x00,                                  // mov eax,0xf
        0x0f, 0x05,                                                    // syscall
        0x0f, 0x0b,                                                    // ud2
    ];
}

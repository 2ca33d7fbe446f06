using Iced.Intel;
using Microlight.Abi;
using Microlight.Tests.Guests;
using static Iced.Intel.AssemblerRegisters;

namespace Microlight.Tests.Security;

/// <summary>
/// A guest that puts a secret (its argument; it is nowhere in the image) wherever a guest can put anything, ends in one of many ways,
/// and a function that shows what a later tenant finds.
/// </summary>
internal static class ResidueGuest
{
    public const ulong Heap = 4 << 20, Growth = 1 << 20;
    /// <summary>A heap of which a restore gives pages back instead of cleaning them (16 MiB).</summary>
    public const ulong LargeHeap = 20 << 20;
    /// <summary>Not 0, where a process has nothing.</summary>
    private const ulong HeapAddress = 1 << 30;
    private const ulong HeapMaximum = 64 << 20, DataBytes = 64 << 10;
    public const int StackFilled = 1 << 20;

    /// <summary>Where "Show" puts things: behind the mailbox's slots, 64-byte aligned for XSAVE.</summary>
    public const ulong ShownRegisters = GuestLayout.Mailbox + MailboxLayout.Buffer, ShownState = ShownRegisters + 0x100, ShownBases = ShownRegisters + 0x80;
    public const int StateBytes = 0x1800;

    /// <summary>How a tenant may end.</summary>
    public static readonly string[] Endings = ["Return", "Spin", "SpinWithPendingFault", "Undefined", "Uncommitted", "Abort", "HostCall", "Input"];

    public static GuestImage Build(ulong heap = Heap)
    {
        var guest = new GuestBuilder().Import("Fail", ">").Memory(HeapAddress, heap, HeapMaximum).Data(DataBytes);
        foreach (var ending in Endings) guest.Function(ending, "U>", a => { Fill(a, heap); End(a, ending, heap); });
        return guest
            .Function("FillWide", "U>", FillWide)
            .Function("FillBases", "U>", a =>
            {
                a.mov(rax, __qword_ptr[rdi + MailboxLayout.CallSlots]);
                a.shr(rax, 20); // canonical
                a.wrfsbase(rax);
                a.wrgsbase(rax);
                GuestBuilder.Results(a, 0);
            })
            .Function("Features", ">U", a =>
            {
                a.xor(ecx, ecx);
                a.xgetbv();
                a.mov(__dword_ptr[rdi + MailboxLayout.CallSlots], eax);
                a.mov(__dword_ptr[rdi + MailboxLayout.CallSlots + 4], edx);
                a.mov(__dword_ptr[rdi + MailboxLayout.CallSlots + 12], (int)GuestType.UInt64);
                GuestBuilder.Results(a, 1);
            })
            .Function("Show", Show)
            .Function("ShowBases", a =>
            {
                a.rdfsbase(rax);
                a.mov(__qword_ptr[rdi + (int)(ShownBases - GuestLayout.Mailbox)], rax);
                a.rdgsbase(rax);
                a.mov(__qword_ptr[rdi + (int)(ShownBases - GuestLayout.Mailbox) + 8], rax);
                GuestBuilder.Results(a, 0);
            })
            .Build("residue");
    }

    private static void Fill(Assembler a, ulong heap)
    {
        a.mov(rax, __qword_ptr[rdi + MailboxLayout.CallSlots]);
        a.mov(r8, rdi);

        // The heap, grown a little first, and filled into the growth.
        a.mov(__dword_ptr[r8 + MailboxLayout.GrowRegion], 0);
        a.mov(rcx, Growth);
        a.mov(__qword_ptr[r8 + MailboxLayout.GrowDelta], rcx);
        a.@out(Ports.MemoryGrow, al);
        Store(a, HeapAddress, (heap + Growth) / 8);
        Store(a, GuestBuilder.DataAddress, DataBytes / 8);
        a.lea(rdi, __[rsp - StackFilled]);
        a.mov(ecx, (StackFilled - 64) / 8);
        a.rep.stosq();
        // The mailbox behind its first fields.
        a.lea(rdi, __[r8 + MailboxLayout.CallSlots]);
        a.mov(ecx, (MailboxLayout.Buffer + (64 << 10) - MailboxLayout.CallSlots) / 8);
        a.rep.stosq();
        a.mov(__dword_ptr[r8 + MailboxLayout.CallResultCount], 0);

        // x87 registers (and so MMX's): an 80-bit number whose mantissa is the secret.
        a.push(0x3fff);
        a.push(rax);
        for (var i = 0; i < 8; i++) a.fld(__tbyte_ptr[rsp]);
        a.mov(__dword_ptr[rsp], 0x7f80); // round towards zero, all exceptions masked
        a.ldmxcsr(__dword_ptr[rsp]);
        a.mov(__word_ptr[rsp], 0x0c7f);
        a.fldcw(__word_ptr[rsp]);
        a.add(rsp, 16);
        a.vmovq(xmm0, rax);
        a.vpbroadcastq(ymm0, xmm0);
        foreach (var ymm in (AssemblerRegisterYMM[])[ymm1, ymm2, ymm3, ymm4, ymm5, ymm6, ymm7, ymm8, ymm9, ymm10, ymm11, ymm12, ymm13, ymm14, ymm15])
            a.vmovdqa(ymm, ymm0);
        // Alignment check, direction and identification flags.
        a.pushfq();
        a.or(__qword_ptr[rsp], 0x24_0400);
        a.popfq();
        foreach (var register in (AssemblerRegister64[])[rbx, rcx, rdx, rsi, rdi, rbp, r8, r9, r10, r11, r12, r13, r14, r15]) a.mov(register, rax);
    }

    private static void Store(Assembler a, ulong address, ulong words)
    {
        a.mov(rdi, address);
        a.mov(ecx, (uint)words);
        a.rep.stosq();
    }

    private static void End(Assembler a, string ending, ulong heap)
    {
        switch (ending)
        {
            case "Spin":
                Loop(a);
                break;
            case "SpinWithPendingFault":
                // An unmasked x87 division by zero waits for the next x87 instruction, and keeps where it came from.
                a.fstp(st0);
                a.fstp(st0);
                a.push(0x0340);
                a.fldcw(__word_ptr[rsp]);
                a.fldz();
                a.fld1();
                a.fdivrp(st1, st0);
                Loop(a);
                break;
            case "Undefined":
                a.ud2();
                break;
            case "Uncommitted":
                a.mov(rbx, HeapAddress + heap + Growth + 4096);
                a.mov(rbx, __qword_ptr[rbx]);
                break;
            case "Abort":
                a.push(rax);
                a.@out(Ports.Abort, al);
                break;
            case "HostCall":
                a.mov(rbx, GuestLayout.Mailbox);
                a.mov(__dword_ptr[rbx + MailboxLayout.HostCallImport], 0);
                a.mov(__dword_ptr[rbx + MailboxLayout.HostCallArgumentCount], 0);
                a.@out(Ports.HostCall, al);
                break;
            case "Input":
                a.@in(al, Ports.CallDone);
                break;
        }

        static void Loop(Assembler a)
        {
            a.nop();
            var again = a.CreateLabel();
            a.Label(ref again);
            a.jmp(again);
        }
    }

    /// <summary>AVX-512: the upper halves, the upper sixteen and the mask registers.</summary>
    private static void FillWide(Assembler a)
    {
        a.mov(rax, __qword_ptr[rdi + MailboxLayout.CallSlots]);
        foreach (var zmm in Enumerable.Range(0, 32).Select(i => new AssemblerRegisterZMM(Register.ZMM0 + i))) a.vpbroadcastq(zmm, rax);
        foreach (var mask in (AssemblerRegisterK[])[k0, k1, k2, k3, k4, k5, k6, k7]) a.kmovq(mask, rax);
        GuestBuilder.Results(a, 0);
    }

    /// <summary>Registers as they are at the function's start, flags, then everything that XSAVE knows.</summary>
    private static void Show(Assembler a)
    {
        var at = (int)(ShownRegisters - GuestLayout.Mailbox);
        foreach (var register in (AssemblerRegister64[])[rax, rbx, rcx, rdx, rsi, rbp, r8, r9, r10, r12, r13, r14, r15])
        {
            a.mov(__qword_ptr[rdi + at], register);
            at += 8;
        }
        a.pushfq();
        a.pop(__qword_ptr[rdi + at]);
        a.mov(eax, -1);
        a.mov(edx, eax);
        a.xsave64(__[rdi + (int)(ShownState - GuestLayout.Mailbox)]);
        GuestBuilder.Results(a, 0);
    }
}

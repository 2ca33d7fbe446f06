using Iced.Intel;
using Microlight.Abi;
using Microlight.Tests.Guests;
using static Iced.Intel.AssemblerRegisters;

namespace Microlight.Tests.Diagnostics;

/// <summary>A guest that does once whatever is measured. Its name sets its measurements apart from those of other tests.</summary>
internal static class DiagnosticsGuest
{
    private static int s_last;

    public static GuestImage Build()
    {
        Kvm.Require();
        return new GuestBuilder()
            .Import("tick", ">")
            .Import("HostLog", "is>")
            .Memory(0, 4096, 1 << 20)
            .Function("empty", _ => { })
            .Function("tick", a => GuestBuilder.Forward(a, 0, 0, 0))
            .Function("log", "is>", a => GuestBuilder.Forward(a, 1, 2, 0))
            .Function("ud2", a => a.ud2())
            .Function("uncommitted", a => a.mov(eax, __dword_ptr[0x8000]))
            .Function("grow", a =>
            {
                a.mov(__dword_ptr[rdi + MailboxLayout.GrowRegion], 0);
                a.mov(__qword_ptr[rdi + MailboxLayout.GrowDelta], 4096);
                a.@out(Ports.MemoryGrow, al);
            })
            .Function("abort", "u>", a => Abort(a))
            .Function("abort-saying", "us>", a =>
            {
                // The text's slot becomes slot 0, the number of results 1.
                a.mov(r8d, __dword_ptr[rdi + MailboxLayout.CallSlots]);
                a.vmovdqu(xmm0, __xmmword_ptr[rdi + MailboxLayout.CallSlots + MailboxLayout.SlotSize]);
                a.vmovdqu(__xmmword_ptr[rdi + MailboxLayout.CallSlots], xmm0);
                GuestBuilder.Results(a, 1);
                a.mov(eax, r8d);
                a.push(rax);
                a.@out(Ports.Abort, al);
            })
            .Function("abort-slot", "uUuu>", a =>
            {
                // Slot 0 becomes bits, length and type as they are given.
                a.mov(eax, __dword_ptr[rdi + MailboxLayout.CallSlots]);
                a.mov(r8, __qword_ptr[rdi + MailboxLayout.CallSlots + MailboxLayout.SlotSize]);
                a.mov(r9d, __dword_ptr[rdi + MailboxLayout.CallSlots + 2 * MailboxLayout.SlotSize]);
                a.mov(r10d, __dword_ptr[rdi + MailboxLayout.CallSlots + 3 * MailboxLayout.SlotSize]);
                a.mov(__qword_ptr[rdi + MailboxLayout.CallSlots], r8);
                a.mov(__dword_ptr[rdi + MailboxLayout.CallSlots + MailboxLayout.SlotLength], r9d);
                a.mov(__dword_ptr[rdi + MailboxLayout.CallSlots + MailboxLayout.SlotType], r10d);
                a.mov(__dword_ptr[rdi + MailboxLayout.Buffer], 0x80ff_4141u);
                GuestBuilder.Results(a, 1);
                a.push(rax);
                a.@out(Ports.Abort, al);
            })
            .Function("loop", Loop)
            .Build($"diagnostics {Interlocked.Increment(ref s_last)}");
    }

    private static void Abort(Assembler a)
    {
        a.mov(eax, __dword_ptr[rdi + MailboxLayout.CallSlots]);
        a.push(rax);
        a.@out(Ports.Abort, al);
    }

    private static void Loop(Assembler a)
    {
        var start = a.CreateLabel();
        a.nop();
        a.Label(ref start);
        a.jmp(start);
    }
}

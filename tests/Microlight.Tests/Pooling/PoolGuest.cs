using Microlight.Abi;
using Microlight.Tests.Guests;
using static Iced.Intel.AssemblerRegisters;

namespace Microlight.Tests.Pooling;

/// <summary>A guest that counts its calls in memory, and can fail in several ways.</summary>
internal static class PoolGuest
{
    public static GuestImage Build()
    {
        Kvm.Require();
        return Builder().Build("pool guest");
    }

    public static GuestBuilder Builder()
    {
        return new GuestBuilder()
            .Import("Host", ">")
            .Function("Count", ">U", a =>
            {
                a.mov(rsi, GuestBuilder.DataAddress);
                a.inc(__qword_ptr[rsi]);
                a.mov(rax, __qword_ptr[rsi]);
                a.mov(__qword_ptr[rdi + MailboxLayout.CallSlots], rax);
                a.mov(__dword_ptr[rdi + MailboxLayout.CallSlots + 12], (int)GuestType.UInt64);
                GuestBuilder.Results(a, 1);
            })
            .Function("Trap", a => a.ud2())
            .Function("Spin", a =>
            {
                a.nop(); // the function itself has a label already, and an instruction takes but one
                var again = a.CreateLabel();
                a.Label(ref again);
                a.jmp(again);
            })
            .Function("CallHost", a => GuestBuilder.Forward(a, 0, 0, 0));
    }

    public static SandboxOptions Options(Action? host = null, TimeSpan? timeout = null) =>
        new() { HostFunctions = new HostFunctions().Add("Host", host ?? (() => { })), CallTimeout = timeout };
}

using Microlight.Abi;
using static Iced.Intel.AssemblerRegisters;

namespace Microlight.Tests.Guests;

/// <summary>A guest with <c>peek(address) -> u32</c>, <c>poke(address, u32)</c>, <c>grow(region, bytes) -> old size</c> and
/// <c>generation() -> u64</c>, and short names for their calls.</summary>
internal static class Peeker
{
    public static GuestBuilder Builder() => new GuestBuilder()
        .Function("peek", "U>u", a =>
        {
            a.mov(rax, __qword_ptr[rdi + MailboxLayout.CallSlots]);
            a.mov(eax, __dword_ptr[rax]);
            a.mov(__qword_ptr[rdi + MailboxLayout.CallSlots], rax);
            a.mov(__dword_ptr[rdi + MailboxLayout.CallSlots + MailboxLayout.SlotType], (int)GuestType.UInt32);
            GuestBuilder.Results(a, 1);
        })
        .Function("poke", "Uu>", a =>
        {
            a.mov(rax, __qword_ptr[rdi + MailboxLayout.CallSlots]);
            a.mov(ecx, __dword_ptr[rdi + MailboxLayout.CallSlots + MailboxLayout.SlotSize]);
            a.mov(__dword_ptr[rax], ecx);
        })
        .Function("grow", "uU>U", GuestBuilder.Grow)
        .Function("generation", ">U", a =>
        {
            a.mov(rax, __qword_ptr[rdi + MailboxLayout.Generation]);
            a.mov(__qword_ptr[rdi + MailboxLayout.CallSlots], rax);
            a.mov(__dword_ptr[rdi + MailboxLayout.CallSlots + MailboxLayout.SlotType], (int)GuestType.UInt64);
            GuestBuilder.Results(a, 1);
        });

    public static uint Peek(Sandbox sandbox, ulong address) => sandbox.Call<uint>("peek", address);
    public static void Poke(Sandbox sandbox, ulong address, uint value) => sandbox.Call("poke", address, value);
    public static ulong Grow(Sandbox sandbox, ulong bytes, uint region = 0) => sandbox.Call<ulong>("grow", region, bytes);
    public static ulong Generation(Sandbox sandbox) => sandbox.Call<ulong>("generation");
}

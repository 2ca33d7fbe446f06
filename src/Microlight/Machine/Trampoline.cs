using System.Buffers.Binary;
using Iced.Intel;
using Microlight.Abi;
using static Iced.Intel.AssemblerRegisters;

namespace Microlight.Machine;

/// <summary>
/// The page where every guest call starts and ends, read and execute at CPL3: r11 has the function, RDI the mailbox. The clean entry
/// first gives all x87, SSE, AVX (and wider) state its initial value, so that nothing of an earlier run is left in it.
/// </summary>
internal static class Trampoline
{
    public const int Size = 0x1000;
    public const ulong CleanEntry = GuestLayout.Trampoline, Entry = GuestLayout.Trampoline + 0x80;

    // XRSTOR of the standard format reads the 512-byte legacy area and the 64-byte header; XSTATE_BV = 0 initialises every component,
    // but MXCSR is loaded from the area (Intel SDM vol. 1, 13.8.1).
    private const int StateOffset = 0x400;
    private const ushort InitialControlWord = 0x37f;
    private const uint InitialMxcsr = 0x1f80;

    public static void Write(Span<byte> page)
    {
        page.Fill(0xcc);
        var state = page[StateOffset..];
        state.Clear();
        BinaryPrimitives.WriteUInt16LittleEndian(state, InitialControlWord);
        BinaryPrimitives.WriteUInt32LittleEndian(state[24..], InitialMxcsr);

        var clean = new Assembler(64);
        clean.mov(eax, -1);
        clean.mov(edx, eax);
        clean.mov(rcx, GuestLayout.Trampoline + StateOffset);
        clean.xrstor64(__[rcx]);
        clean.xor(eax, eax);
        clean.xor(ecx, ecx);
        clean.xor(edx, edx);
        clean.jmp(Entry);
        Code.Write(clean, CleanEntry, page);

        var entry = new Assembler(64);
        entry.call(r11);
        entry.@out(Ports.CallDone, al);
        entry.ud2();
        Code.Write(entry, Entry, page[(int)(Entry - GuestLayout.Trampoline)..]);
    }
}

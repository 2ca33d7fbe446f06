using System.Buffers.Binary;
using Microlight.Abi;

namespace Microlight.Machine;

/// <summary>
/// The page where every guest call starts and ends, read and execute at CPL3: r11 has the function, RDI the mailbox. The clean entry
/// first gives all x87, SSE, AVX (and wider) state its initial value, so that nothing of an earlier run is left in it.
/// Written as bytes for the reason that <see cref="Monitor"/> gives.
/// </summary>
internal static class Trampoline
{
    public const int Size = 0x1000;
    public const ulong CleanEntry = GuestLayout.Trampoline, Entry = GuestLayout.Trampoline + 0x80;

    // XRSTOR of the standard format reads the 512-byte legacy area and the 64-byte header; XSTATE_BV = 0 initialises every component,
    // but MXCSR is loaded from the area (Intel SDM vol. 1, 13.8.1).
    public const int StateOffset = 0x400;

    public static void Write(Span<byte> page)
    {
        Monitor.Fill(page, 0xcc);
        var state = page[StateOffset..];
        state.Clear();
        BinaryPrimitives.WriteUInt16LittleEndian(state, ExtendedState.InitialControlWord);
        BinaryPrimitives.WriteUInt32LittleEndian(state[ExtendedState.MxcsrOffset..], ExtendedState.InitialMxcsr);

        ReadOnlySpan<byte> clean =
        [
            0xb8, 0xff, 0xff, 0xff, 0xff,               // mov eax, -1
            0x89, 0xc2,                                 // mov edx, eax
            0x48, 0x8d, 0x0d, 0xf2, 0x03, 0x00, 0x00,   // lea rcx, [rip + StateOffset - 14]
            0x48, 0x0f, 0xae, 0x29,                     // xrstor64 [rcx]
            0x31, 0xc0,                                 // xor eax, eax
            0x31, 0xc9,                                 // xor ecx, ecx
            0x31, 0xd2,                                 // xor edx, edx
            0xeb, 0x66,                                 // jmp Entry
        ];
        ReadOnlySpan<byte> entry =
        [
            0x41, 0xff, 0xd3,                           // call r11
            0xe6, Ports.CallDone,                       // out CallDone, al
            0x0f, 0x0b,                                 // ud2
        ];
        clean.CopyTo(page);
        entry.CopyTo(page[(int)(Entry - GuestLayout.Trampoline)..]);
    }
}

using System.Buffers.Binary;
using Microlight.Abi;

namespace Microlight.Machine;

/// <summary>
/// The only supervisor code in a VM: descriptor tables and one one-instruction stub per CPU exception, which hands the exception to the
/// host by writing port 0x80 + vector. The host reads the frame that the CPU pushed on the interrupt stack. Nothing ever returns to a
/// stub. Structures: Intel SDM vol. 3, 3.4.5 (segments), 6.14.1 (gates), 7.7 (TSS), 18.5.2 of vol. 1 (I/O permission bitmap).
/// The code is written as bytes, since an assembler would be most of a process's start; a test assembles the same with Iced.
/// </summary>
internal static class Monitor
{
    public const int VectorCount = 32;

    // Selectors; user ones carry privilege level 3.
    public const ushort KernelCode = 0x08, UserData = 0x23, UserCode = 0x2b, TaskState = 0x30;

    // Pages, from the start of the monitor. A page between the stacks is left out so that neither can run into anything.
    public const int DescriptorsPage = 0x0000, InterruptTablePage = 0x1000, StubsPage = 0x2000, StackPage = 0x4000, DoubleFaultStackPage = 0x6000;
    public const int Size = 0x7000;

    public const int TaskStateOffset = DescriptorsPage + 0x100;
    public const ushort GlobalDescriptorLimit = 8 * 8 - 1, InterruptTableLimit = VectorCount * 16 - 1;
    private const int IoBitmapOffset = 104, IoBitmapBytes = 256 / 8;
    /// <summary>The bitmap covers ports below 256 and ends with the byte of ones that the architecture asks for; higher ports are denied.</summary>
    public const uint TaskStateLimit = IoBitmapOffset + IoBitmapBytes + 1 - 1;

    private const int DoubleFault = 8, Breakpoint = 3;
    public const int StubSpacing = 16;
    /// <summary><c>out imm8, al</c>.</summary>
    private const byte OutImmediate = 0xe6;

    /// <summary>Which pages of the monitor exist, and how they are mapped.</summary>
    public static readonly Page[] Pages =
    [
        new(DescriptorsPage, PageFlags.SupervisorReadOnly),
        new(InterruptTablePage, PageFlags.SupervisorReadOnly),
        new(StubsPage, PageFlags.SupervisorCode),
        new(StackPage, PageFlags.SupervisorData),
        new(DoubleFaultStackPage, PageFlags.SupervisorData),
    ];

    /// <summary>One page. A class: a tuple of these types would be compiled at every start.</summary>
    public sealed record Page(int Offset, PageFlags Flags);

    /// <summary>Writes the monitor for the address <see cref="GuestLayout.Monitor"/>.</summary>
    public static void Write(Span<byte> memory)
    {
        WriteDescriptors(memory[DescriptorsPage..]);
        WriteTaskState(memory[TaskStateOffset..]);
        var stubs = WriteStubs(memory.Slice(StubsPage, 0x1000));
        for (var vector = 0; vector < VectorCount; vector++) WriteGate(memory[(InterruptTablePage + vector * 16)..], vector, stubs[vector]);
    }

    /// <summary><see cref="Span{T}.Fill"/> is vector code, which no assembly has precompiled: it would be compiled at every start.</summary>
    public static void Fill(Span<byte> bytes, byte value)
    {
        foreach (ref var each in bytes) each = value;
    }

    private static void WriteDescriptors(Span<byte> table)
    {
        // Accessed bits are set, so the CPU has no reason to write; the TSS is marked busy for the same reason.
        ReadOnlySpan<ulong> entries =
        [
            0,
            0x00af_9b00_0000_ffff, // kernel code, 64-bit
            0x00cf_9300_0000_ffff, // kernel data
            0,
            0x00cf_f300_0000_ffff, // user data
            0x00af_fb00_0000_ffff, // user code, 64-bit
        ];
        for (var i = 0; i < entries.Length; i++) BinaryPrimitives.WriteUInt64LittleEndian(table[(i * 8)..], entries[i]);
        const ulong address = GuestLayout.Monitor + TaskStateOffset;
        BinaryPrimitives.WriteUInt64LittleEndian(table[TaskState..],
            TaskStateLimit | (address & 0xff_ffff) << 16 | 0x8bUL << 40 | (address >> 24 & 0xff) << 56);
        BinaryPrimitives.WriteUInt64LittleEndian(table[(TaskState + 8)..], address >> 32);
    }

    private static void WriteTaskState(Span<byte> state)
    {
        const ulong stackTop = GuestLayout.Monitor + StackPage + 0x1000, doubleFaultTop = GuestLayout.Monitor + DoubleFaultStackPage + 0x1000;
        BinaryPrimitives.WriteUInt64LittleEndian(state[4..], stackTop);          // RSP0
        BinaryPrimitives.WriteUInt64LittleEndian(state[0x24..], stackTop);       // IST1
        BinaryPrimitives.WriteUInt64LittleEndian(state[0x2c..], doubleFaultTop); // IST2
        BinaryPrimitives.WriteUInt16LittleEndian(state[102..], IoBitmapOffset);
        var bitmap = state.Slice(IoBitmapOffset, IoBitmapBytes + 1);
        Fill(bitmap, 0xff);
        for (int port = Ports.First; port <= Ports.Last; port++) bitmap[port / 8] &= (byte)~(1 << port % 8);
    }

    private static ulong[] WriteStubs(Span<byte> page)
    {
        Fill(page, 0xcc);
        var addresses = new ulong[VectorCount];
        for (var vector = 0; vector < VectorCount; vector++)
        {
            addresses[vector] = GuestLayout.Monitor + StubsPage + (ulong)(vector * StubSpacing);
            page[vector * StubSpacing] = OutImmediate;
            page[vector * StubSpacing + 1] = (byte)(Ports.ExceptionBase + vector);
        }
        return addresses;
    }

    private static void WriteGate(Span<byte> gate, int vector, ulong handler)
    {
        var stack = vector == DoubleFault ? 2 : 1;
        // int3 is the one software interrupt that a guest may use (to trap); any other `int n` is #GP.
        var privilege = vector == Breakpoint ? 3 : 0;
        BinaryPrimitives.WriteUInt16LittleEndian(gate, (ushort)handler);
        BinaryPrimitives.WriteUInt16LittleEndian(gate[2..], KernelCode);
        gate[4] = (byte)stack;
        gate[5] = (byte)(0x8e | privilege << 5);
        BinaryPrimitives.WriteUInt16LittleEndian(gate[6..], (ushort)(handler >> 16));
        BinaryPrimitives.WriteUInt32LittleEndian(gate[8..], (uint)(handler >> 32));
    }
}

// A program as the Wasm compiler would write it, by hand: what linking, loading and trap naming are tested with on their own.
using System.Runtime;
using System.Runtime.CompilerServices;
using Microlight.Guest.Wasm;

public static class Globals
{
    public static long Counter;
    public static int Small;
}

public static unsafe class Program
{
    // Mailbox offsets (Abi/MailboxLayout.cs).
    private const int CallResultCount = 0x14, CallSlots = 0x400, SlotSize = 16;
    private const int HostCallImport = 0x18, HostCallArgumentCount = 0x1c, HostCallSlots = 0xc00;
    private const ulong MemoryRecord = 0x7e00_bf00_0000, TableRecord = MemoryRecord + 32, Segment = MemoryRecord + 64;
    private const ulong Table0 = 0x1000_0000_0000;

    [RuntimeImport("*", "ml_host_call")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern void HostCall();

    private static int Argument(byte* mailbox, int index) => *(int*)(mailbox + CallSlots + index * SlotSize);

    private static void Return(byte* mailbox, int value)
    {
        *(ulong*)(mailbox + CallSlots) = (uint)value;
        *(uint*)(mailbox + CallSlots + 8) = 0;
        *(uint*)(mailbox + CallSlots + 12) = 1;
        *(uint*)(mailbox + CallResultCount) = 1;
    }

    private static void ReturnNothing(byte* mailbox) => *(uint*)(mailbox + CallResultCount) = 0;

    [RuntimeExport("f0_0")]
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int Fib(int n) => n < 2 ? n : Fib(n - 1) + Fib(n - 2);

    [RuntimeExport("f0_1")]
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int Divide(int a, int b) => a / b;

    [RuntimeExport("f0_2")]
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int Load(uint address) => *(int*)(ulong)address;

    [RuntimeExport("f0_3")]
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int Recurse(int n) => Recurse(n + 1) + n;

    [RuntimeExport("f0_4")]
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int CallIndirect(uint index, int argument)
    {
        var entry = Table0 + 16ul * index;
        if (*(uint*)(entry + 8) != 1)
        {
            Traps.Trap(Table.IndirectCallTrap(TableRecord, index));
            throw null;
        }
        return ((delegate*<int, int>)*(void**)entry)(argument);
    }

    [RuntimeExport("f0_5")]
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int DivideInMemory(int a, uint address) => a / *(int*)(ulong)address;

    [RuntimeExport("x_init")] public static void Init(byte* mailbox) { Globals.Counter = 40; Globals.Small = 7; ReturnNothing(mailbox); }
    [RuntimeExport("x_fib")] public static void XFib(byte* mailbox) => Return(mailbox, Fib(Argument(mailbox, 0)));
    [RuntimeExport("x_div")] public static void XDiv(byte* mailbox) => Return(mailbox, Divide(Argument(mailbox, 0), Argument(mailbox, 1)));
    [RuntimeExport("x_divm")] public static void XDivM(byte* mailbox) => Return(mailbox, DivideInMemory(Argument(mailbox, 0), (uint)Argument(mailbox, 1)));
    [RuntimeExport("x_load")] public static void XLoad(byte* mailbox) => Return(mailbox, Load((uint)Argument(mailbox, 0)));
    [RuntimeExport("x_recurse")] public static void XRecurse(byte* mailbox) => Return(mailbox, Recurse(0));
    [RuntimeExport("x_call")] public static void XCall(byte* mailbox) => Return(mailbox, CallIndirect((uint)Argument(mailbox, 0), Argument(mailbox, 1)));
    [RuntimeExport("x_count")] public static void XCount(byte* mailbox) => Return(mailbox, (int)++Globals.Counter);
    [RuntimeExport("x_grow")] public static void XGrow(byte* mailbox) => Return(mailbox, (int)Memory.Grow(MemoryRecord, (uint)Argument(mailbox, 0)));
    [RuntimeExport("x_trap")] public static void XTrap(byte* mailbox) { Traps.Trap(Argument(mailbox, 0)); ReturnNothing(mailbox); }
    [RuntimeExport("x_throw")] public static void XThrow(byte* mailbox) { throw null; }

    [RuntimeExport("x_copy")]
    public static void XCopy(byte* mailbox)
    {
        Memory.Copy(MemoryRecord, MemoryRecord, (uint)Argument(mailbox, 0), (uint)Argument(mailbox, 1), (uint)Argument(mailbox, 2));
        ReturnNothing(mailbox);
    }

    [RuntimeExport("x_fill")]
    public static void XFill(byte* mailbox)
    {
        Memory.Fill(MemoryRecord, (uint)Argument(mailbox, 0), Argument(mailbox, 1), (uint)Argument(mailbox, 2));
        ReturnNothing(mailbox);
    }

    [RuntimeExport("x_minit")]
    public static void XMemoryInit(byte* mailbox)
    {
        Memory.Init(MemoryRecord, Segment, (uint)Argument(mailbox, 0), (uint)Argument(mailbox, 1), (uint)Argument(mailbox, 2));
        ReturnNothing(mailbox);
    }

    [RuntimeExport("x_tset")]
    public static void XTableSet(byte* mailbox)
    {
        Table.Set(TableRecord, (uint)Argument(mailbox, 0), Argument(mailbox, 1) == 0 ? 0 : (long)(0x7e00_a000_0000ul + 16ul * (uint)Argument(mailbox, 1)));
        ReturnNothing(mailbox);
    }

    [RuntimeExport("x_tget")]
    public static void XTableGet(byte* mailbox)
    {
        var value = (ulong)Table.Get(TableRecord, (uint)Argument(mailbox, 0));
        Return(mailbox, value == 0 ? 0 : (int)((value - 0x7e00_a000_0000ul) / 16));
    }

    [RuntimeExport("x_tgrow")] public static void XTableGrow(byte* mailbox) => Return(mailbox, (int)Table.Grow(TableRecord, 0x7e00_a000_0010, (uint)Argument(mailbox, 0)));

    [RuntimeExport("x_print")]
    public static void XPrint(byte* mailbox)
    {
        *(uint*)(mailbox + HostCallImport) = 0;
        *(uint*)(mailbox + HostCallArgumentCount) = 1;
        *(ulong*)(mailbox + HostCallSlots) = (uint)Argument(mailbox, 0);
        *(uint*)(mailbox + HostCallSlots + 8) = 0;
        *(uint*)(mailbox + HostCallSlots + 12) = 1;
        HostCall();
        Return(mailbox, *(int*)(mailbox + HostCallSlots));
    }
}

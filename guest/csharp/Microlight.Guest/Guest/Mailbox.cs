// The mailbox (docs/abi.md); offsets as in Abi/MailboxLayout.cs on the host, a test compares them.
namespace Microlight.Guest;

using System.Runtime;
using System.Runtime.CompilerServices;

internal unsafe struct Slot
{
    public ulong Bits;
    public uint Length;
    public uint Type;
}

internal static unsafe class Mailbox
{
    public const ulong Address = 0x7e00_0020_0000;
    public const int CallResultCount = 0x14, HostCallArgumentCount = 0x1c, GrowRegion = 0x28, GrowDelta = 0x30, GrowResult = 0x38;
    public const int CallSlots = 0x400, HostCallSlots = 0xc00, Buffer = 0x2000;
    public const uint TypeString = 8;

    public const ulong BufferAddress = Address + Buffer;
    /// <summary>Bytes of the buffer.</summary>
    public static int BufferSize => *(int*)(Address + 4);
    /// <summary>A number that changes whenever the sandbox is restored.</summary>
    public static ulong Generation => *(ulong*)(Address + 8);

    public static Slot* Call => (Slot*)(Address + CallSlots);
    public static Slot* HostCall => (Slot*)(Address + HostCallSlots);

    [RuntimeImport("*", "ml_memory_grow")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern void MemoryGrow();

    /// <summary>Asks the host for that many more bytes, a multiple of 4096; false if it refuses.</summary>
    public static bool Grow(uint region, ulong bytes)
    {
        *(uint*)(Address + GrowRegion) = region;
        *(ulong*)(Address + GrowDelta) = bytes;
        MemoryGrow();
        return *(ulong*)(Address + GrowResult) != ~0ul;
    }

    /// <summary>Describes the text at the start of the buffer as the reason of the abort that follows.</summary>
    public static void WriteAbortText(uint length)
    {
        Call->Bits = 0;
        Call->Length = length;
        Call->Type = TypeString;
        *(uint*)(Address + CallResultCount) = 1;
    }
}

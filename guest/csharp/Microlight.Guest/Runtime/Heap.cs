// The guest's heap: two arenas, each a memory region of the image, filled from the bottom and never collected.
//   permanent   what is to outlive a guest call: static fields' storage, objects made by static constructors, [GuestInitialize] methods
//               and inside GuestHeap.Permanent()
//   call        everything else; emptied at the start of the next guest call
// That a permanent object does not point into the call arena is checked where references are written (the linker's stubs).
namespace Internal.Runtime;

using System.Runtime;
using System.Runtime.CompilerServices;
using Microlight.Guest;

internal static unsafe class Heap
{
    // As the image declares them (GuestLinker on the host; a test compares the numbers): region 0 and region 1.
    public const ulong PermanentStart = 0x1_0000_0000, CallStart = 0x2_0000_0000;
    public const uint PermanentRegion = 0, CallRegion = 1;
    /// <summary>Least growth: asking the host costs an exit.</summary>
    private const ulong GrowthStep = 256 << 10, Page = 4096;

    // The arena in use and the other one: where the next object goes, and where the committed bytes end.
    private static byte* s_next, s_end;
    private static byte* s_otherNext, s_otherEnd;
    /// <summary>How many nested requests for the permanent arena are open; the call arena is in use at 0.</summary>
    private static int s_permanentDepth;

    public static bool IsCallEmpty
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => s_next == (byte*)CallStart;
    }

    public static bool IsInitialized => s_otherNext != null;

    public static bool IsInCallArena(object value) => *(ulong*)&value >> 32 == CallStart >> 32;

    /// <summary>Before anything is allocated. Both regions have no bytes committed, so that a guest without objects costs no memory.</summary>
    public static void Initialize()
    {
        s_next = s_end = (byte*)CallStart;
        s_otherNext = s_otherEnd = (byte*)PermanentStart;
    }

    public static void EnterPermanent()
    {
        if (s_permanentDepth++ == 0) Swap();
    }

    public static void LeavePermanent()
    {
        if (--s_permanentDepth == 0) Swap();
    }

    private static void Swap()
    {
        byte* next = s_next, end = s_end;
        s_next = s_otherNext;
        s_end = s_otherEnd;
        s_otherNext = next;
        s_otherEnd = end;
    }

    /// <summary>Forgets the objects of the last guest call and clears what they took, so that allocating need not.</summary>
    public static void ResetCall()
    {
        // A call that ended inside a permanent section (it cannot return there, but a restored mistake should not last).
        if (s_permanentDepth != 0)
        {
            s_permanentDepth = 0;
            Swap();
        }
        var start = (byte*)CallStart;
        Memory.Clear(start, (nuint)(s_next - start));
        s_next = start;
    }

    /// <summary>Zeroed memory, aligned to 8.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte* Allocate(nuint bytes)
    {
        var start = s_next;
        if (bytes > (nuint)(s_end - start)) return AllocateGrowing(bytes);
        s_next = start + bytes;
        return start;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static byte* AllocateGrowing(nuint bytes)
    {
        var missing = bytes - (nuint)(s_end - s_next);
        // What is left may be less than a step.
        if (!Grow(missing, GrowthStep) && !Grow(missing, Page)) Panic.OutOfMemory();
        var start = s_next;
        s_next = start + bytes;
        return start;
    }

    private static bool Grow(nuint missing, ulong step)
    {
        var wanted = (missing + (step - 1)) & ~(step - 1);
        if (!Mailbox.Grow((ulong)s_next >= CallStart ? CallRegion : PermanentRegion, wanted)) return false;
        s_end += wanted;
        return true;
    }

    /// <summary>The end of an object is not needed; useful only if it is the last one. The bytes are zero.</summary>
    public static void GiveBack(object value, nuint size, nuint smaller)
    {
        var start = *(byte**)&value;
        if (start + size == s_next) s_next = start + smaller;
    }

    [RuntimeExport("RhpNewFast")]
    private static void* NewObject(MethodTable* type)
    {
        var start = Allocate(type->BaseSize);
        *(MethodTable**)start = type;
        return start;
    }

    [RuntimeExport("RhpNewFinalizable")]
    private static void* NewFinalizable(MethodTable* type) => NewObject(type);

    [RuntimeExport("RhNewObject")]
    private static void* NewObjectRare(MethodTable* type) => NewObject(type);

    /// <summary>An array or a string: the length is a signed 32-bit number that the caller computed.</summary>
    [RuntimeExport("RhpNewArrayFast")]
    public static void* NewArray(MethodTable* type, nint length)
    {
        if ((nuint)length > int.MaxValue) Panic.Fail("Array dimensions exceeded supported range.");
        var bytes = (type->BaseSize + (nuint)length * type->ComponentSize + 7) & ~(nuint)7;
        var start = Allocate(bytes);
        *(MethodTable**)start = type;
        *(int*)(start + sizeof(void*)) = (int)length;
        return start;
    }

    [RuntimeExport("RhpNewPtrArrayFast")]
    private static void* NewReferenceArray(MethodTable* type, nint length) => NewArray(type, length);

    [RuntimeExport("RhpNewArray")]
    private static void* NewArrayRare(MethodTable* type, nint length) => NewArray(type, length);

    [RuntimeExport("RhNewArray")]
    private static void* NewArrayRarest(MethodTable* type, nint length) => NewArray(type, length);

    [RuntimeExport("RhNewString")]
    public static void* NewString(MethodTable* type, nint length) => NewArray(type, length);
}

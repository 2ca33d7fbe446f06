// Gives static fields of reference type their storage, which ilc leaves to start-up code: per class a cell with the distance to a method
// table and two flag bits, to be replaced by the address of an object of that layout. Then runs the [GuestInitialize] methods.
namespace Internal.Runtime;

using System.Runtime;
using System.Runtime.CompilerServices;

internal static unsafe class Startup
{
    private const long HasInitialData = 2, FlagMask = 3;
    /// <summary>Number of the section with the static cells (dotnet/runtime, ModuleHeaders.cs: ReadyToRunSectionType.GCStaticRegion).</summary>
    private const int StaticCells = 201;

    /// <summary>What ilc tells a runtime about the program.</summary>
    private struct Header
    {
        public uint Signature;
        public ushort Major, Minor;
        public uint Flags;
        public ushort Sections;
        public byte EntrySize, EntryType;
        public Section First;
    }

    private struct Section
    {
        public int Kind, Flags;
        public int* Start, End;
    }

    // Symbols of data, taken as addresses: nothing calls them.
    [RuntimeImport("*", "__ReadyToRunHeader")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern void ReadyToRunHeader();

    /// <summary>The linker's table of [GuestInitialize] functions, with a zero at its end.</summary>
    [RuntimeImport("*", "ml_initializers")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern void Initializers();

    /// <summary>Once per sandbox, at the start of its first guest call.</summary>
    public static void Run()
    {
        Heap.Initialize();
        Heap.EnterPermanent();
        var header = (Header*)(delegate*<void>)&ReadyToRunHeader;
        for (var i = 0; i < header->Sections; i++)
        {
            var section = &header->First + i;
            if (section->Kind != StaticCells) continue;
            for (var distance = section->Start; distance < section->End; distance++) InitializeStatics(Follow(distance));
        }
        for (var initializer = (delegate*<void>*)(delegate*<void>)&Initializers; *initializer != null; initializer++) (*initializer)();
        Heap.LeavePermanent();
    }

    private static void InitializeStatics(byte* cell)
    {
        var value = (long)Follow((int*)cell);
        var type = (MethodTable*)(value & ~FlagMask);
        var storage = Heap.Allocate(type->BaseSize);
        *(MethodTable**)storage = type;
        if ((value & HasInitialData) != 0) Memory.Move(storage + sizeof(void*), Follow((int*)cell + 1), type->BaseSize - 2 * (uint)sizeof(void*));
        *(byte**)cell = storage;
    }

    private static byte* Follow(int* distance) => (byte*)distance + *distance;
}

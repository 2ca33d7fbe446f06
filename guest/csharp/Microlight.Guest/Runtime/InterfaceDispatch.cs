// Calls through interfaces. Every such call in the code goes through a cell: a stub's address and a word of data. At first the data say
// which interface is meant; after the first call they are the address of a record of the type last seen and its method, which the
// linker's stub compares with before it asks here again. The interface's slot is in the cell with no stub that follows a run of cells.
namespace Internal.Runtime;

using System;
using System.Runtime;
using System.Runtime.CompilerServices;

internal static unsafe class InterfaceDispatch
{
    private const long KindMask = 3, KindRelative = 3;

    private struct Cell
    {
        public void* Stub;
        public long Data;
    }

    private struct CacheRecord
    {
        public MethodTable* Type;
        public void* Method;
        public MethodTable* Interface;
        /// <summary>Where the stub goes with an object of another type.</summary>
        public void* Miss;
    }

    [RuntimeImport("*", "ml_dispatch_cached")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern void DispatchCached();

    /// <summary>The method for this object; called by the linker's stubs, which jump there.</summary>
    [RuntimeExport("ml_dispatch_resolve")]
    private static void* Resolve(object target, Cell* cell)
    {
        var type = target.MethodTable;
        CacheRecord* record;
        if (cell->Stub == (void*)(delegate*<void>)&DispatchCached)
        {
            record = (CacheRecord*)cell->Data;
        }
        else
        {
            // ilc writes the distance from the data word to the interface.
            if ((cell->Data & KindMask) != KindRelative) Panic.Fail("Operation is not supported in a guest.");
            Heap.EnterPermanent();
            record = (CacheRecord*)Heap.Allocate((nuint)sizeof(CacheRecord));
            Heap.LeavePermanent();
            record->Interface = (MethodTable*)((nint)(&cell->Data) + (int)cell->Data & ~(nint)KindMask);
            record->Miss = cell->Stub;
            cell->Data = (long)record;
            cell->Stub = (delegate*<void>)&DispatchCached;
        }
        var terminator = cell;
        while (terminator->Stub != null) terminator++;
        record->Method = Find(type, record->Interface, (ushort)terminator->Data);
        record->Type = type;
        return record->Method;
    }

    private static void* Find(MethodTable* type, MethodTable* wanted, ushort slot)
    {
        // Classes and their bases first, then default implementations in interfaces.
        for (var defaults = false; ; defaults = true)
        {
            for (var current = type; current != null; current = current->Base)
            {
                var map = current->DispatchMap;
                if (map == null) continue;
                var entries = &map->First + (defaults ? map->Entries : 0);
                for (var count = defaults ? map->DefaultEntries : map->Entries; count > 0; count--, entries++)
                {
                    if (entries->InterfaceSlot != slot || current->Interfaces[entries->Interface] != wanted) continue;
                    // A slot beyond the table is a method that is virtual for the interface's sake only.
                    var implementation = entries->Slot;
                    return implementation < current->VirtualSlots ? type->Slots[implementation] : current->SealedSlot(implementation - current->VirtualSlots);
                }
            }
            if (defaults) Panic.Fail("An object does not implement the interface it was called through (variance of generic interfaces is not supported in guests).");
        }
    }
}

// Table instructions (spec 4.4.6). An entry has 16 bytes: a function's descriptor itself, so that call_indirect needs no second load, or
// an external reference and zeros. Null is all zero, as is memory that the host has just committed.
namespace Microlight.Guest.Wasm
{
    using System.Runtime.CompilerServices;

    /// <summary>A table's record; the compiled program has one per table at a fixed address (RuntimeContract on the host).</summary>
    public struct TableRecord
    {
        public ulong Address;
        public ulong Elements;
        public ulong Maximum;
        public uint Region;
        /// <summary>0 funcref, 1 externref.</summary>
        public uint Kind;
    }

    public struct TableEntry
    {
        public ulong Code;
        public ulong SignatureAndOffset;
    }

    public static unsafe class Table
    {
        private const int EntryShift = 4;
        private const ulong HostPage = 4096;
        /// <summary>Where descriptors start (RuntimeContract.Descriptors): a descriptor's last field is its offset from here.</summary>
        private const ulong Descriptors = 0x7e00_a000_0000;

        public static long Get(ulong table, ulong index)
        {
            var record = (TableRecord*)table;
            if (index >= record->Elements) Traps.Trap(Traps.OutOfBoundsTable);
            var entry = (TableEntry*)record->Address + index;
            if (record->Kind != 0) return (long)entry->Code;
            return entry->Code == 0 ? 0 : (long)(Descriptors + (entry->SignatureAndOffset >> 32));
        }

        public static void Set(ulong table, ulong index, long value)
        {
            var record = (TableRecord*)table;
            if (index >= record->Elements) Traps.Trap(Traps.OutOfBoundsTable);
            Write((TableEntry*)record->Address + index, Entry(record, value));
        }

        public static long Grow(ulong table, long value, ulong delta)
        {
            var record = (TableRecord*)table;
            var elements = record->Elements;
            if (delta > record->Maximum - elements) return -1;
            var committed = RoundUp(elements << EntryShift);
            var wanted = RoundUp((elements + delta) << EntryShift);
            if (wanted != committed && !Mailbox.Grow(record->Region, wanted - committed)) return -1;
            record->Elements = elements + delta;
            if (value != 0) Fill(table, elements, value, delta);
            return (long)elements;
        }

        public static void Fill(ulong table, ulong index, long value, ulong count)
        {
            var record = (TableRecord*)table;
            if (!Memory.Inside(index, count, record->Elements)) Traps.Trap(Traps.OutOfBoundsTable);
            var entry = Entry(record, value);
            var target = (TableEntry*)record->Address + index;
            for (; count != 0; count--) Write(target++, entry);
        }

        public static void Copy(ulong destinationTable, ulong sourceTable, ulong destination, ulong source, ulong count)
        {
            var to = (TableRecord*)destinationTable;
            var from = (TableRecord*)sourceTable;
            if (!Memory.Inside(destination, count, to->Elements) || !Memory.Inside(source, count, from->Elements)) Traps.Trap(Traps.OutOfBoundsTable);
            Bytes.Move((TableEntry*)to->Address + destination, (TableEntry*)from->Address + source, count << EntryShift);
        }

        public static void Init(ulong table, ulong segment, ulong destination, ulong source, ulong count)
        {
            var record = (TableRecord*)table;
            var contents = (SegmentRecord*)segment;
            if (!Memory.Inside(destination, count, record->Elements) || !Memory.Inside(source, count, contents->Length)) Traps.Trap(Traps.OutOfBoundsTable);
            var values = (long*)contents->Address + source;
            var target = (TableEntry*)record->Address + destination;
            for (; count != 0; count--) Write(target++, Entry(record, *values++));
        }

        /// <summary>Why a call_indirect whose signature compare failed traps; the caller does the trapping, so that it is the site.</summary>
        [MethodImpl(MethodImplOptions.NoInlining)]
        public static int IndirectCallTrap(ulong table, ulong index)
        {
            var record = (TableRecord*)table;
            if (index >= record->Elements) return Traps.UndefinedElement;
            return ((TableEntry*)record->Address + index)->Code == 0 ? Traps.UninitializedElement : Traps.TypeMismatch;
        }

        private static TableEntry Entry(TableRecord* table, long value)
        {
            if (table->Kind == 0 && value != 0) return *(TableEntry*)value;
            TableEntry entry;
            entry.Code = (ulong)value;
            entry.SignatureAndOffset = 0;
            return entry;
        }

        private static void Write(TableEntry* target, TableEntry entry)
        {
            target->Code = entry.Code;
            target->SignatureAndOffset = entry.SignatureAndOffset;
        }

        private static ulong RoundUp(ulong bytes) => (bytes + (HostPage - 1)) & ~(HostPage - 1);
    }
}

// Array instructions on many elements (spec 4.4.5, "Aggregate Reference Instructions"). Arrays are given by reference, not null; indices
// and counts are zero-extended.
namespace Microlight.Guest.Wasm
{
    using System.Runtime.Intrinsics;

    public static unsafe class Arrays
    {
        /// <summary>array.new: every element has these bits, the low ones where elements are smaller.</summary>
        public static long New(ulong typeRecord, ulong bits, ulong length)
        {
            var array = Heap.NewArray(typeRecord, (uint)length);
            if (bits != 0) Set((ulong)array, 0, bits, length);
            return array;
        }

        /// <summary>array.new of vectors.</summary>
        public static long NewVectors(ulong typeRecord, Vector128<byte> value, ulong length)
        {
            var array = Heap.NewArray(typeRecord, (uint)length);
            SetVectors((ulong)array, 0, value, length);
            return array;
        }

        public static void FillVectors(ulong array, ulong index, Vector128<byte> value, ulong count)
        {
            Check(array, index, count);
            SetVectors(array, index, value, count);
        }

        private static void SetVectors(ulong array, ulong index, Vector128<byte> value, ulong count)
        {
            for (var at = (Vector128<byte>*)Element(array, index); count != 0; count--) *at++ = value;
        }

        /// <summary>array.new_data</summary>
        public static long NewData(ulong typeRecord, ulong segment, ulong source, ulong length)
        {
            var contents = (SegmentRecord*)segment;
            var log = (int)((TypeRecord*)typeRecord)->Size;
            if (!Memory.Inside(source, length << log, contents->Length)) Traps.Trap(Traps.OutOfBoundsMemory);
            var array = (ulong)Heap.NewArray(typeRecord, (uint)length);
            Bytes.Move((void*)Element(array, 0), (void*)(contents->Address + source), length << log);
            return (long)array;
        }

        /// <summary>array.new_elem</summary>
        public static long NewElem(ulong typeRecord, ulong segment, ulong source, ulong length)
        {
            var contents = (SegmentRecord*)segment;
            if (!Memory.Inside(source, length, contents->Length)) Traps.Trap(Traps.OutOfBoundsTable);
            var array = (ulong)Heap.NewArray(typeRecord, (uint)length);
            Bytes.Move((void*)Element(array, 0), (void*)(contents->Address + (source << 3)), length << 3);
            return (long)array;
        }

        public static void Fill(ulong array, ulong index, ulong bits, ulong count)
        {
            Check(array, index, count);
            Set(array, index, bits, count);
        }

        public static void Copy(ulong target, ulong index, ulong from, ulong source, ulong count)
        {
            Check(target, index, count);
            Check(from, source, count);
            Bytes.Move((void*)Element(target, index), (void*)Element(from, source), count << (int)HeapLayout.RecordOf(target)->Size);
        }

        public static void InitData(ulong segment, ulong array, ulong index, ulong source, ulong count)
        {
            var contents = (SegmentRecord*)segment;
            Check(array, index, count);
            var bytes = count << (int)HeapLayout.RecordOf(array)->Size;
            if (!Memory.Inside(source, bytes, contents->Length)) Traps.Trap(Traps.OutOfBoundsMemory);
            Bytes.Move((void*)Element(array, index), (void*)(contents->Address + source), bytes);
        }

        public static void InitElem(ulong segment, ulong array, ulong index, ulong source, ulong count)
        {
            var contents = (SegmentRecord*)segment;
            Check(array, index, count);
            if (!Memory.Inside(source, count, contents->Length)) Traps.Trap(Traps.OutOfBoundsTable);
            Bytes.Move((void*)Element(array, index), (void*)(contents->Address + (source << 3)), count << 3);
        }

        private static ulong Element(ulong array, ulong index)
        {
            var log = HeapLayout.RecordOf(array)->Size;
            return array + HeapLayout.FirstElement(log) + (index << (int)log);
        }

        private static void Check(ulong array, ulong index, ulong count)
        {
            if (!Memory.Inside(index, count, HeapLayout.LengthOf(array))) Traps.Trap(Traps.OutOfBoundsArray);
        }

        private static void Set(ulong array, ulong index, ulong bits, ulong count)
        {
            var start = Element(array, index);
            switch (HeapLayout.RecordOf(array)->Size)
            {
                case 0:
                    Bytes.Set((void*)start, (int)bits, count);
                    break;
                case 1:
                    for (var at = (ushort*)start; count != 0; count--) *at++ = (ushort)bits;
                    break;
                case 2:
                    for (var at = (uint*)start; count != 0; count--) *at++ = (uint)bits;
                    break;
                default:
                    for (var at = (ulong*)start; count != 0; count--) *at++ = bits;
                    break;
            }
        }
    }
}

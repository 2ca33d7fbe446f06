// References on their way between the host and the program (docs/gc.md). To the host: 0 is null, the host's own numbers are as it gave
// them, everything else has bit 63, what it is in bits 60 to 62, and a number that means nothing outside. From the host nothing is
// believed: what does not exist or is not of the type traps.
namespace Microlight.Guest.Wasm
{
    public static unsafe class References
    {
        private const ulong Foreign = 1ul << 63;
        private const int KindShift = 60;
        private const ulong KindMask = 7;
        // WasmReferenceKind on the host, without Null and Host.
        private const ulong Struct = 0, Array = 1, I31 = 2, Exception = 3, Function = 4;
        private const ulong HostNumbers = 1ul << 62;

        private const ulong Descriptors = 0x7e00_a000_0000, TypeRecords = 0x7e00_a400_0000;

        // What a type demands: the binary format's codes of abstract types, and flags.
        private const uint CodeMask = 0xff, Nullable = 0x100, HasHeap = 0x200;
        private const uint Any = 0x6e, Eq = 0x6d, I31Type = 0x6c, StructType = 0x6b, ArrayType = 0x6a, Exn = 0x69, Func = 0x70, Extern = 0x6f,
            DefinedFunction = 1, DefinedObject = 2;

        /// <summary>A value of a function type to the host.</summary>
        public static ulong FunctionToHost(long reference) => reference == 0 ? 0 : Foreign | Function << KindShift | ((ulong)reference - Descriptors);

        /// <summary>A value of any other reference type to the host: an object gets a new handle.</summary>
        public static ulong ToHost(long reference)
        {
            var value = (ulong)reference;
            if (value == 0) return 0;
            if ((value & 1) != 0) return Foreign | I31 << KindShift | value >> 1;
            if ((value & 2) != 0) return value >> 2;
            var kind = (ulong)HeapLayout.RecordOf(value)->Kind - HeapLayout.StructKind;
            var order = kind == 0 ? Struct : kind == 1 ? Array : Exception;
            return Foreign | order << KindShift | Handles.Add(value);
        }

        /// <param name="bits">What the host gave.</param>
        /// <param name="demand">The type: code and flags.</param>
        /// <param name="record">Its record's address, if it is a defined type.</param>
        /// <param name="functions">How many functions have a descriptor, and one.</param>
        public static long FromHost(ulong bits, uint demand, ulong record, ulong functions)
        {
            if (bits == 0)
            {
                if ((demand & Nullable) == 0) Traps.Trap(Traps.InvalidReference);
                return 0;
            }
            var value = Decode(bits, demand, functions);
            if (value == 0 || !Is(value, bits, demand & CodeMask, (TypeRecord*)record)) Traps.Trap(Traps.InvalidReference);
            return (long)value;
        }

        /// <summary>Lets go of an object that the host holds; what is no handle traps.</summary>
        public static void Release(ulong bits)
        {
            if ((bits & Foreign) == 0 || !Handles.Remove((uint)bits, (uint)(bits >> 32) & Handles.GenerationMask)) Traps.Trap(Traps.InvalidReference);
        }

        /// <summary>0 if there is no such value.</summary>
        private static ulong Decode(ulong bits, uint demand, ulong functions)
        {
            if ((bits & Foreign) == 0) return bits < HostNumbers ? bits << 2 | 2 : 0;
            var kind = bits >> KindShift & KindMask;
            var rest = bits & ((1ul << KindShift) - 1);
            if (kind == I31) return rest >> 31 == 0 ? rest << 1 | 1 : 0;
            if (kind == Function) return (rest & 15) == 0 && rest != 0 && rest >> 4 < functions ? Descriptors + rest : 0;
            if (kind > Exception || (demand & HasHeap) == 0) return 0;
            return Handles.Find((uint)bits, (uint)(bits >> 32) & Handles.GenerationMask);
        }

        private static bool Is(ulong value, ulong bits, uint code, TypeRecord* record)
        {
            var isHost = (bits & Foreign) == 0;
            var kind = bits >> KindShift & KindMask;
            var isFunction = !isHost && kind == Function;
            if (code == Func) return isFunction;
            if (code == DefinedFunction) return isFunction && IsBelow((TypeRecord*)(TypeRecords + ((ulong)*(uint*)(value + 8) << 6)), record);
            if (isFunction) return false;
            if (isHost) return code == Any || code == Extern;
            if (kind == I31) return code == Any || code == Extern || code == Eq || code == I31Type;
            var own = HeapLayout.RecordOf(value);
            if (own->Kind == HeapLayout.ExceptionKind) return code == Exn;
            if (code == Any || code == Extern || code == Eq) return true;
            if (code == StructType) return own->Kind == HeapLayout.StructKind;
            if (code == ArrayType) return own->Kind == HeapLayout.ArrayKind;
            return code == DefinedObject && IsBelow(own, record);
        }

        private static bool IsBelow(TypeRecord* own, TypeRecord* type)
        {
            var depth = type->Depth;
            if (own->Depth < depth) return false;
            return (depth < HeapLayout.DisplayEntries ? own->Display[depth] : own->FullDisplay[depth]) == (uint)type;
        }
    }
}

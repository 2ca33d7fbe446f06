// Vector instructions on integer lanes that x86-64 has no single instruction for (spec 4.3.4, 4.4.9). One method per instruction, named like
// the opcode, so that the code generator inlines each into the few machine instructions it is. What is one machine instruction is not
// here: the compiler names the intrinsic itself (Cil/VectorMethods.cs).
namespace Microlight.Guest.Wasm
{
    using System.Runtime.CompilerServices;
    using System.Runtime.Intrinsics;
    using System.Runtime.Intrinsics.X86;
    using V128 = System.Runtime.Intrinsics.Vector128<byte>;

    public static unsafe partial class Vector
    {
        const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

        static V128 Zero { [MethodImpl(Inline)] get => Vector128.Create((byte)0); }
        static V128 Ones { [MethodImpl(Inline)] get => Vector128.Create((byte)0xff); }

        [MethodImpl(Inline)] public static V128 V128Not(V128 a) => Sse2.Xor(a, Ones);

        // Bits, not lanes: a where the mask has ones, b elsewhere.
        [MethodImpl(Inline)] public static V128 V128Bitselect(V128 a, V128 b, V128 mask) => Sse2.Or(Sse2.And(a, mask), Sse2.AndNot(mask, b));

        /// <summary>Every bit of the mask equals the highest one of its byte.</summary>
        [MethodImpl(Inline)] public static V128 Blend(V128 a, V128 b, V128 mask) => Sse41.BlendVariable(b, a, mask);

        [MethodImpl(Inline)] public static bool IsZero(V128 a) => Sse41.TestZ(a, a);
        [MethodImpl(Inline)] public static bool I8x16HasZero(V128 a) => !IsZero(Sse2.CompareEqual(a, Zero));
        [MethodImpl(Inline)] public static bool I16x8HasZero(V128 a) => !IsZero(Sse2.CompareEqual(a.AsInt16(), Zero.AsInt16()).AsByte());
        [MethodImpl(Inline)] public static bool I32x4HasZero(V128 a) => !IsZero(Sse2.CompareEqual(a.AsInt32(), Zero.AsInt32()).AsByte());
        [MethodImpl(Inline)] public static bool I64x2HasZero(V128 a) => !IsZero(Sse41.CompareEqual(a.AsInt64(), Zero.AsInt64()).AsByte());

        [MethodImpl(Inline)] public static int I16x8Bitmask(V128 a) => Sse2.MoveMask(Sse2.PackSignedSaturate(a.AsInt16(), Zero.AsInt16()).AsByte());

        // Comparisons. x86 has equal and signed greater; unsigned ones go over the minimum or maximum.

        [MethodImpl(Inline)] public static V128 I8x16Ne(V128 a, V128 b) => V128Not(Sse2.CompareEqual(a, b));
        [MethodImpl(Inline)] public static V128 I8x16LeS(V128 a, V128 b) => V128Not(Sse2.CompareGreaterThan(a.AsSByte(), b.AsSByte()).AsByte());
        [MethodImpl(Inline)] public static V128 I8x16GeS(V128 a, V128 b) => I8x16LeS(b, a);
        [MethodImpl(Inline)] public static V128 I8x16LeU(V128 a, V128 b) => Sse2.CompareEqual(Sse2.Min(a, b), a);
        [MethodImpl(Inline)] public static V128 I8x16GeU(V128 a, V128 b) => Sse2.CompareEqual(Sse2.Max(a, b), a);
        [MethodImpl(Inline)] public static V128 I8x16GtU(V128 a, V128 b) => V128Not(I8x16LeU(a, b));
        [MethodImpl(Inline)] public static V128 I8x16LtU(V128 a, V128 b) => V128Not(I8x16GeU(a, b));

        [MethodImpl(Inline)] public static V128 I16x8Ne(V128 a, V128 b) => V128Not(Sse2.CompareEqual(a.AsInt16(), b.AsInt16()).AsByte());
        [MethodImpl(Inline)] public static V128 I16x8LeS(V128 a, V128 b) => V128Not(Sse2.CompareGreaterThan(a.AsInt16(), b.AsInt16()).AsByte());
        [MethodImpl(Inline)] public static V128 I16x8GeS(V128 a, V128 b) => I16x8LeS(b, a);
        [MethodImpl(Inline)] public static V128 I16x8LeU(V128 a, V128 b) => Sse2.CompareEqual(Sse41.Min(a.AsUInt16(), b.AsUInt16()).AsInt16(), a.AsInt16()).AsByte();
        [MethodImpl(Inline)] public static V128 I16x8GeU(V128 a, V128 b) => Sse2.CompareEqual(Sse41.Max(a.AsUInt16(), b.AsUInt16()).AsInt16(), a.AsInt16()).AsByte();
        [MethodImpl(Inline)] public static V128 I16x8GtU(V128 a, V128 b) => V128Not(I16x8LeU(a, b));
        [MethodImpl(Inline)] public static V128 I16x8LtU(V128 a, V128 b) => V128Not(I16x8GeU(a, b));

        [MethodImpl(Inline)] public static V128 I32x4Ne(V128 a, V128 b) => V128Not(Sse2.CompareEqual(a.AsInt32(), b.AsInt32()).AsByte());
        [MethodImpl(Inline)] public static V128 I32x4LeS(V128 a, V128 b) => V128Not(Sse2.CompareGreaterThan(a.AsInt32(), b.AsInt32()).AsByte());
        [MethodImpl(Inline)] public static V128 I32x4GeS(V128 a, V128 b) => I32x4LeS(b, a);
        [MethodImpl(Inline)] public static V128 I32x4LeU(V128 a, V128 b) => Sse2.CompareEqual(Sse41.Min(a.AsUInt32(), b.AsUInt32()).AsInt32(), a.AsInt32()).AsByte();
        [MethodImpl(Inline)] public static V128 I32x4GeU(V128 a, V128 b) => Sse2.CompareEqual(Sse41.Max(a.AsUInt32(), b.AsUInt32()).AsInt32(), a.AsInt32()).AsByte();
        [MethodImpl(Inline)] public static V128 I32x4GtU(V128 a, V128 b) => V128Not(I32x4LeU(a, b));
        [MethodImpl(Inline)] public static V128 I32x4LtU(V128 a, V128 b) => V128Not(I32x4GeU(a, b));

        [MethodImpl(Inline)] public static V128 I64x2Ne(V128 a, V128 b) => V128Not(Sse41.CompareEqual(a.AsInt64(), b.AsInt64()).AsByte());
        [MethodImpl(Inline)] public static V128 I64x2LeS(V128 a, V128 b) => V128Not(Sse42.CompareGreaterThan(a.AsInt64(), b.AsInt64()).AsByte());
        [MethodImpl(Inline)] public static V128 I64x2GeS(V128 a, V128 b) => I64x2LeS(b, a);

        // Arithmetic

        [MethodImpl(Inline)] public static V128 I8x16Neg(V128 a) => Sse2.Subtract(Zero, a);
        [MethodImpl(Inline)] public static V128 I16x8Neg(V128 a) => Sse2.Subtract(Zero.AsInt16(), a.AsInt16()).AsByte();
        [MethodImpl(Inline)] public static V128 I32x4Neg(V128 a) => Sse2.Subtract(Zero.AsInt32(), a.AsInt32()).AsByte();
        [MethodImpl(Inline)] public static V128 I64x2Neg(V128 a) => Sse2.Subtract(Zero.AsInt64(), a.AsInt64()).AsByte();

        [MethodImpl(Inline)]
        public static V128 I64x2Abs(V128 a)
        {
            var sign = Sse42.CompareGreaterThan(Zero.AsInt64(), a.AsInt64());
            return Sse2.Subtract(Sse2.Xor(a, sign.AsByte()).AsInt64(), sign).AsByte();
        }

        [MethodImpl(Inline)]
        public static V128 I64x2Mul(V128 a, V128 b)
        {
            // low × low + (low × high + high × low) << 32
            var crossed = Sse41.MultiplyLow(a.AsInt32(), Sse2.Shuffle(b.AsInt32(), 0xb1));
            var sums = Sse2.Add(crossed, Sse2.ShiftRightLogical(crossed.AsInt64(), 32).AsInt32());
            return Sse2.Add(Sse2.Multiply(a.AsUInt32(), b.AsUInt32()).AsInt64(), Sse2.ShiftLeftLogical(sums.AsInt64(), 32)).AsByte();
        }

        [MethodImpl(Inline)]
        public static V128 I8x16Popcnt(V128 a)
        {
            // Counts of the sixteen nibbles, looked up twice.
            var counts = Vector128.Create(0x0302_0201_0201_0100, 0x0403_0302_0302_0201).AsByte();
            var nibble = Vector128.Create((byte)0x0f);
            var high = Sse2.And(Sse2.ShiftRightLogical(a.AsInt16(), 4).AsByte(), nibble);
            return Sse2.Add(Ssse3.Shuffle(counts, Sse2.And(a, nibble)), Ssse3.Shuffle(counts, high));
        }

        [MethodImpl(Inline)]
        public static V128 I16x8Q15mulrSatS(V128 a, V128 b)
        {
            // Only −1 × −1 overflows, and then the instruction gives −1: all its bits are turned.
            var product = Ssse3.MultiplyHighRoundScale(a.AsInt16(), b.AsInt16());
            return Sse2.Xor(product.AsByte(), Sse2.CompareEqual(product, Vector128.Create(unchecked((short)0x8000))).AsByte());
        }

        [MethodImpl(Inline)] public static V128 I16x8ExtaddPairwiseI8x16S(V128 a) => Ssse3.MultiplyAddAdjacent(Vector128.Create((byte)1), a.AsSByte()).AsByte();
        [MethodImpl(Inline)] public static V128 I16x8ExtaddPairwiseI8x16U(V128 a) => Ssse3.MultiplyAddAdjacent(a, Vector128.Create((sbyte)1)).AsByte();
        [MethodImpl(Inline)] public static V128 I32x4ExtaddPairwiseI16x8S(V128 a) => Sse2.MultiplyAddAdjacent(a.AsInt16(), Vector128.Create((short)1)).AsByte();

        [MethodImpl(Inline)]
        public static V128 I32x4ExtaddPairwiseI16x8U(V128 a) =>
            Sse2.Add(Sse2.ShiftRightLogical(a.AsInt32(), 16), Sse2.And(a, Vector128.Create(0x0000_ffff).AsByte()).AsInt32()).AsByte();

        // Wider lanes

        [MethodImpl(Inline)] public static V128 I16x8ExtendHighI8x16S(V128 a) => Sse2.ShiftRightArithmetic(Sse2.UnpackHigh(a, a).AsInt16(), 8).AsByte();
        [MethodImpl(Inline)] public static V128 I16x8ExtendHighI8x16U(V128 a) => Sse2.UnpackHigh(a, Zero);
        [MethodImpl(Inline)] public static V128 I32x4ExtendHighI16x8S(V128 a) => Sse2.ShiftRightArithmetic(Sse2.UnpackHigh(a.AsInt16(), a.AsInt16()).AsInt32(), 16).AsByte();
        [MethodImpl(Inline)] public static V128 I32x4ExtendHighI16x8U(V128 a) => Sse2.UnpackHigh(a.AsInt16(), Zero.AsInt16()).AsByte();
        [MethodImpl(Inline)] public static V128 I64x2ExtendHighI32x4S(V128 a) => Sse41.ConvertToVector128Int64(Sse2.Shuffle(a.AsInt32(), 0xee)).AsByte();
        [MethodImpl(Inline)] public static V128 I64x2ExtendHighI32x4U(V128 a) => Sse2.UnpackHigh(a.AsInt32(), Zero.AsInt32()).AsByte();

        [MethodImpl(Inline)]
        public static V128 I16x8ExtmulLowI8x16S(V128 a, V128 b) =>
            Sse2.MultiplyLow(Sse41.ConvertToVector128Int16(a.AsSByte()), Sse41.ConvertToVector128Int16(b.AsSByte())).AsByte();
        [MethodImpl(Inline)]
        public static V128 I16x8ExtmulHighI8x16S(V128 a, V128 b) => Sse2.MultiplyLow(I16x8ExtendHighI8x16S(a).AsInt16(), I16x8ExtendHighI8x16S(b).AsInt16()).AsByte();
        [MethodImpl(Inline)]
        public static V128 I16x8ExtmulLowI8x16U(V128 a, V128 b) => Sse2.MultiplyLow(Sse41.ConvertToVector128Int16(a), Sse41.ConvertToVector128Int16(b)).AsByte();
        [MethodImpl(Inline)]
        public static V128 I16x8ExtmulHighI8x16U(V128 a, V128 b) => Sse2.MultiplyLow(I16x8ExtendHighI8x16U(a).AsInt16(), I16x8ExtendHighI8x16U(b).AsInt16()).AsByte();

        [MethodImpl(Inline)]
        public static V128 I32x4ExtmulLowI16x8S(V128 a, V128 b) =>
            Sse2.UnpackLow(Sse2.MultiplyLow(a.AsInt16(), b.AsInt16()), Sse2.MultiplyHigh(a.AsInt16(), b.AsInt16())).AsByte();
        [MethodImpl(Inline)]
        public static V128 I32x4ExtmulHighI16x8S(V128 a, V128 b) =>
            Sse2.UnpackHigh(Sse2.MultiplyLow(a.AsInt16(), b.AsInt16()), Sse2.MultiplyHigh(a.AsInt16(), b.AsInt16())).AsByte();
        [MethodImpl(Inline)]
        public static V128 I32x4ExtmulLowI16x8U(V128 a, V128 b) =>
            Sse2.UnpackLow(Sse2.MultiplyLow(a.AsInt16(), b.AsInt16()), Sse2.MultiplyHigh(a.AsUInt16(), b.AsUInt16()).AsInt16()).AsByte();
        [MethodImpl(Inline)]
        public static V128 I32x4ExtmulHighI16x8U(V128 a, V128 b) =>
            Sse2.UnpackHigh(Sse2.MultiplyLow(a.AsInt16(), b.AsInt16()), Sse2.MultiplyHigh(a.AsUInt16(), b.AsUInt16()).AsInt16()).AsByte();

        // The multiplications take lanes 0 and 2.
        [MethodImpl(Inline)] static Vector128<int> LowLanes(V128 a) => Sse2.Shuffle(a.AsInt32(), 0x50);
        [MethodImpl(Inline)] static Vector128<int> HighLanes(V128 a) => Sse2.Shuffle(a.AsInt32(), 0xfa);
        [MethodImpl(Inline)] public static V128 I64x2ExtmulLowI32x4S(V128 a, V128 b) => Sse41.Multiply(LowLanes(a), LowLanes(b)).AsByte();
        [MethodImpl(Inline)] public static V128 I64x2ExtmulHighI32x4S(V128 a, V128 b) => Sse41.Multiply(HighLanes(a), HighLanes(b)).AsByte();
        [MethodImpl(Inline)] public static V128 I64x2ExtmulLowI32x4U(V128 a, V128 b) => Sse2.Multiply(LowLanes(a).AsUInt32(), LowLanes(b).AsUInt32()).AsByte();
        [MethodImpl(Inline)] public static V128 I64x2ExtmulHighI32x4U(V128 a, V128 b) => Sse2.Multiply(HighLanes(a).AsUInt32(), HighLanes(b).AsUInt32()).AsByte();

        // Indices of 16 and above become ones with the highest bit set, for which the instruction gives 0.
        [MethodImpl(Inline)] public static V128 I8x16Swizzle(V128 a, V128 indices) => Ssse3.Shuffle(a, Sse2.AddSaturate(indices, Vector128.Create((byte)0x70)));
    }
}

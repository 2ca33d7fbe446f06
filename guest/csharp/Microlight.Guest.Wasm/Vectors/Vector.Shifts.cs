// Shifts of lanes (spec 4.3.2, ishl, ishr). Those of 16 to 64 bits by a constant are one machine instruction, named by the compiler; here are
// those by a count that is not known and those of bytes, which x86-64 lacks. Counts are taken modulo the lane's bits.
namespace Microlight.Guest.Wasm
{
    using System.Runtime.CompilerServices;
    using System.Runtime.Intrinsics;
    using System.Runtime.Intrinsics.X86;
    using V128 = System.Runtime.Intrinsics.Vector128<byte>;

    public static unsafe partial class Vector
    {
        [MethodImpl(Inline)] static Vector128<int> Count(int count) => Sse2.ConvertScalarToVector128Int32(count);

        [MethodImpl(Inline)] public static V128 I16x8Shl(V128 a, int count) => Sse2.ShiftLeftLogical(a.AsInt16(), Count(count & 15).AsInt16()).AsByte();
        [MethodImpl(Inline)] public static V128 I16x8ShrS(V128 a, int count) => Sse2.ShiftRightArithmetic(a.AsInt16(), Count(count & 15).AsInt16()).AsByte();
        [MethodImpl(Inline)] public static V128 I16x8ShrU(V128 a, int count) => Sse2.ShiftRightLogical(a.AsInt16(), Count(count & 15).AsInt16()).AsByte();
        [MethodImpl(Inline)] public static V128 I32x4Shl(V128 a, int count) => Sse2.ShiftLeftLogical(a.AsInt32(), Count(count & 31)).AsByte();
        [MethodImpl(Inline)] public static V128 I32x4ShrS(V128 a, int count) => Sse2.ShiftRightArithmetic(a.AsInt32(), Count(count & 31)).AsByte();
        [MethodImpl(Inline)] public static V128 I32x4ShrU(V128 a, int count) => Sse2.ShiftRightLogical(a.AsInt32(), Count(count & 31)).AsByte();
        [MethodImpl(Inline)] public static V128 I64x2Shl(V128 a, int count) => Sse2.ShiftLeftLogical(a.AsInt64(), Count(count & 63).AsInt64()).AsByte();
        [MethodImpl(Inline)] public static V128 I64x2ShrU(V128 a, int count) => Sse2.ShiftRightLogical(a.AsInt64(), Count(count & 63).AsInt64()).AsByte();

        [MethodImpl(Inline)]
        public static V128 I64x2ShrS(V128 a, int count)
        {
            // The sign bit, shifted like the rest, says how far it has to be spread.
            var by = Count(count & 63).AsInt64();
            var sign = Sse2.ShiftRightLogical(Vector128.Create(long.MinValue), by);
            var shifted = Sse2.ShiftRightLogical(a.AsInt64(), by);
            return Sse2.Subtract(Sse2.Xor(shifted.AsByte(), sign.AsByte()).AsInt64(), sign).AsByte();
        }

        /// <summary>As <see cref="I64x2ShrS"/>; <paramref name="count"/> is a constant below 64.</summary>
        [MethodImpl(Inline)]
        public static V128 I64x2ShrSBy(V128 a, byte count)
        {
            var sign = Vector128.Create((long)(0x8000_0000_0000_0000 >> count));
            var shifted = Sse2.ShiftRightLogical(a.AsInt64(), count);
            return Sse2.Subtract(Sse2.Xor(shifted.AsByte(), sign.AsByte()).AsInt64(), sign).AsByte();
        }

        [MethodImpl(Inline)]
        public static V128 I8x16Shl(V128 a, int count)
        {
            var kept = Sse2.ShiftLeftLogical(Ones.AsInt16(), Count(count & 7).AsInt16());
            // The even bytes of the mask lack the bits that crossed from below; the lowest ones are right.
            var mask = Ssse3.Shuffle(kept.AsByte(), Zero);
            return Sse2.And(Sse2.ShiftLeftLogical(a.AsInt16(), Count(count & 7).AsInt16()).AsByte(), mask);
        }

        [MethodImpl(Inline)]
        public static V128 I8x16ShrU(V128 a, int count)
        {
            var kept = Sse2.ShiftRightLogical(Ones.AsInt16(), Count(count & 7).AsInt16());
            var mask = Ssse3.Shuffle(kept.AsByte(), Vector128.Create((byte)1));
            return Sse2.And(Sse2.ShiftRightLogical(a.AsInt16(), Count(count & 7).AsInt16()).AsByte(), mask);
        }

        [MethodImpl(Inline)]
        public static V128 I8x16ShrS(V128 a, int count)
        {
            // Each byte as the upper half of a word, shifted eight further.
            var by = Count((count & 7) + 8).AsInt16();
            var low = Sse2.ShiftRightArithmetic(Sse2.UnpackLow(a, a).AsInt16(), by);
            var high = Sse2.ShiftRightArithmetic(Sse2.UnpackHigh(a, a).AsInt16(), by);
            return Sse2.PackSignedSaturate(low, high).AsByte();
        }

        /// <summary>As <see cref="I8x16Shl"/>; <paramref name="count"/> is a constant below 8.</summary>
        [MethodImpl(Inline)]
        public static V128 I8x16ShlBy(V128 a, byte count) => Sse2.And(Sse2.ShiftLeftLogical(a.AsInt16(), count).AsByte(), Vector128.Create((byte)(0xff << count)));

        [MethodImpl(Inline)]
        public static V128 I8x16ShrUBy(V128 a, byte count) => Sse2.And(Sse2.ShiftRightLogical(a.AsInt16(), count).AsByte(), Vector128.Create((byte)(0xff >> count)));

        [MethodImpl(Inline)]
        public static V128 I8x16ShrSBy(V128 a, byte count)
        {
            var sign = Vector128.Create((byte)(0x80 >> count));
            return Sse2.Subtract(Sse2.Xor(I8x16ShrUBy(a, count), sign), sign);
        }
    }
}

// Vector instructions on floating-point lanes (spec 4.3.3): what x86-64's minimum, maximum and conversions do with NaN, zeros of both
// signs and what is out of range is not what WebAssembly asks for.
namespace Microlight.Guest.Wasm
{
    using System.Runtime.CompilerServices;
    using System.Runtime.Intrinsics;
    using System.Runtime.Intrinsics.X86;
    using V128 = System.Runtime.Intrinsics.Vector128<byte>;

    public static unsafe partial class Vector
    {
        [MethodImpl(Inline)] public static V128 F32x4Abs(V128 a) => Sse2.And(a, Vector128.Create(0x7fff_ffff).AsByte());
        [MethodImpl(Inline)] public static V128 F32x4Neg(V128 a) => Sse2.Xor(a, Vector128.Create(0x8000_0000).AsByte());
        [MethodImpl(Inline)] public static V128 F64x2Abs(V128 a) => Sse2.And(a, Vector128.Create(0x7fff_ffff_ffff_ffff).AsByte());
        [MethodImpl(Inline)] public static V128 F64x2Neg(V128 a) => Sse2.Xor(a, Vector128.Create(0x8000_0000_0000_0000).AsByte());

        // min(a, b) and min(b, a) differ where an operand is NaN (each gives its second operand) or both are zeros. Or'ed, zeros become −0
        // and NaNs stay NaNs; then NaNs are made quiet and lose their payload.
        [MethodImpl(Inline)]
        public static V128 F32x4Min(V128 a, V128 b)
        {
            var second = Sse.Min(b.AsSingle(), a.AsSingle());
            var either = Sse.Or(Sse.Min(a.AsSingle(), b.AsSingle()), second);
            return Canonical(either, Sse.CompareUnordered(second, either));
        }

        // Of the maxima, zeros become +0: they differ in the sign alone, which the subtraction of the difference takes away.
        [MethodImpl(Inline)]
        public static V128 F32x4Max(V128 a, V128 b)
        {
            var first = Sse.Max(a.AsSingle(), b.AsSingle());
            var difference = Sse.Xor(Sse.Max(b.AsSingle(), a.AsSingle()), first);
            var either = Sse.Or(first, difference);
            return Canonical(Sse.Subtract(either, difference), Sse.CompareUnordered(difference, either));
        }

        [MethodImpl(Inline)]
        static V128 Canonical(Vector128<float> value, Vector128<float> isNaN)
        {
            var quiet = Sse.Or(value, isNaN);
            return Sse2.AndNot(Sse2.ShiftRightLogical(isNaN.AsInt32(), 10).AsByte(), quiet.AsByte());
        }

        [MethodImpl(Inline)]
        public static V128 F64x2Min(V128 a, V128 b)
        {
            var second = Sse2.Min(b.AsDouble(), a.AsDouble());
            var either = Sse2.Or(Sse2.Min(a.AsDouble(), b.AsDouble()), second);
            return Canonical(either, Sse2.CompareUnordered(second, either));
        }

        [MethodImpl(Inline)]
        public static V128 F64x2Max(V128 a, V128 b)
        {
            var first = Sse2.Max(a.AsDouble(), b.AsDouble());
            var difference = Sse2.Xor(Sse2.Max(b.AsDouble(), a.AsDouble()), first);
            var either = Sse2.Or(first, difference);
            return Canonical(Sse2.Subtract(either, difference), Sse2.CompareUnordered(difference, either));
        }

        [MethodImpl(Inline)]
        static V128 Canonical(Vector128<double> value, Vector128<double> isNaN)
        {
            var quiet = Sse2.Or(value, isNaN);
            return Sse2.AndNot(Sse2.ShiftRightLogical(isNaN.AsInt64(), 13).AsByte(), quiet.AsByte());
        }

        // Conversions. What cannot be converted the instruction makes 0x80000000.

        [MethodImpl(Inline)]
        public static V128 I32x4TruncSatF32x4S(V128 a)
        {
            var value = a.AsSingle();
            var number = Sse.And(value, Sse.CompareEqual(value, value)); // NaN is 0
            var high = Sse.CompareGreaterThanOrEqual(number, Vector128.Create(2147483648f));
            return Sse2.Xor(Sse2.ConvertToVector128Int32WithTruncation(number).AsByte(), high.AsByte());
        }

        [MethodImpl(Inline)]
        public static V128 I32x4TruncSatF32x4U(V128 a)
        {
            var half = Vector128.Create(2147483648f);
            var value = Sse.Max(a.AsSingle(), Zero.AsSingle()); // the second operand where the first is NaN
            // The part above 2^31, saturated, is added to the part below.
            var above = Sse.Subtract(value, half);
            var high = Sse.CompareLessThanOrEqual(half, above);
            var rest = Sse2.Xor(Sse2.ConvertToVector128Int32WithTruncation(above).AsByte(), high.AsByte()).AsInt32();
            return Sse2.Add(Sse2.ConvertToVector128Int32WithTruncation(value), Sse41.Max(rest, Zero.AsInt32())).AsByte();
        }

        [MethodImpl(Inline)]
        public static V128 I32x4TruncSatF64x2SZero(V128 a)
        {
            var value = a.AsDouble();
            var limit = Sse2.And(Sse2.CompareEqual(value, value), Vector128.Create(2147483647d)); // 0 for NaN
            return Sse2.ConvertToVector128Int32WithTruncation(Sse2.Min(value, limit)).AsByte();
        }

        [MethodImpl(Inline)]
        public static V128 I32x4TruncSatF64x2UZero(V128 a)
        {
            var value = Sse2.Min(Sse2.Max(a.AsDouble(), Zero.AsDouble()), Vector128.Create(4294967295d));
            // Added to 2^52 the number is in the low 32 bits.
            var bits = Sse2.Add(Sse41.RoundToZero(value), Vector128.Create(4503599627370496d));
            return Sse.Shuffle(bits.AsSingle(), Zero.AsSingle(), 0x88).AsByte();
        }

        [MethodImpl(Inline)]
        public static V128 F32x4ConvertI32x4U(V128 a)
        {
            // 16 bits and 16 bits are exact; their sum is rounded once. The upper half is halved first, to stay a signed number.
            var low = Sse2.And(a, Vector128.Create(0x0000_ffff).AsByte()).AsInt32();
            var high = Sse2.ConvertToVector128Single(Sse2.ShiftRightLogical(Sse2.Subtract(a.AsInt32(), low), 1));
            return Sse.Add(Sse.Add(high, high), Sse2.ConvertToVector128Single(low)).AsByte();
        }

        [MethodImpl(Inline)]
        public static V128 F64x2ConvertLowI32x4U(V128 a)
        {
            // As the low bits of 2^52 + a.
            var bits = Sse2.UnpackLow(a.AsInt32(), Vector128.Create(0x4330_0000));
            return Sse2.Subtract(bits.AsDouble(), Vector128.Create(4503599627370496d)).AsByte();
        }
    }
}

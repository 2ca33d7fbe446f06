// Relaxed vector instructions (spec 4.3.5), the alternatives that are fastest here. Those that are one machine instruction are named by the
// compiler; in the deterministic profile it names the first alternative of each instead.
namespace Microlight.Guest.Wasm
{
    using System.Runtime.CompilerServices;
    using System.Runtime.Intrinsics;
    using System.Runtime.Intrinsics.X86;
    using V128 = System.Runtime.Intrinsics.Vector128<byte>;

    public static unsafe partial class Vector
    {
        [MethodImpl(Inline)]
        public static V128 F32x4RelaxedMadd(V128 a, V128 b, V128 c) => Fma.IsSupported ? Fma.MultiplyAdd(a.AsSingle(), b.AsSingle(), c.AsSingle()).AsByte() : F32x4Madd(a, b, c);
        [MethodImpl(Inline)]
        public static V128 F32x4RelaxedNmadd(V128 a, V128 b, V128 c) => Fma.IsSupported ? Fma.MultiplyAddNegated(a.AsSingle(), b.AsSingle(), c.AsSingle()).AsByte() : F32x4Nmadd(a, b, c);
        [MethodImpl(Inline)]
        public static V128 F64x2RelaxedMadd(V128 a, V128 b, V128 c) => Fma.IsSupported ? Fma.MultiplyAdd(a.AsDouble(), b.AsDouble(), c.AsDouble()).AsByte() : F64x2Madd(a, b, c);
        [MethodImpl(Inline)]
        public static V128 F64x2RelaxedNmadd(V128 a, V128 b, V128 c) => Fma.IsSupported ? Fma.MultiplyAddNegated(a.AsDouble(), b.AsDouble(), c.AsDouble()).AsByte() : F64x2Nmadd(a, b, c);

        // Rounded twice, as the deterministic profile has it.
        [MethodImpl(Inline)] public static V128 F32x4Madd(V128 a, V128 b, V128 c) => Sse.Add(Sse.Multiply(a.AsSingle(), b.AsSingle()), c.AsSingle()).AsByte();
        [MethodImpl(Inline)] public static V128 F32x4Nmadd(V128 a, V128 b, V128 c) => F32x4Madd(F32x4Neg(a), b, c);
        [MethodImpl(Inline)] public static V128 F64x2Madd(V128 a, V128 b, V128 c) => Sse2.Add(Sse2.Multiply(a.AsDouble(), b.AsDouble()), c.AsDouble()).AsByte();
        [MethodImpl(Inline)] public static V128 F64x2Nmadd(V128 a, V128 b, V128 c) => F64x2Madd(F64x2Neg(a), b, c);

        // The highest bit of each lane chooses.
        [MethodImpl(Inline)] public static V128 I8x16RelaxedLaneselect(V128 a, V128 b, V128 mask) => Sse41.BlendVariable(b, a, mask);
        [MethodImpl(Inline)] public static V128 I16x8RelaxedLaneselect(V128 a, V128 b, V128 mask) => Sse41.BlendVariable(b, a, Sse2.ShiftRightArithmetic(mask.AsInt16(), 15).AsByte());
        [MethodImpl(Inline)] public static V128 I32x4RelaxedLaneselect(V128 a, V128 b, V128 mask) => Sse41.BlendVariable(b.AsSingle(), a.AsSingle(), mask.AsSingle()).AsByte();
        [MethodImpl(Inline)] public static V128 I64x2RelaxedLaneselect(V128 a, V128 b, V128 mask) => Sse41.BlendVariable(b.AsDouble(), a.AsDouble(), mask.AsDouble()).AsByte();

        // The second operand has seven bits: as an unsigned number where it has eight.
        [MethodImpl(Inline)] public static V128 I16x8RelaxedDotI8x16I7x16S(V128 a, V128 b) => Ssse3.MultiplyAddAdjacent(b, a.AsSByte()).AsByte();

        [MethodImpl(Inline)]
        public static V128 I32x4RelaxedDotI8x16I7x16AddS(V128 a, V128 b, V128 c) =>
            Sse2.Add(Sse2.MultiplyAddAdjacent(Ssse3.MultiplyAddAdjacent(b, a.AsSByte()), Vector128.Create((short)1)), c.AsInt32()).AsByte();

        // Both operands signed: even and odd bytes multiplied apart.
        [MethodImpl(Inline)]
        public static V128 I16x8DotI8x16S(V128 a, V128 b)
        {
            var even = Sse2.MultiplyLow(
                Sse2.ShiftRightArithmetic(Sse2.ShiftLeftLogical(a.AsInt16(), 8), 8), Sse2.ShiftRightArithmetic(Sse2.ShiftLeftLogical(b.AsInt16(), 8), 8));
            var odd = Sse2.MultiplyLow(Sse2.ShiftRightArithmetic(a.AsInt16(), 8), Sse2.ShiftRightArithmetic(b.AsInt16(), 8));
            return Sse2.AddSaturate(even, odd).AsByte();
        }

        [MethodImpl(Inline)]
        public static V128 I32x4DotI8x16AddS(V128 a, V128 b, V128 c) =>
            Sse2.Add(Sse2.MultiplyAddAdjacent(I16x8DotI8x16S(a, b).AsInt16(), Vector128.Create((short)1)), c.AsInt32()).AsByte();
    }
}

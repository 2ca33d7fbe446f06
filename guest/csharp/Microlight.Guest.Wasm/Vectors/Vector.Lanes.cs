// Lanes and halves of vectors, and vector loads and stores of parts (spec 4.4.9, 4.4.10). Lane numbers are constants.
namespace Microlight.Guest.Wasm
{
    using System.Runtime.CompilerServices;
    using System.Runtime.Intrinsics;
    using System.Runtime.Intrinsics.X86;
    using V128 = System.Runtime.Intrinsics.Vector128<byte>;

    public static unsafe partial class Vector
    {
        /// <summary>How vectors cross the mailbox: in halves.</summary>
        [MethodImpl(Inline)] public static V128 Join(long low, long high) => Vector128.Create(low, high).AsByte();
        [MethodImpl(Inline)] public static long Low(V128 a) => a.AsInt64().ToScalar();
        [MethodImpl(Inline)] public static long High(V128 a) => Sse41.X64.Extract(a.AsInt64(), 1);

        [MethodImpl(Inline)] public static V128 I8x16Splat(int value) => Vector128.Create((byte)value).AsByte();
        [MethodImpl(Inline)] public static V128 I16x8Splat(int value) => Vector128.Create((short)value).AsByte();
        [MethodImpl(Inline)] public static V128 I32x4Splat(int value) => Vector128.Create(value).AsByte();
        [MethodImpl(Inline)] public static V128 I64x2Splat(long value) => Vector128.Create(value).AsByte();
        [MethodImpl(Inline)] public static V128 F32x4Splat(float value) => Vector128.Create(value).AsByte();
        [MethodImpl(Inline)] public static V128 F64x2Splat(double value) => Vector128.Create(value).AsByte();

        // RyuJIT quietens a signalling NaN when it folds a lane of a constant to a constant: it keeps those of 32 bits as doubles. It does not fold a shuffle.
        [MethodImpl(Inline)] public static float F32x4ExtractLane(V128 a, int lane) => Sse2.Shuffle(a.AsInt32(), (byte)lane).AsSingle().ToScalar();
        [MethodImpl(Inline)] public static double F64x2ExtractLane(V128 a, int lane) => a.AsDouble().GetElement(lane);
        [MethodImpl(Inline)] public static V128 F32x4ReplaceLane(V128 a, float value, int lane) => a.AsSingle().WithElement(lane, value).AsByte();
        [MethodImpl(Inline)] public static V128 F64x2ReplaceLane(V128 a, double value, int lane) => a.AsDouble().WithElement(lane, value).AsByte();

        /// <summary>A load whose user wants a part: the last byte is touched, which traps if the whole would.</summary>
        [MethodImpl(Inline)]
        public static V128 LoadWhole(ulong address)
        {
            _ = *(byte*)(address + 15);
            return *(V128*)address;
        }

        [MethodImpl(Inline)] public static V128 V128Load8x8S(ulong address) => Sse41.ConvertToVector128Int16((sbyte*)address).AsByte();
        [MethodImpl(Inline)] public static V128 V128Load8x8U(ulong address) => Sse41.ConvertToVector128Int16((byte*)address).AsByte();
        [MethodImpl(Inline)] public static V128 V128Load16x4S(ulong address) => Sse41.ConvertToVector128Int32((short*)address).AsByte();
        [MethodImpl(Inline)] public static V128 V128Load16x4U(ulong address) => Sse41.ConvertToVector128Int32((ushort*)address).AsByte();
        [MethodImpl(Inline)] public static V128 V128Load32x2S(ulong address) => Sse41.ConvertToVector128Int64((int*)address).AsByte();
        [MethodImpl(Inline)] public static V128 V128Load32x2U(ulong address) => Sse41.ConvertToVector128Int64((uint*)address).AsByte();

        [MethodImpl(Inline)] public static V128 V128Load8Splat(ulong address) => Avx2.IsSupported ? Avx2.BroadcastScalarToVector128((byte*)address) : Vector128.Create(*(byte*)address);
        [MethodImpl(Inline)] public static V128 V128Load16Splat(ulong address) => Avx2.IsSupported ? Avx2.BroadcastScalarToVector128((short*)address).AsByte() : Vector128.Create(*(short*)address).AsByte();
        [MethodImpl(Inline)] public static V128 V128Load32Splat(ulong address) => Avx.IsSupported ? Avx.BroadcastScalarToVector128((float*)address).AsByte() : Vector128.Create(*(int*)address).AsByte();
        [MethodImpl(Inline)] public static V128 V128Load64Splat(ulong address) => Avx2.IsSupported ? Avx2.BroadcastScalarToVector128((long*)address).AsByte() : Vector128.Create(*(long*)address).AsByte();
        [MethodImpl(Inline)] public static V128 V128Load32Zero(ulong address) => Sse2.LoadScalarVector128((int*)address).AsByte();
        // Not a scalar load: of that the code generator would read the first four bytes only where the f32 in them is all that is wanted.
        [MethodImpl(Inline)] public static V128 V128Load64Zero(ulong address) => Sse2.LoadLow(Zero.AsDouble(), (double*)address).AsByte();

        [MethodImpl(Inline)]
        public static V128 V128Load64Lane(V128 a, ulong address, int lane) =>
            lane == 0 ? Sse2.LoadLow(a.AsDouble(), (double*)address).AsByte() : Sse2.LoadHigh(a.AsDouble(), (double*)address).AsByte();

        [MethodImpl(Inline)]
        public static void V128Store32Lane(ulong address, V128 a, int lane)
        {
            if (lane == 0) Sse.StoreScalar((float*)address, a.AsSingle());
            else *(int*)address = a.AsInt32().GetElement(lane);
        }

        [MethodImpl(Inline)]
        public static void V128Store64Lane(ulong address, V128 a, int lane)
        {
            if (lane == 0) Sse2.StoreScalar((double*)address, a.AsDouble());
            else Sse2.StoreHigh((double*)address, a.AsDouble());
        }
    }
}

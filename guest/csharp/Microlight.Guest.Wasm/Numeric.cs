// WebAssembly instructions that CIL has no exact equal for (spec 4.3): one method per instruction, named like the opcode, so that the
// code generator inlines each into the few machine instructions it is.
namespace Microlight.Guest.Wasm
{
    using System;
    using System.Numerics;
    using System.Runtime.CompilerServices;
    using System.Runtime.Intrinsics.X86;

    public static class Numeric
    {
        const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

        [MethodImpl(Inline)] public static int I32Clz(int value) => BitOperations.LeadingZeroCount((uint)value);
        [MethodImpl(Inline)] public static int I32Ctz(int value) => BitOperations.TrailingZeroCount((uint)value);
        [MethodImpl(Inline)] public static int I32Popcnt(int value) => BitOperations.PopCount((uint)value);
        // RyuJIT of .NET 10 makes of a rotation of constants one whose number is zero-extended (dotnet/runtime#129099), and which it takes for positive
        // as a dividend. The or is folded at once: of a constant it makes one with a sign, of anything else nothing.
        [MethodImpl(Inline)] public static int I32Rotl(int value, int count) => (int)BitOperations.RotateLeft((uint)value, count) | 0;
        [MethodImpl(Inline)] public static int I32Rotr(int value, int count) => (int)BitOperations.RotateRight((uint)value, count) | 0;
        [MethodImpl(Inline)] public static long I64Clz(long value) => BitOperations.LeadingZeroCount((ulong)value);
        [MethodImpl(Inline)] public static long I64Ctz(long value) => BitOperations.TrailingZeroCount((ulong)value);
        [MethodImpl(Inline)] public static long I64Popcnt(long value) => BitOperations.PopCount((ulong)value);
        [MethodImpl(Inline)] public static long I64Rotl(long value, long count) => (long)BitOperations.RotateLeft((ulong)value, (int)count);
        [MethodImpl(Inline)] public static long I64Rotr(long value, long count) => (long)BitOperations.RotateRight((ulong)value, (int)count);

        // The high half of the product of 128 bits; the low half is an ordinary multiplication.
        [MethodImpl(Inline)] public static long I64MulWideU(long a, long b) => (long)HighProduct((ulong)a, (ulong)b);
        [MethodImpl(Inline)] public static long I64MulWideS(long a, long b) => (long)HighProduct((ulong)a, (ulong)b) - ((a >> 63) & b) - ((b >> 63) & a);

        [MethodImpl(Inline)]
        private static ulong HighProduct(ulong a, ulong b)
        {
            if (Bmi2.X64.IsSupported) return Bmi2.X64.MultiplyNoFlags(a, b);
            ulong low = (uint)a * (ulong)(uint)b, middle = (a >> 32) * (uint)b + (low >> 32), other = (uint)a * (b >> 32) + (uint)middle;
            return (a >> 32) * (b >> 32) + (middle >> 32) + (other >> 32);
        }

        // The machine traps on the smallest number divided by -1, the remainder of which is 0; division by zero is the machine's trap.
        [MethodImpl(Inline)] public static int I32RemS(int a, int b) => b == -1 ? 0 : a % b;
        [MethodImpl(Inline)] public static long I64RemS(long a, long b) => b == -1 ? 0 : a % b;

        [MethodImpl(Inline)] public static float F32Abs(float value) => MathF.Abs(value);
        [MethodImpl(Inline)] public static float F32Ceil(float value) => MathF.Ceiling(value);
        [MethodImpl(Inline)] public static float F32Floor(float value) => MathF.Floor(value);
        [MethodImpl(Inline)] public static float F32Trunc(float value) => MathF.Truncate(value);
        [MethodImpl(Inline)] public static float F32Nearest(float value) => MathF.Round(value);
        [MethodImpl(Inline)] public static float F32Sqrt(float value) => MathF.Sqrt(value);
        [MethodImpl(Inline)] public static float F32Copysign(float value, float sign) => BitConverter.Int32BitsToSingle((BitConverter.SingleToInt32Bits(value) & 0x7fffffff) | (BitConverter.SingleToInt32Bits(sign) & unchecked((int)0x80000000)));

        [MethodImpl(Inline)]
        public static float F32Min(float a, float b)
        {
            if (a < b) return a;
            if (b < a) return b;
            if (a == b) return BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(a) | BitConverter.SingleToInt32Bits(b)); // zeros of both signs
            return a + b; // a quiet NaN
        }

        [MethodImpl(Inline)]
        public static float F32Max(float a, float b)
        {
            if (a > b) return a;
            if (b > a) return b;
            if (a == b) return BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(a) & BitConverter.SingleToInt32Bits(b)); // zeros of both signs
            return a + b; // a quiet NaN
        }

        [MethodImpl(Inline)] public static double F64Abs(double value) => Math.Abs(value);
        [MethodImpl(Inline)] public static double F64Ceil(double value) => Math.Ceiling(value);
        [MethodImpl(Inline)] public static double F64Floor(double value) => Math.Floor(value);
        [MethodImpl(Inline)] public static double F64Trunc(double value) => Math.Truncate(value);
        [MethodImpl(Inline)] public static double F64Nearest(double value) => Math.Round(value);
        [MethodImpl(Inline)] public static double F64Sqrt(double value) => Math.Sqrt(value);
        [MethodImpl(Inline)] public static double F64Copysign(double value, double sign) => BitConverter.Int64BitsToDouble((BitConverter.DoubleToInt64Bits(value) & 0x7fffffffffffffff) | (BitConverter.DoubleToInt64Bits(sign) & unchecked((long)0x8000000000000000)));

        [MethodImpl(Inline)]
        public static double F64Min(double a, double b)
        {
            if (a < b) return a;
            if (b < a) return b;
            if (a == b) return BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits(a) | BitConverter.DoubleToInt64Bits(b)); // zeros of both signs
            return a + b; // a quiet NaN
        }

        [MethodImpl(Inline)]
        public static double F64Max(double a, double b)
        {
            if (a > b) return a;
            if (b > a) return b;
            if (a == b) return BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits(a) & BitConverter.DoubleToInt64Bits(b)); // zeros of both signs
            return a + b; // a quiet NaN
        }

        [MethodImpl(Inline)] public static int I32ReinterpretF32(float value) => BitConverter.SingleToInt32Bits(value);
        [MethodImpl(Inline)] public static long I64ReinterpretF64(double value) => BitConverter.DoubleToInt64Bits(value);
        [MethodImpl(Inline)] public static float F32ReinterpretI32(int value) => BitConverter.Int32BitsToSingle(value);
        [MethodImpl(Inline)] public static double F64ReinterpretI64(long value) => BitConverter.Int64BitsToDouble(value);

        // Unsigned 64-bit numbers beyond the signed range: halved with the lost bit kept sticky, so that one rounding is right.
        [MethodImpl(Inline)] public static float F32ConvertI64U(long value) => value >= 0 ? (float)value : Twice((float)(long)(((ulong)value >> 1) | ((ulong)value & 1)));
        [MethodImpl(Inline)] public static double F64ConvertI64U(long value) => value >= 0 ? (double)value : Twice((double)(long)(((ulong)value >> 1) | ((ulong)value & 1)));
        [MethodImpl(Inline)] static float Twice(float value) => value + value;
        [MethodImpl(Inline)] static double Twice(double value) => value + value;

        // Truncation: in range is one instruction; what is out of range traps as NaN or as overflow.

        [MethodImpl(Inline)]
        public static int I32TruncF32S(float value)
        {
            if (!(value >= -2147483648f && value < 2147483648f)) Traps.BadConversion(value);
            return (int)value;
        }

        [MethodImpl(Inline)]
        public static int I32TruncF32U(float value)
        {
            if (!(value > -1f && value < 4294967296f)) Traps.BadConversion(value);
            return (int)(long)value;
        }

        [MethodImpl(Inline)]
        public static int I32TruncF64S(double value)
        {
            if (!(value > -2147483649d && value < 2147483648d)) Traps.BadConversion(value);
            return (int)value;
        }

        [MethodImpl(Inline)]
        public static int I32TruncF64U(double value)
        {
            if (!(value > -1d && value < 4294967296d)) Traps.BadConversion(value);
            return (int)(long)value;
        }

        [MethodImpl(Inline)]
        public static long I64TruncF32S(float value)
        {
            if (!(value >= -9223372036854775808f && value < 9223372036854775808f)) Traps.BadConversion(value);
            return (long)value;
        }

        [MethodImpl(Inline)]
        public static long I64TruncF32U(float value)
        {
            if (!(value > -1f && value < 18446744073709551616f)) Traps.BadConversion(value);
            return (long)(ulong)value;
        }

        [MethodImpl(Inline)]
        public static long I64TruncF64S(double value)
        {
            if (!(value >= -9223372036854775808d && value < 9223372036854775808d)) Traps.BadConversion(value);
            return (long)value;
        }

        [MethodImpl(Inline)]
        public static long I64TruncF64U(double value)
        {
            if (!(value > -1d && value < 18446744073709551616d)) Traps.BadConversion(value);
            return (long)(ulong)value;
        }

        // Saturating truncation: NaN is 0, out of range is the nearest bound; CIL's conversions do that since .NET 9.
        [MethodImpl(Inline)] public static int I32TruncSatF32S(float value) => (int)value;
        [MethodImpl(Inline)] public static int I32TruncSatF32U(float value) => (int)(uint)value;
        [MethodImpl(Inline)] public static int I32TruncSatF64S(double value) => (int)value;
        [MethodImpl(Inline)] public static int I32TruncSatF64U(double value) => (int)(uint)value;
        [MethodImpl(Inline)] public static long I64TruncSatF32S(float value) => (long)value;
        [MethodImpl(Inline)] public static long I64TruncSatF32U(float value) => (long)(ulong)value;
        [MethodImpl(Inline)] public static long I64TruncSatF64S(double value) => (long)value;
        [MethodImpl(Inline)] public static long I64TruncSatF64U(double value) => (long)(ulong)value;
    }
}

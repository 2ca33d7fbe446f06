// Operations that RyuJIT expands by name to one or a few instructions. The recursive body is never reached where the expansion is
// certain for the instruction sets that images are built for (SSE4.1, POPCNT at least); LZCNT and BMI1 are chosen by the caller.
namespace System
{
    using System.Runtime.CompilerServices;

    public static partial class Math
    {
        [Intrinsic] public static double Sqrt(double value) => Sqrt(value);
        [Intrinsic] public static double Floor(double value) => Floor(value);
        [Intrinsic] public static double Ceiling(double value) => Ceiling(value);
        [Intrinsic] public static double Truncate(double value) => Truncate(value);
        [Intrinsic] public static double Round(double value) => Round(value);
        [Intrinsic] public static double Abs(double value) => Abs(value);
    }

    public static class MathF
    {
        [Intrinsic] public static float Sqrt(float value) => Sqrt(value);
        [Intrinsic] public static float Floor(float value) => Floor(value);
        [Intrinsic] public static float Ceiling(float value) => Ceiling(value);
        [Intrinsic] public static float Truncate(float value) => Truncate(value);
        [Intrinsic] public static float Round(float value) => Round(value);
        [Intrinsic] public static float Abs(float value) => Abs(value);
    }

    public static class BitConverter
    {
        [Intrinsic] public static int SingleToInt32Bits(float value) => SingleToInt32Bits(value);
        [Intrinsic] public static float Int32BitsToSingle(int value) => Int32BitsToSingle(value);
        [Intrinsic] public static long DoubleToInt64Bits(double value) => DoubleToInt64Bits(value);
        [Intrinsic] public static double Int64BitsToDouble(long value) => Int64BitsToDouble(value);
        [Intrinsic] public static uint SingleToUInt32Bits(float value) => SingleToUInt32Bits(value);
        [Intrinsic] public static float UInt32BitsToSingle(uint value) => UInt32BitsToSingle(value);
        [Intrinsic] public static ulong DoubleToUInt64Bits(double value) => DoubleToUInt64Bits(value);
        [Intrinsic] public static double UInt64BitsToDouble(ulong value) => UInt64BitsToDouble(value);
    }
}

namespace System.Numerics
{
    using System.Runtime.CompilerServices;

    public static class BitOperations
    {
        [Intrinsic] public static int LeadingZeroCount(uint value) => LeadingZeroCount(value);
        [Intrinsic] public static int LeadingZeroCount(ulong value) => LeadingZeroCount(value);
        [Intrinsic] public static int TrailingZeroCount(uint value) => TrailingZeroCount(value);
        [Intrinsic] public static int TrailingZeroCount(ulong value) => TrailingZeroCount(value);
        [Intrinsic] public static int PopCount(uint value) => PopCount(value);
        [Intrinsic] public static int PopCount(ulong value) => PopCount(value);
        [Intrinsic] public static uint RotateLeft(uint value, int offset) => (value << offset) | (value >> (32 - offset));
        [Intrinsic] public static uint RotateRight(uint value, int offset) => (value >> offset) | (value << (32 - offset));
        [Intrinsic] public static ulong RotateLeft(ulong value, int offset) => (value << offset) | (value >> (64 - offset));
        [Intrinsic] public static ulong RotateRight(ulong value, int offset) => (value >> offset) | (value << (64 - offset));
    }
}

namespace System.Runtime.Intrinsics.X86
{
    using System.Runtime.CompilerServices;

    public abstract class Bmi2
    {
        public abstract class X64
        {
            // A constant of the instruction set that the image is for.
            public static bool IsSupported { [Intrinsic] get => IsSupported; }
            [Intrinsic] public static ulong MultiplyNoFlags(ulong left, ulong right) => MultiplyNoFlags(left, right);
        }
    }
}

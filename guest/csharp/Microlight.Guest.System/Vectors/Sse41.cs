// SSE4.1 as System.Runtime.Intrinsics.X86 declares it, as far as it is used. The bodies are never reached: the code generator puts the instruction in the place of each call.
namespace System.Runtime.Intrinsics.X86;

using System.Runtime.CompilerServices;

[Intrinsic]
public abstract class Sse41
{
    public static bool IsSupported { [Intrinsic] get => IsSupported; }
    [Intrinsic] public static Vector128<int> MultiplyLow(Vector128<int> left, Vector128<int> right) => MultiplyLow(left, right);
    [Intrinsic] public static Vector128<long> Multiply(Vector128<int> left, Vector128<int> right) => Multiply(left, right);
    [Intrinsic] public static Vector128<sbyte> Min(Vector128<sbyte> left, Vector128<sbyte> right) => Min(left, right);
    [Intrinsic] public static Vector128<ushort> Min(Vector128<ushort> left, Vector128<ushort> right) => Min(left, right);
    [Intrinsic] public static Vector128<int> Min(Vector128<int> left, Vector128<int> right) => Min(left, right);
    [Intrinsic] public static Vector128<uint> Min(Vector128<uint> left, Vector128<uint> right) => Min(left, right);
    [Intrinsic] public static Vector128<sbyte> Max(Vector128<sbyte> left, Vector128<sbyte> right) => Max(left, right);
    [Intrinsic] public static Vector128<ushort> Max(Vector128<ushort> left, Vector128<ushort> right) => Max(left, right);
    [Intrinsic] public static Vector128<int> Max(Vector128<int> left, Vector128<int> right) => Max(left, right);
    [Intrinsic] public static Vector128<uint> Max(Vector128<uint> left, Vector128<uint> right) => Max(left, right);
    [Intrinsic] public static Vector128<long> CompareEqual(Vector128<long> left, Vector128<long> right) => CompareEqual(left, right);
    [Intrinsic] public static Vector128<ushort> PackUnsignedSaturate(Vector128<int> left, Vector128<int> right) => PackUnsignedSaturate(left, right);
    [Intrinsic] public static Vector128<float> Ceiling(Vector128<float> left) => Ceiling(left);
    [Intrinsic] public static Vector128<double> Ceiling(Vector128<double> left) => Ceiling(left);
    [Intrinsic] public static Vector128<float> Floor(Vector128<float> left) => Floor(left);
    [Intrinsic] public static Vector128<double> Floor(Vector128<double> left) => Floor(left);
    [Intrinsic] public static Vector128<float> RoundToZero(Vector128<float> left) => RoundToZero(left);
    [Intrinsic] public static Vector128<double> RoundToZero(Vector128<double> left) => RoundToZero(left);
    [Intrinsic] public static Vector128<float> RoundToNearestInteger(Vector128<float> left) => RoundToNearestInteger(left);
    [Intrinsic] public static Vector128<double> RoundToNearestInteger(Vector128<double> left) => RoundToNearestInteger(left);
    [Intrinsic] public static Vector128<short> ConvertToVector128Int16(Vector128<sbyte> left) => ConvertToVector128Int16(left);
    [Intrinsic] public static Vector128<short> ConvertToVector128Int16(Vector128<byte> left) => ConvertToVector128Int16(left);
    [Intrinsic] public static unsafe Vector128<short> ConvertToVector128Int16(sbyte* address) => ConvertToVector128Int16(address);
    [Intrinsic] public static unsafe Vector128<short> ConvertToVector128Int16(byte* address) => ConvertToVector128Int16(address);
    [Intrinsic] public static Vector128<int> ConvertToVector128Int32(Vector128<short> left) => ConvertToVector128Int32(left);
    [Intrinsic] public static Vector128<int> ConvertToVector128Int32(Vector128<ushort> left) => ConvertToVector128Int32(left);
    [Intrinsic] public static unsafe Vector128<int> ConvertToVector128Int32(short* address) => ConvertToVector128Int32(address);
    [Intrinsic] public static unsafe Vector128<int> ConvertToVector128Int32(ushort* address) => ConvertToVector128Int32(address);
    [Intrinsic] public static Vector128<long> ConvertToVector128Int64(Vector128<int> left) => ConvertToVector128Int64(left);
    [Intrinsic] public static Vector128<long> ConvertToVector128Int64(Vector128<uint> left) => ConvertToVector128Int64(left);
    [Intrinsic] public static unsafe Vector128<long> ConvertToVector128Int64(int* address) => ConvertToVector128Int64(address);
    [Intrinsic] public static unsafe Vector128<long> ConvertToVector128Int64(uint* address) => ConvertToVector128Int64(address);
    [Intrinsic] public static Vector128<byte> BlendVariable(Vector128<byte> left, Vector128<byte> right, Vector128<byte> third) => BlendVariable(left, right, third);
    [Intrinsic] public static Vector128<float> BlendVariable(Vector128<float> left, Vector128<float> right, Vector128<float> third) => BlendVariable(left, right, third);
    [Intrinsic] public static Vector128<double> BlendVariable(Vector128<double> left, Vector128<double> right, Vector128<double> third) => BlendVariable(left, right, third);
    [Intrinsic] public static Vector128<short> Blend(Vector128<short> left, Vector128<short> right, byte immediate) => Blend(left, right, immediate);
    [Intrinsic] public static Vector128<float> Blend(Vector128<float> left, Vector128<float> right, byte immediate) => Blend(left, right, immediate);
    [Intrinsic] public static Vector128<double> Blend(Vector128<double> left, Vector128<double> right, byte immediate) => Blend(left, right, immediate);
    [Intrinsic] public static byte Extract(Vector128<byte> left, byte immediate) => Extract(left, immediate);
    [Intrinsic] public static int Extract(Vector128<int> left, byte immediate) => Extract(left, immediate);
    [Intrinsic] public static float Extract(Vector128<float> left, byte immediate) => Extract(left, immediate);
    [Intrinsic] public static Vector128<byte> Insert(Vector128<byte> left, byte value, byte immediate) => Insert(left, value, immediate);
    [Intrinsic] public static Vector128<int> Insert(Vector128<int> left, int value, byte immediate) => Insert(left, value, immediate);
    [Intrinsic] public static Vector128<float> Insert(Vector128<float> left, Vector128<float> right, byte immediate) => Insert(left, right, immediate);
    [Intrinsic] public static bool TestZ(Vector128<byte> left, Vector128<byte> right) => TestZ(left, right);
    [Intrinsic] public static bool TestC(Vector128<byte> left, Vector128<byte> right) => TestC(left, right);

    [Intrinsic]
    public abstract class X64
    {
        [Intrinsic] public static long Extract(Vector128<long> left, byte immediate) => Extract(left, immediate);
        [Intrinsic] public static Vector128<long> Insert(Vector128<long> left, long value, byte immediate) => Insert(left, value, immediate);
    }
}

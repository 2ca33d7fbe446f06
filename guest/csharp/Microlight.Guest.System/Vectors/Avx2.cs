// AVX2 as System.Runtime.Intrinsics.X86 declares it, as far as it is used. The bodies are never reached: the code generator puts the instruction in the place of each call.
namespace System.Runtime.Intrinsics.X86;

using System.Runtime.CompilerServices;

[Intrinsic]
public abstract class Avx2
{
    public static bool IsSupported { [Intrinsic] get => IsSupported; }
    [Intrinsic] public static Vector128<byte> BroadcastScalarToVector128(Vector128<byte> left) => BroadcastScalarToVector128(left);
    [Intrinsic] public static Vector128<short> BroadcastScalarToVector128(Vector128<short> left) => BroadcastScalarToVector128(left);
    [Intrinsic] public static Vector128<int> BroadcastScalarToVector128(Vector128<int> left) => BroadcastScalarToVector128(left);
    [Intrinsic] public static Vector128<long> BroadcastScalarToVector128(Vector128<long> left) => BroadcastScalarToVector128(left);
    [Intrinsic] public static Vector128<float> BroadcastScalarToVector128(Vector128<float> left) => BroadcastScalarToVector128(left);
    [Intrinsic] public static Vector128<double> BroadcastScalarToVector128(Vector128<double> left) => BroadcastScalarToVector128(left);
    [Intrinsic] public static unsafe Vector128<byte> BroadcastScalarToVector128(byte* address) => BroadcastScalarToVector128(address);
    [Intrinsic] public static unsafe Vector128<short> BroadcastScalarToVector128(short* address) => BroadcastScalarToVector128(address);
    [Intrinsic] public static unsafe Vector128<int> BroadcastScalarToVector128(int* address) => BroadcastScalarToVector128(address);
    [Intrinsic] public static unsafe Vector128<long> BroadcastScalarToVector128(long* address) => BroadcastScalarToVector128(address);
    [Intrinsic] public static Vector128<int> Blend(Vector128<int> left, Vector128<int> right, byte immediate) => Blend(left, right, immediate);
    [Intrinsic] public static Vector128<int> ShiftLeftLogicalVariable(Vector128<int> left, Vector128<uint> right) => ShiftLeftLogicalVariable(left, right);
    [Intrinsic] public static Vector128<long> ShiftLeftLogicalVariable(Vector128<long> left, Vector128<ulong> right) => ShiftLeftLogicalVariable(left, right);
    [Intrinsic] public static Vector128<int> ShiftRightLogicalVariable(Vector128<int> left, Vector128<uint> right) => ShiftRightLogicalVariable(left, right);
    [Intrinsic] public static Vector128<long> ShiftRightLogicalVariable(Vector128<long> left, Vector128<ulong> right) => ShiftRightLogicalVariable(left, right);
    [Intrinsic] public static Vector128<int> ShiftRightArithmeticVariable(Vector128<int> left, Vector128<uint> right) => ShiftRightArithmeticVariable(left, right);
}

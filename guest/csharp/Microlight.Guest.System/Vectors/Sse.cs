// SSE as System.Runtime.Intrinsics.X86 declares it, as far as it is used. The bodies are never reached: the code generator puts the instruction in the place of each call.
namespace System.Runtime.Intrinsics.X86;

using System.Runtime.CompilerServices;

[Intrinsic]
public abstract class Sse
{
    public static bool IsSupported { [Intrinsic] get => IsSupported; }
    [Intrinsic] public static Vector128<float> Add(Vector128<float> left, Vector128<float> right) => Add(left, right);
    [Intrinsic] public static Vector128<float> Subtract(Vector128<float> left, Vector128<float> right) => Subtract(left, right);
    [Intrinsic] public static Vector128<float> Multiply(Vector128<float> left, Vector128<float> right) => Multiply(left, right);
    [Intrinsic] public static Vector128<float> Divide(Vector128<float> left, Vector128<float> right) => Divide(left, right);
    [Intrinsic] public static Vector128<float> Min(Vector128<float> left, Vector128<float> right) => Min(left, right);
    [Intrinsic] public static Vector128<float> Max(Vector128<float> left, Vector128<float> right) => Max(left, right);
    [Intrinsic] public static Vector128<float> CompareEqual(Vector128<float> left, Vector128<float> right) => CompareEqual(left, right);
    [Intrinsic] public static Vector128<float> CompareNotEqual(Vector128<float> left, Vector128<float> right) => CompareNotEqual(left, right);
    [Intrinsic] public static Vector128<float> CompareLessThan(Vector128<float> left, Vector128<float> right) => CompareLessThan(left, right);
    [Intrinsic] public static Vector128<float> CompareLessThanOrEqual(Vector128<float> left, Vector128<float> right) => CompareLessThanOrEqual(left, right);
    [Intrinsic] public static Vector128<float> CompareGreaterThan(Vector128<float> left, Vector128<float> right) => CompareGreaterThan(left, right);
    [Intrinsic] public static Vector128<float> CompareGreaterThanOrEqual(Vector128<float> left, Vector128<float> right) => CompareGreaterThanOrEqual(left, right);
    [Intrinsic] public static Vector128<float> CompareUnordered(Vector128<float> left, Vector128<float> right) => CompareUnordered(left, right);
    [Intrinsic] public static Vector128<float> And(Vector128<float> left, Vector128<float> right) => And(left, right);
    [Intrinsic] public static Vector128<float> AndNot(Vector128<float> left, Vector128<float> right) => AndNot(left, right);
    [Intrinsic] public static Vector128<float> Or(Vector128<float> left, Vector128<float> right) => Or(left, right);
    [Intrinsic] public static Vector128<float> Xor(Vector128<float> left, Vector128<float> right) => Xor(left, right);
    [Intrinsic] public static Vector128<float> Sqrt(Vector128<float> left) => Sqrt(left);
    [Intrinsic] public static Vector128<float> Shuffle(Vector128<float> left, Vector128<float> right, byte immediate) => Shuffle(left, right, immediate);
    [Intrinsic] public static int MoveMask(Vector128<float> left) => MoveMask(left);
    [Intrinsic] public static unsafe void StoreScalar(float* address, Vector128<float> left) => StoreScalar(address, left);
    [Intrinsic] public static unsafe Vector128<float> LoadScalarVector128(float* address) => LoadScalarVector128(address);
    [Intrinsic] public static Vector128<float> MoveLowToHigh(Vector128<float> left, Vector128<float> right) => MoveLowToHigh(left, right);
    [Intrinsic] public static Vector128<float> MoveHighToLow(Vector128<float> left, Vector128<float> right) => MoveHighToLow(left, right);
    [Intrinsic] public static Vector128<float> UnpackLow(Vector128<float> left, Vector128<float> right) => UnpackLow(left, right);
    [Intrinsic] public static Vector128<float> UnpackHigh(Vector128<float> left, Vector128<float> right) => UnpackHigh(left, right);
}

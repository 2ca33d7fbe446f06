// AVX as System.Runtime.Intrinsics.X86 declares it, as far as it is used. The bodies are never reached: the code generator puts the instruction in the place of each call.
namespace System.Runtime.Intrinsics.X86;

using System.Runtime.CompilerServices;

[Intrinsic]
public abstract class Avx
{
    public static bool IsSupported { [Intrinsic] get => IsSupported; }
    [Intrinsic] public static unsafe Vector128<float> BroadcastScalarToVector128(float* address) => BroadcastScalarToVector128(address);
    [Intrinsic] public static Vector128<float> Permute(Vector128<float> left, byte immediate) => Permute(left, immediate);
    [Intrinsic] public static Vector128<double> Permute(Vector128<double> left, byte immediate) => Permute(left, immediate);
}

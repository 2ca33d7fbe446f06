// FMA as System.Runtime.Intrinsics.X86 declares it, as far as it is used. The bodies are never reached: the code generator puts the instruction in the place of each call.
namespace System.Runtime.Intrinsics.X86;

using System.Runtime.CompilerServices;

[Intrinsic]
public abstract class Fma
{
    public static bool IsSupported { [Intrinsic] get => IsSupported; }
    [Intrinsic] public static Vector128<float> MultiplyAdd(Vector128<float> left, Vector128<float> right, Vector128<float> third) => MultiplyAdd(left, right, third);
    [Intrinsic] public static Vector128<double> MultiplyAdd(Vector128<double> left, Vector128<double> right, Vector128<double> third) => MultiplyAdd(left, right, third);
    [Intrinsic] public static Vector128<float> MultiplyAddNegated(Vector128<float> left, Vector128<float> right, Vector128<float> third) => MultiplyAddNegated(left, right, third);
    [Intrinsic] public static Vector128<double> MultiplyAddNegated(Vector128<double> left, Vector128<double> right, Vector128<double> third) => MultiplyAddNegated(left, right, third);
}

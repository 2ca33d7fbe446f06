// SSE4.2 as System.Runtime.Intrinsics.X86 declares it, as far as it is used. The bodies are never reached: the code generator puts the instruction in the place of each call.
namespace System.Runtime.Intrinsics.X86;

using System.Runtime.CompilerServices;

[Intrinsic]
public abstract class Sse42
{
    public static bool IsSupported { [Intrinsic] get => IsSupported; }
    [Intrinsic] public static Vector128<long> CompareGreaterThan(Vector128<long> left, Vector128<long> right) => CompareGreaterThan(left, right);
}

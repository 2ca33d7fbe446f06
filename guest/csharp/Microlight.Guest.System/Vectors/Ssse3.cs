// SSSE3 as System.Runtime.Intrinsics.X86 declares it, as far as it is used. The bodies are never reached: the code generator puts the instruction in the place of each call.
namespace System.Runtime.Intrinsics.X86;

using System.Runtime.CompilerServices;

[Intrinsic]
public abstract class Ssse3
{
    public static bool IsSupported { [Intrinsic] get => IsSupported; }
    [Intrinsic] public static Vector128<byte> Shuffle(Vector128<byte> left, Vector128<byte> right) => Shuffle(left, right);
    [Intrinsic] public static Vector128<byte> AlignRight(Vector128<byte> left, Vector128<byte> right, byte immediate) => AlignRight(left, right, immediate);
    [Intrinsic] public static Vector128<byte> Abs(Vector128<sbyte> left) => Abs(left);
    [Intrinsic] public static Vector128<ushort> Abs(Vector128<short> left) => Abs(left);
    [Intrinsic] public static Vector128<uint> Abs(Vector128<int> left) => Abs(left);
    [Intrinsic] public static Vector128<short> MultiplyAddAdjacent(Vector128<byte> left, Vector128<sbyte> right) => MultiplyAddAdjacent(left, right);
    [Intrinsic] public static Vector128<short> MultiplyHighRoundScale(Vector128<short> left, Vector128<short> right) => MultiplyHighRoundScale(left, right);
}

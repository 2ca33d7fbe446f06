// SSE2 as System.Runtime.Intrinsics.X86 declares it, as far as it is used. The bodies are never reached: the code generator puts the instruction in the place of each call.
namespace System.Runtime.Intrinsics.X86;

using System.Runtime.CompilerServices;

[Intrinsic]
public abstract class Sse2
{
    public static bool IsSupported { [Intrinsic] get => IsSupported; }
    [Intrinsic] public static Vector128<byte> Add(Vector128<byte> left, Vector128<byte> right) => Add(left, right);
    [Intrinsic] public static Vector128<short> Add(Vector128<short> left, Vector128<short> right) => Add(left, right);
    [Intrinsic] public static Vector128<int> Add(Vector128<int> left, Vector128<int> right) => Add(left, right);
    [Intrinsic] public static Vector128<long> Add(Vector128<long> left, Vector128<long> right) => Add(left, right);
    [Intrinsic] public static Vector128<double> Add(Vector128<double> left, Vector128<double> right) => Add(left, right);
    [Intrinsic] public static Vector128<byte> Subtract(Vector128<byte> left, Vector128<byte> right) => Subtract(left, right);
    [Intrinsic] public static Vector128<short> Subtract(Vector128<short> left, Vector128<short> right) => Subtract(left, right);
    [Intrinsic] public static Vector128<int> Subtract(Vector128<int> left, Vector128<int> right) => Subtract(left, right);
    [Intrinsic] public static Vector128<long> Subtract(Vector128<long> left, Vector128<long> right) => Subtract(left, right);
    [Intrinsic] public static Vector128<double> Subtract(Vector128<double> left, Vector128<double> right) => Subtract(left, right);
    [Intrinsic] public static Vector128<sbyte> AddSaturate(Vector128<sbyte> left, Vector128<sbyte> right) => AddSaturate(left, right);
    [Intrinsic] public static Vector128<byte> AddSaturate(Vector128<byte> left, Vector128<byte> right) => AddSaturate(left, right);
    [Intrinsic] public static Vector128<short> AddSaturate(Vector128<short> left, Vector128<short> right) => AddSaturate(left, right);
    [Intrinsic] public static Vector128<ushort> AddSaturate(Vector128<ushort> left, Vector128<ushort> right) => AddSaturate(left, right);
    [Intrinsic] public static Vector128<sbyte> SubtractSaturate(Vector128<sbyte> left, Vector128<sbyte> right) => SubtractSaturate(left, right);
    [Intrinsic] public static Vector128<byte> SubtractSaturate(Vector128<byte> left, Vector128<byte> right) => SubtractSaturate(left, right);
    [Intrinsic] public static Vector128<short> SubtractSaturate(Vector128<short> left, Vector128<short> right) => SubtractSaturate(left, right);
    [Intrinsic] public static Vector128<ushort> SubtractSaturate(Vector128<ushort> left, Vector128<ushort> right) => SubtractSaturate(left, right);
    [Intrinsic] public static Vector128<short> MultiplyLow(Vector128<short> left, Vector128<short> right) => MultiplyLow(left, right);
    [Intrinsic] public static Vector128<short> MultiplyHigh(Vector128<short> left, Vector128<short> right) => MultiplyHigh(left, right);
    [Intrinsic] public static Vector128<ushort> MultiplyHigh(Vector128<ushort> left, Vector128<ushort> right) => MultiplyHigh(left, right);
    [Intrinsic] public static Vector128<double> Multiply(Vector128<double> left, Vector128<double> right) => Multiply(left, right);
    [Intrinsic] public static Vector128<ulong> Multiply(Vector128<uint> left, Vector128<uint> right) => Multiply(left, right);
    [Intrinsic] public static Vector128<int> MultiplyAddAdjacent(Vector128<short> left, Vector128<short> right) => MultiplyAddAdjacent(left, right);
    [Intrinsic] public static Vector128<byte> Min(Vector128<byte> left, Vector128<byte> right) => Min(left, right);
    [Intrinsic] public static Vector128<short> Min(Vector128<short> left, Vector128<short> right) => Min(left, right);
    [Intrinsic] public static Vector128<double> Min(Vector128<double> left, Vector128<double> right) => Min(left, right);
    [Intrinsic] public static Vector128<byte> Max(Vector128<byte> left, Vector128<byte> right) => Max(left, right);
    [Intrinsic] public static Vector128<short> Max(Vector128<short> left, Vector128<short> right) => Max(left, right);
    [Intrinsic] public static Vector128<double> Max(Vector128<double> left, Vector128<double> right) => Max(left, right);
    [Intrinsic] public static Vector128<byte> Average(Vector128<byte> left, Vector128<byte> right) => Average(left, right);
    [Intrinsic] public static Vector128<ushort> Average(Vector128<ushort> left, Vector128<ushort> right) => Average(left, right);
    [Intrinsic] public static Vector128<byte> CompareEqual(Vector128<byte> left, Vector128<byte> right) => CompareEqual(left, right);
    [Intrinsic] public static Vector128<short> CompareEqual(Vector128<short> left, Vector128<short> right) => CompareEqual(left, right);
    [Intrinsic] public static Vector128<int> CompareEqual(Vector128<int> left, Vector128<int> right) => CompareEqual(left, right);
    [Intrinsic] public static Vector128<double> CompareEqual(Vector128<double> left, Vector128<double> right) => CompareEqual(left, right);
    [Intrinsic] public static Vector128<sbyte> CompareGreaterThan(Vector128<sbyte> left, Vector128<sbyte> right) => CompareGreaterThan(left, right);
    [Intrinsic] public static Vector128<short> CompareGreaterThan(Vector128<short> left, Vector128<short> right) => CompareGreaterThan(left, right);
    [Intrinsic] public static Vector128<int> CompareGreaterThan(Vector128<int> left, Vector128<int> right) => CompareGreaterThan(left, right);
    [Intrinsic] public static Vector128<double> CompareGreaterThan(Vector128<double> left, Vector128<double> right) => CompareGreaterThan(left, right);
    [Intrinsic] public static Vector128<sbyte> CompareLessThan(Vector128<sbyte> left, Vector128<sbyte> right) => CompareLessThan(left, right);
    [Intrinsic] public static Vector128<short> CompareLessThan(Vector128<short> left, Vector128<short> right) => CompareLessThan(left, right);
    [Intrinsic] public static Vector128<int> CompareLessThan(Vector128<int> left, Vector128<int> right) => CompareLessThan(left, right);
    [Intrinsic] public static Vector128<double> CompareLessThan(Vector128<double> left, Vector128<double> right) => CompareLessThan(left, right);
    [Intrinsic] public static Vector128<double> CompareNotEqual(Vector128<double> left, Vector128<double> right) => CompareNotEqual(left, right);
    [Intrinsic] public static Vector128<double> CompareLessThanOrEqual(Vector128<double> left, Vector128<double> right) => CompareLessThanOrEqual(left, right);
    [Intrinsic] public static Vector128<double> CompareGreaterThanOrEqual(Vector128<double> left, Vector128<double> right) => CompareGreaterThanOrEqual(left, right);
    [Intrinsic] public static Vector128<double> CompareUnordered(Vector128<double> left, Vector128<double> right) => CompareUnordered(left, right);
    [Intrinsic] public static Vector128<double> Divide(Vector128<double> left, Vector128<double> right) => Divide(left, right);
    [Intrinsic] public static Vector128<byte> And(Vector128<byte> left, Vector128<byte> right) => And(left, right);
    [Intrinsic] public static Vector128<double> And(Vector128<double> left, Vector128<double> right) => And(left, right);
    [Intrinsic] public static Vector128<byte> AndNot(Vector128<byte> left, Vector128<byte> right) => AndNot(left, right);
    [Intrinsic] public static Vector128<double> AndNot(Vector128<double> left, Vector128<double> right) => AndNot(left, right);
    [Intrinsic] public static Vector128<byte> Or(Vector128<byte> left, Vector128<byte> right) => Or(left, right);
    [Intrinsic] public static Vector128<double> Or(Vector128<double> left, Vector128<double> right) => Or(left, right);
    [Intrinsic] public static Vector128<byte> Xor(Vector128<byte> left, Vector128<byte> right) => Xor(left, right);
    [Intrinsic] public static Vector128<double> Xor(Vector128<double> left, Vector128<double> right) => Xor(left, right);
    [Intrinsic] public static Vector128<sbyte> PackSignedSaturate(Vector128<short> left, Vector128<short> right) => PackSignedSaturate(left, right);
    [Intrinsic] public static Vector128<short> PackSignedSaturate(Vector128<int> left, Vector128<int> right) => PackSignedSaturate(left, right);
    [Intrinsic] public static Vector128<byte> PackUnsignedSaturate(Vector128<short> left, Vector128<short> right) => PackUnsignedSaturate(left, right);
    [Intrinsic] public static Vector128<short> ShiftLeftLogical(Vector128<short> left, byte immediate) => ShiftLeftLogical(left, immediate);
    [Intrinsic] public static Vector128<int> ShiftLeftLogical(Vector128<int> left, byte immediate) => ShiftLeftLogical(left, immediate);
    [Intrinsic] public static Vector128<long> ShiftLeftLogical(Vector128<long> left, byte immediate) => ShiftLeftLogical(left, immediate);
    [Intrinsic] public static Vector128<short> ShiftLeftLogical(Vector128<short> left, Vector128<short> right) => ShiftLeftLogical(left, right);
    [Intrinsic] public static Vector128<int> ShiftLeftLogical(Vector128<int> left, Vector128<int> right) => ShiftLeftLogical(left, right);
    [Intrinsic] public static Vector128<long> ShiftLeftLogical(Vector128<long> left, Vector128<long> right) => ShiftLeftLogical(left, right);
    [Intrinsic] public static Vector128<short> ShiftRightLogical(Vector128<short> left, byte immediate) => ShiftRightLogical(left, immediate);
    [Intrinsic] public static Vector128<int> ShiftRightLogical(Vector128<int> left, byte immediate) => ShiftRightLogical(left, immediate);
    [Intrinsic] public static Vector128<long> ShiftRightLogical(Vector128<long> left, byte immediate) => ShiftRightLogical(left, immediate);
    [Intrinsic] public static Vector128<short> ShiftRightLogical(Vector128<short> left, Vector128<short> right) => ShiftRightLogical(left, right);
    [Intrinsic] public static Vector128<int> ShiftRightLogical(Vector128<int> left, Vector128<int> right) => ShiftRightLogical(left, right);
    [Intrinsic] public static Vector128<long> ShiftRightLogical(Vector128<long> left, Vector128<long> right) => ShiftRightLogical(left, right);
    [Intrinsic] public static Vector128<short> ShiftRightArithmetic(Vector128<short> left, byte immediate) => ShiftRightArithmetic(left, immediate);
    [Intrinsic] public static Vector128<int> ShiftRightArithmetic(Vector128<int> left, byte immediate) => ShiftRightArithmetic(left, immediate);
    [Intrinsic] public static Vector128<short> ShiftRightArithmetic(Vector128<short> left, Vector128<short> right) => ShiftRightArithmetic(left, right);
    [Intrinsic] public static Vector128<int> ShiftRightArithmetic(Vector128<int> left, Vector128<int> right) => ShiftRightArithmetic(left, right);
    [Intrinsic] public static Vector128<byte> ShiftLeftLogical128BitLane(Vector128<byte> left, byte immediate) => ShiftLeftLogical128BitLane(left, immediate);
    [Intrinsic] public static Vector128<byte> ShiftRightLogical128BitLane(Vector128<byte> left, byte immediate) => ShiftRightLogical128BitLane(left, immediate);
    [Intrinsic] public static Vector128<byte> UnpackLow(Vector128<byte> left, Vector128<byte> right) => UnpackLow(left, right);
    [Intrinsic] public static Vector128<short> UnpackLow(Vector128<short> left, Vector128<short> right) => UnpackLow(left, right);
    [Intrinsic] public static Vector128<int> UnpackLow(Vector128<int> left, Vector128<int> right) => UnpackLow(left, right);
    [Intrinsic] public static Vector128<long> UnpackLow(Vector128<long> left, Vector128<long> right) => UnpackLow(left, right);
    [Intrinsic] public static Vector128<byte> UnpackHigh(Vector128<byte> left, Vector128<byte> right) => UnpackHigh(left, right);
    [Intrinsic] public static Vector128<short> UnpackHigh(Vector128<short> left, Vector128<short> right) => UnpackHigh(left, right);
    [Intrinsic] public static Vector128<int> UnpackHigh(Vector128<int> left, Vector128<int> right) => UnpackHigh(left, right);
    [Intrinsic] public static Vector128<long> UnpackHigh(Vector128<long> left, Vector128<long> right) => UnpackHigh(left, right);
    [Intrinsic] public static Vector128<int> Shuffle(Vector128<int> left, byte immediate) => Shuffle(left, immediate);
    [Intrinsic] public static Vector128<double> Shuffle(Vector128<double> left, Vector128<double> right, byte immediate) => Shuffle(left, right, immediate);
    [Intrinsic] public static Vector128<short> ShuffleLow(Vector128<short> left, byte immediate) => ShuffleLow(left, immediate);
    [Intrinsic] public static Vector128<short> ShuffleHigh(Vector128<short> left, byte immediate) => ShuffleHigh(left, immediate);
    [Intrinsic] public static int MoveMask(Vector128<byte> left) => MoveMask(left);
    [Intrinsic] public static int MoveMask(Vector128<double> left) => MoveMask(left);
    [Intrinsic] public static Vector128<double> Sqrt(Vector128<double> left) => Sqrt(left);
    [Intrinsic] public static Vector128<float> ConvertToVector128Single(Vector128<int> left) => ConvertToVector128Single(left);
    [Intrinsic] public static Vector128<float> ConvertToVector128Single(Vector128<double> left) => ConvertToVector128Single(left);
    [Intrinsic] public static Vector128<double> ConvertToVector128Double(Vector128<int> left) => ConvertToVector128Double(left);
    [Intrinsic] public static Vector128<double> ConvertToVector128Double(Vector128<float> left) => ConvertToVector128Double(left);
    [Intrinsic] public static Vector128<int> ConvertToVector128Int32WithTruncation(Vector128<float> left) => ConvertToVector128Int32WithTruncation(left);
    [Intrinsic] public static Vector128<int> ConvertToVector128Int32WithTruncation(Vector128<double> left) => ConvertToVector128Int32WithTruncation(left);
    [Intrinsic] public static Vector128<int> ConvertScalarToVector128Int32(int value) => ConvertScalarToVector128Int32(value);
    [Intrinsic] public static int ConvertToInt32(Vector128<int> left) => ConvertToInt32(left);
    [Intrinsic] public static ushort Extract(Vector128<ushort> left, byte immediate) => Extract(left, immediate);
    [Intrinsic] public static Vector128<short> Insert(Vector128<short> left, short value, byte immediate) => Insert(left, value, immediate);
    [Intrinsic] public static unsafe Vector128<int> LoadScalarVector128(int* address) => LoadScalarVector128(address);
    [Intrinsic] public static unsafe Vector128<long> LoadScalarVector128(long* address) => LoadScalarVector128(address);
    [Intrinsic] public static unsafe Vector128<double> LoadScalarVector128(double* address) => LoadScalarVector128(address);
    [Intrinsic] public static unsafe Vector128<double> LoadLow(Vector128<double> left, double* address) => LoadLow(left, address);
    [Intrinsic] public static unsafe Vector128<double> LoadHigh(Vector128<double> left, double* address) => LoadHigh(left, address);
    [Intrinsic] public static unsafe void StoreScalar(double* address, Vector128<double> left) => StoreScalar(address, left);
    [Intrinsic] public static unsafe void StoreHigh(double* address, Vector128<double> left) => StoreHigh(address, left);
    [Intrinsic] public static Vector128<long> MoveScalar(Vector128<long> left, Vector128<long> right) => MoveScalar(left, right);

    [Intrinsic]
    public abstract class X64
    {
        [Intrinsic] public static long ConvertToInt64(Vector128<long> left) => ConvertToInt64(left);
        [Intrinsic] public static Vector128<long> ConvertScalarToVector128Int64(long value) => ConvertScalarToVector128Int64(value);
    }
}

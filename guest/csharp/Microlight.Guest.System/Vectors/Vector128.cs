// Sixteen bytes in a vector register, as System.Runtime.Intrinsics declares them: the code generator knows the type and the methods by name.
namespace System.Runtime.Intrinsics;

using System.Runtime.CompilerServices;

[Intrinsic]
public readonly struct Vector128<T>
{
    private readonly ulong _low, _high;
}

/// <summary>Bodies that name themselves are never reached: the code generator puts its own code in the place of each call.</summary>
public static class Vector128
{
    [Intrinsic] public static Vector128<byte> AsByte<T>(this Vector128<T> vector) => AsByte(vector);
    [Intrinsic] public static Vector128<sbyte> AsSByte<T>(this Vector128<T> vector) => AsSByte(vector);
    [Intrinsic] public static Vector128<short> AsInt16<T>(this Vector128<T> vector) => AsInt16(vector);
    [Intrinsic] public static Vector128<ushort> AsUInt16<T>(this Vector128<T> vector) => AsUInt16(vector);
    [Intrinsic] public static Vector128<int> AsInt32<T>(this Vector128<T> vector) => AsInt32(vector);
    [Intrinsic] public static Vector128<uint> AsUInt32<T>(this Vector128<T> vector) => AsUInt32(vector);
    [Intrinsic] public static Vector128<long> AsInt64<T>(this Vector128<T> vector) => AsInt64(vector);
    [Intrinsic] public static Vector128<ulong> AsUInt64<T>(this Vector128<T> vector) => AsUInt64(vector);
    [Intrinsic] public static Vector128<float> AsSingle<T>(this Vector128<T> vector) => AsSingle(vector);
    [Intrinsic] public static Vector128<double> AsDouble<T>(this Vector128<T> vector) => AsDouble(vector);

    [Intrinsic] public static Vector128<byte> Create(byte value) => Create(value);
    [Intrinsic] public static Vector128<sbyte> Create(sbyte value) => Create(value);
    [Intrinsic] public static Vector128<short> Create(short value) => Create(value);
    [Intrinsic] public static Vector128<int> Create(int value) => Create(value);
    [Intrinsic] public static Vector128<uint> Create(uint value) => Create(value);
    [Intrinsic] public static Vector128<long> Create(long value) => Create(value);
    [Intrinsic] public static Vector128<ulong> Create(ulong value) => Create(value);
    [Intrinsic] public static Vector128<float> Create(float value) => Create(value);
    [Intrinsic] public static Vector128<double> Create(double value) => Create(value);
    [Intrinsic] public static Vector128<long> Create(long low, long high) => Create(low, high);

    [Intrinsic] public static T GetElement<T>(this Vector128<T> vector, int index) => GetElement(vector, index);
    [Intrinsic] public static T ToScalar<T>(this Vector128<T> vector) => ToScalar(vector);
    [Intrinsic] public static Vector128<T> WithElement<T>(this Vector128<T> vector, int index, T value) => WithElement(vector, index, value);
}

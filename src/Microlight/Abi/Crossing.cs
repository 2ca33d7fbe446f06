using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Microlight.Abi;

/// <summary>Which .NET types cross between host and guest, as what. For value types the JIT leaves one branch of each question.</summary>
internal static class Crossing
{
    /// <summary>The guest type that stands for a .NET type; <see cref="GuestType.Unit"/> for parameters that the host itself gives.</summary>
    /// <exception cref="ArgumentException">None does.</exception>
    public static GuestType TypeOf<T>() where T : allows ref struct => FormOf<T>() switch
    {
        CrossingForm.Number or CrossingForm.Boolean or CrossingForm.String => TypeOf(Type.GetTypeCode(typeof(T))),
        CrossingForm.Vector128 => GuestType.Vector128,
        CrossingForm.HostCall or CrossingForm.CancellationToken => GuestType.Unit,
        CrossingForm.None => throw new ArgumentException($"{typeof(T)} is no type that crosses between host and guest; possible are integers of 8 to 64 bits "
            + "and enumerations of them, float, double, bool, Vector128<T>, string, byte[], ReadOnlyMemory<byte>, ReadOnlySpan<byte>, Span<byte>, "
            + "and structs that have a fixed layout and no references."),
        _ => GuestType.Bytes,
    };

    public static CrossingForm FormOf<T>() where T : allows ref struct
    {
        if (typeof(T) == typeof(string)) return CrossingForm.String;
        if (typeof(T) == typeof(byte[])) return CrossingForm.ByteArray;
        if (typeof(T) == typeof(bool)) return CrossingForm.Boolean;
        if (typeof(T) == typeof(ReadOnlySpan<byte>)) return CrossingForm.ReadOnlySpan;
        if (typeof(T) == typeof(Span<byte>)) return CrossingForm.Span;
        if (typeof(T) == typeof(ReadOnlyMemory<byte>)) return CrossingForm.Memory;
        if (typeof(T) == typeof(HostCall)) return CrossingForm.HostCall;
        if (typeof(T) == typeof(CancellationToken)) return CrossingForm.CancellationToken;
        if (!typeof(T).IsValueType || RuntimeHelpers.IsReferenceOrContainsReferences<T>()) return CrossingForm.None;
        if (typeof(T).IsPrimitive || typeof(T).IsEnum)
            return TypeOf(Type.GetTypeCode(typeof(T))) == GuestType.Unit ? CrossingForm.None : CrossingForm.Number;
        if (IsVector128<T>()) return CrossingForm.Vector128;
        // The runtime lays out tuples, DateTime and Nullable as it likes.
        return typeof(T).IsByRefLike || typeof(T).IsAutoLayout || Nullable.GetUnderlyingType(typeof(T)) is not null ? CrossingForm.None : CrossingForm.Struct;
    }

    private static bool IsVector128<T>() where T : allows ref struct =>
        typeof(T) == typeof(Vector128<byte>) || typeof(T) == typeof(Vector128<sbyte>) || typeof(T) == typeof(Vector128<short>) || typeof(T) == typeof(Vector128<ushort>)
        || typeof(T) == typeof(Vector128<int>) || typeof(T) == typeof(Vector128<uint>) || typeof(T) == typeof(Vector128<long>) || typeof(T) == typeof(Vector128<ulong>)
        || typeof(T) == typeof(Vector128<float>) || typeof(T) == typeof(Vector128<double>);

    /// <summary>For primitive types, enumerations (whose code is their integer's) and strings; Unit for what does not cross.</summary>
    private static GuestType TypeOf(TypeCode code) => code switch
    {
        TypeCode.SByte => GuestType.Int8,
        TypeCode.Byte => GuestType.UInt8,
        TypeCode.Int16 => GuestType.Int16,
        TypeCode.UInt16 => GuestType.UInt16,
        TypeCode.Int32 => GuestType.Int32,
        TypeCode.UInt32 => GuestType.UInt32,
        TypeCode.Int64 => GuestType.Int64,
        TypeCode.UInt64 => GuestType.UInt64,
        TypeCode.Single => GuestType.Float32,
        TypeCode.Double => GuestType.Float64,
        TypeCode.Boolean => GuestType.Boolean,
        TypeCode.String => GuestType.String,
        _ => GuestType.Unit,
    };
}

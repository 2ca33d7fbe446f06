using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Microlight.Abi;

/// <summary>.NET values to <see cref="GuestValue"/> and back, for the types that <see cref="Crossing"/> knows.</summary>
internal static class GuestConvert
{
    public static T From<T>(in GuestValue value)
    {
        var type = Crossing.TypeOf<T>();
        if (value.Type != type) throw new InvalidCastException($"The value is {value.Type}, not {type}.");
        switch (Crossing.FormOf<T>())
        {
            case CrossingForm.Number:
            case CrossingForm.Boolean:
                var bits = value.Bits;
                return Unsafe.ReadUnaligned<T>(ref Unsafe.As<ulong, byte>(ref bits)); // the low bytes
            case CrossingForm.Vector128:
                var vector = value.AsVector128();
                return Unsafe.As<Vector128<byte>, T>(ref vector);
            case CrossingForm.String:
                return (T)(object)value.AsString();
            case CrossingForm.ByteArray:
                return (T)(object)value.AsBytes();
            case CrossingForm.Memory:
                return (T)(object)value.AsMemory();
            case CrossingForm.Struct:
                var bytes = value.AsMemory().Span;
                return bytes.Length == Unsafe.SizeOf<T>()
                    ? Unsafe.ReadUnaligned<T>(ref MemoryMarshal.GetReference(bytes))
                    : throw new InvalidCastException($"The value has {bytes.Length} bytes; a {typeof(T).Name} has {Unsafe.SizeOf<T>()}.");
            default:
                throw NoValue<T>();
        }
    }

    public static GuestValue To<T>(T value)
    {
        var type = Crossing.TypeOf<T>();
        switch (Crossing.FormOf<T>())
        {
            case CrossingForm.Number:
            case CrossingForm.Boolean:
                ulong bits = 0;
                Unsafe.WriteUnaligned(ref Unsafe.As<ulong, byte>(ref bits), value);
                return GuestValue.FromBits(type, bits);
            case CrossingForm.Vector128:
                return Unsafe.As<T, Vector128<byte>>(ref value);
            case CrossingForm.String:
                return (string)(object)value!;
            case CrossingForm.ByteArray:
                return (byte[])(object)value!;
            case CrossingForm.Memory:
                return (ReadOnlyMemory<byte>)(object)value!;
            case CrossingForm.Struct:
                return MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<T, byte>(ref value), Unsafe.SizeOf<T>()).ToArray();
            default:
                throw NoValue<T>();
        }
    }

    private static ArgumentException NoValue<T>() => new($"A {typeof(T).Name} is given by the host itself; it is no value.");
}

namespace Microlight;

/// <summary>The .NET types that stand for guest types, both ways; for value types the JIT leaves one branch of each switch.</summary>
internal static class GuestConvert
{
    /// <exception cref="ArgumentException">No guest type stands for <typeparamref name="T"/>.</exception>
    public static GuestType TypeOf<T>() =>
        typeof(T) == typeof(int) ? GuestType.Int32
        : typeof(T) == typeof(uint) ? GuestType.UInt32
        : typeof(T) == typeof(long) ? GuestType.Int64
        : typeof(T) == typeof(ulong) ? GuestType.UInt64
        : typeof(T) == typeof(float) ? GuestType.Float32
        : typeof(T) == typeof(double) ? GuestType.Float64
        : typeof(T) == typeof(bool) ? GuestType.Boolean
        : typeof(T) == typeof(string) ? GuestType.String
        : typeof(T) == typeof(byte[]) ? GuestType.Bytes
        : throw new ArgumentException($"{typeof(T)} is no type that crosses between host and guest; possible are int, uint, long, ulong, float, double, bool, string and byte[].");

    public static T From<T>(in GuestValue value)
    {
        if (typeof(T) == typeof(int)) return (T)(object)value.AsInt32();
        if (typeof(T) == typeof(uint)) return (T)(object)value.AsUInt32();
        if (typeof(T) == typeof(long)) return (T)(object)value.AsInt64();
        if (typeof(T) == typeof(ulong)) return (T)(object)value.AsUInt64();
        if (typeof(T) == typeof(float)) return (T)(object)value.AsFloat32();
        if (typeof(T) == typeof(double)) return (T)(object)value.AsFloat64();
        if (typeof(T) == typeof(bool)) return (T)(object)value.AsBoolean();
        if (typeof(T) == typeof(string)) return (T)(object)value.AsString();
        return (T)(object)value.AsBytes();
    }

    public static GuestValue To<T>(T value)
    {
        if (typeof(T) == typeof(int)) return (int)(object)value!;
        if (typeof(T) == typeof(uint)) return (uint)(object)value!;
        if (typeof(T) == typeof(long)) return (long)(object)value!;
        if (typeof(T) == typeof(ulong)) return (ulong)(object)value!;
        if (typeof(T) == typeof(float)) return (float)(object)value!;
        if (typeof(T) == typeof(double)) return (double)(object)value!;
        if (typeof(T) == typeof(bool)) return (bool)(object)value!;
        if (typeof(T) == typeof(string)) return (string)(object)value!;
        return (byte[])(object)value!;
    }
}

namespace Microlight.Wasm.Components.Values;

/// <summary>The elements of a list: values, or numbers side by side.</summary>
internal abstract class ItemStore
{
    private static readonly Array[] s_empty =
    [
        Array.Empty<byte>(), Array.Empty<sbyte>(), Array.Empty<short>(), Array.Empty<ushort>(), Array.Empty<int>(), Array.Empty<uint>(), Array.Empty<long>(),
        Array.Empty<ulong>(), Array.Empty<float>(), Array.Empty<double>(),
    ];

    public abstract int Count { get; }
    /// <summary>What is side by side.</summary>
    public abstract Type Element { get; }
    public abstract WitValue this[int index] { get; }
    public abstract bool HasSame(ItemStore other);
    public abstract Array Copy();

    /// <summary>An array without elements of that type; null if it is not one of numbers.</summary>
    public static Array? EmptyArray(Type type) => Array.Find(s_empty, a => a.GetType() == type);

    /// <exception cref="ArgumentException">They are no numbers.</exception>
    public static ItemStore Of<T>(T[] numbers) where T : unmanaged => numbers switch
    {
        // Arrays of signed and unsigned numbers are each other's type to the runtime.
        _ when typeof(T) == typeof(byte) => new ItemStore<byte>((byte[])(object)numbers, n => n),
        _ when typeof(T) == typeof(sbyte) => new ItemStore<sbyte>((sbyte[])(object)numbers, n => n),
        _ when typeof(T) == typeof(short) => new ItemStore<short>((short[])(object)numbers, n => n),
        _ when typeof(T) == typeof(ushort) => new ItemStore<ushort>((ushort[])(object)numbers, n => n),
        _ when typeof(T) == typeof(int) => new ItemStore<int>((int[])(object)numbers, n => n),
        _ when typeof(T) == typeof(uint) => new ItemStore<uint>((uint[])(object)numbers, n => n),
        _ when typeof(T) == typeof(long) => new ItemStore<long>((long[])(object)numbers, n => n),
        _ when typeof(T) == typeof(ulong) => new ItemStore<ulong>((ulong[])(object)numbers, n => n),
        _ when typeof(T) == typeof(float) => new ItemStore<float>((float[])(object)numbers, n => n),
        _ when typeof(T) == typeof(double) => new ItemStore<double>((double[])(object)numbers, n => n),
        _ => throw new ArgumentException($"{typeof(T).Name} is not the type of a number in WIT."),
    };

    /// <summary>Values; those that are numbers of one kind become an array of them.</summary>
    public static ItemStore Of(WitValue[] values)
    {
        foreach (var value in values) ArgumentNullException.ThrowIfNull(value, nameof(values));
        return values.FirstOrDefault() switch
        {
            WitValue.U8 => Numbers<WitValue.U8, byte>(v => v.Value),
            WitValue.S8 => Numbers<WitValue.S8, sbyte>(v => v.Value),
            WitValue.S16 => Numbers<WitValue.S16, short>(v => v.Value),
            WitValue.U16 => Numbers<WitValue.U16, ushort>(v => v.Value),
            WitValue.S32 => Numbers<WitValue.S32, int>(v => v.Value),
            WitValue.U32 => Numbers<WitValue.U32, uint>(v => v.Value),
            WitValue.S64 => Numbers<WitValue.S64, long>(v => v.Value),
            WitValue.U64 => Numbers<WitValue.U64, ulong>(v => v.Value),
            WitValue.F32 => Numbers<WitValue.F32, float>(v => v.Value),
            WitValue.F64 => Numbers<WitValue.F64, double>(v => v.Value),
            _ => new ItemStore<WitValue>(values, v => v),
        };

        ItemStore Numbers<TValue, T>(Func<TValue, T> number) where TValue : WitValue where T : unmanaged =>
            Array.TrueForAll(values, v => v is TValue) ? Of(Array.ConvertAll(values, v => number((TValue)v))) : new ItemStore<WitValue>(values, v => v);
    }
}

namespace Microlight.Tars;

/// <summary><c>map&lt;K, V&gt;</c>. Of pairs with the same key the last counts.</summary>
/// <typeparam name="TKey">The keys' type.</typeparam>
/// <typeparam name="TKeyCodec">How they are written.</typeparam>
/// <typeparam name="TValue">The values' type.</typeparam>
/// <typeparam name="TValueCodec">How they are written.</typeparam>
public readonly struct MapCodec<TKey, TKeyCodec, TValue, TValueCodec> : ITarsCodec<Dictionary<TKey, TValue>>
    where TKey : notnull
    where TKeyCodec : struct, ITarsCodec<TKey>
    where TValueCodec : struct, ITarsCodec<TValue>
{
    /// <inheritdoc/>
    public static string TypeName { get; } = $"map<{TKeyCodec.TypeName},{TValueCodec.TypeName}>";

    /// <inheritdoc/>
    public static void Write(ref TarsWriter writer, byte tag, Dictionary<TKey, TValue> value)
    {
        if (value is null) throw new TarsEncodeException($"The map with tag {tag} is null; TARS has no null.");
        writer.BeginMap(tag, value.Count);
        foreach (var (key, element) in value)
        {
            TKeyCodec.Write(ref writer, 0, key);
            TValueCodec.Write(ref writer, 1, element);
        }
    }

    /// <inheritdoc/>
    public static Dictionary<TKey, TValue> ReadValue(ref TarsReader reader, TarsWireType type)
    {
        var count = reader.ReadCount(type, TarsWireType.Map);
        reader.Enter();
        var map = new Dictionary<TKey, TValue>(Math.Min(count, 256), KeyComparer<TKey>.Instance);
        for (var i = 0; i < count; i++)
        {
            var key = reader.Read<TKey, TKeyCodec>(0);
            map[key] = reader.Read<TValue, TValueCodec>(1);
        }
        reader.Leave();
        return map;
    }
}

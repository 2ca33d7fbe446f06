namespace Microlight.Tars;

/// <summary><c>vector&lt;T&gt;</c>.</summary>
/// <typeparam name="T">The elements' type.</typeparam>
/// <typeparam name="TCodec">How they are written.</typeparam>
public readonly struct ListCodec<T, TCodec> : ITarsCodec<List<T>> where TCodec : struct, ITarsCodec<T>
{
    /// <inheritdoc/>
    public static string TypeName { get; } = $"List<{TCodec.TypeName}>";

    /// <inheritdoc/>
    public static void Write(ref TarsWriter writer, byte tag, List<T> value)
    {
        if (value is null) throw new TarsEncodeException($"The list with tag {tag} is null; TARS has no null.");
        writer.BeginList(tag, value.Count);
        foreach (var element in value) TCodec.Write(ref writer, 0, element);
    }

    /// <inheritdoc/>
    public static List<T> ReadValue(ref TarsReader reader, TarsWireType type)
    {
        var count = reader.ReadCount(type, TarsWireType.List);
        reader.Enter();
        // Grown as elements come: a count alone allocates nothing.
        var list = new List<T>(Math.Min(count, 256));
        for (var i = 0; i < count; i++) list.Add(reader.Read<T, TCodec>(0));
        reader.Leave();
        return list;
    }
}

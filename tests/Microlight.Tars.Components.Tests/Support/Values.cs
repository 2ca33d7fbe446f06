using Trial;

namespace Microlight.Tars.Components.Tests.Support;

/// <summary>Values by chance, the same for the same seed.</summary>
internal static class Values
{
    private static readonly long[] s_edges = [0, 1, -1, 127, 128, -128, -129, 255, 256, 32767, 32768, -32768, 65535, int.MaxValue, 1L << 31, int.MinValue, uint.MaxValue, 1L << 32, long.MaxValue, long.MinValue];
    private static readonly Color[] s_colors = [Color.RED, Color.GREEN, Color.BLUE];

    public static Scalars Scalars(Random random) => new()
    {
        Yes = random.Next(2) == 0, Small = (sbyte)Integer(random), Usmall = (byte)Integer(random), Middle = (short)Integer(random), Umiddle = (ushort)Integer(random), Number = (int)Integer(random),
        Unumber = (uint)Integer(random), Big = Integer(random), Single = random.Next(3) == 0 ? 0 : (float)random.NextDouble() * Integer(random), Real = random.Next(3) == 0 ? 0 : random.NextDouble() * Integer(random),
        Text = Text(random), Color = AnyColor(random), Bytes = Bytes(random), Fifteen = (int)Integer(random), Greeting = Text(random), Far = AnyColor(random), Sure = random.Next(2) == 0,
        Most = (uint)Integer(random), Last = random.Next(3) == 0 ? 0 : double.NegativeInfinity,
    };

    public static Everything Everything(Random random) => new()
    {
        Scalars = Scalars(random), List = List(random, Scalars), Strings = Map(random, Text, Text), Numbered = Map(random, r => (int)Integer(r), Scalars),
        Keyed = Map(random, r => new Key { Id = (int)Integer(r), Name = Text(r) }, r => List(r, Integer)), Nested = List(random, r => List(r, Text)),
        Coloured = Map(random, AnyColor, r => r.NextDouble()), Flags = List(random, r => r.Next(2) == 0), Small = List(random, r => (byte)Integer(r)),
        Deep = Map(random, Text, r => Map(r, Text, Bytes)), Other = Scalars(random),
    };

    private static long Integer(Random random) => random.Next(3) == 0 ? random.NextInt64(long.MinValue, long.MaxValue) >> random.Next(64) : s_edges[random.Next(s_edges.Length)];

    private static Color AnyColor(Random random) => s_colors[random.Next(s_colors.Length)];

    private static string Text(Random random)
    {
        var length = random.Next(8) == 0 ? random.Next(250, 270) : random.Next(12);
        return string.Concat(Enumerable.Range(0, length).Select(_ => random.Next(6) switch { 0 => "é", 1 => "龍", 2 => "🦀", 3 => "\0", _ => ((char)random.Next('a', 'z')).ToString() }));
    }

    private static byte[] Bytes(Random random)
    {
        var bytes = new byte[random.Next(6) == 0 ? random.Next(100, 400) : random.Next(6)];
        random.NextBytes(bytes);
        return bytes;
    }

    private static List<T> List<T>(Random random, Func<Random, T> make) => [.. Enumerable.Range(0, random.Next(4)).Select(_ => make(random))];

    private static Dictionary<TKey, TValue> Map<TKey, TValue>(Random random, Func<Random, TKey> key, Func<Random, TValue> value) where TKey : notnull
    {
        var map = new Dictionary<TKey, TValue>();
        for (var i = random.Next(4); i > 0; i--) map[key(random)] = value(random);
        return map;
    }
}

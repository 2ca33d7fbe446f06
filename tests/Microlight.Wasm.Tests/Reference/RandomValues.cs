namespace Microlight.Wasm.Tests.Reference;

/// <summary>Numbers at random, with the ones at which arithmetic changes its ways more often than chance has them.</summary>
internal static class RandomValues
{
    private static readonly long[] Integers =
        [0, 1, -1, 2, 7, 8, 31, 32, 63, 64, 127, 128, 255, 256, 0x7fff, 0x8000, 0xffff, int.MaxValue, int.MinValue, uint.MaxValue, long.MaxValue, long.MinValue];

    private static readonly double[] Floats =
    [
        0.0, -0.0, 1, -1, 0.5, -0.5, 1.5, 2.5, double.PositiveInfinity, double.NegativeInfinity, double.NaN, double.Epsilon, double.MaxValue, float.Epsilon,
        2147483647, 2147483648, -2147483649, 4294967296, 9.2233720368547758e18, 1.8446744073709552e19, 1e-40, 16777217,
    ];

    public static long Integer(Random random) => random.Next(3) switch
    {
        0 => Integers[random.Next(Integers.Length)],
        1 => random.Next(-100, 100),
        _ => random.NextInt64(long.MinValue, long.MaxValue),
    };

    public static double Float(Random random) => random.Next(3) switch
    {
        0 => Floats[random.Next(Floats.Length)],
        1 => random.Next(-100, 100) / 4.0,
        _ => (random.NextDouble() - 0.5) * Math.Pow(2, random.Next(-70, 70)),
    };

    public static GuestValue Of(GuestType type, Random random) => type switch
    {
        // Each cast on its own: the arms' common type would be double.
        GuestType.Int32 => (GuestValue)(int)Integer(random),
        GuestType.Int64 => (GuestValue)Integer(random),
        GuestType.Float32 => (GuestValue)(float)Float(random),
        _ => (GuestValue)Float(random),
    };
}

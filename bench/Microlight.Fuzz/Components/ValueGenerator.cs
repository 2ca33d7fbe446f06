using System.Text;
using Microlight.Wasm.Components;
using Microlight.Wasm.Components.Typing;

namespace Microlight.Fuzz.Components;

/// <summary>Random types of WIT and random values of them, with what is at the edges: empty and long, extreme numbers, keywords as names.</summary>
internal sealed class ValueGenerator(Random random)
{
    private static readonly string[] Labels = ["a", "b1", "long-name", "HTTP3", "some", "none", "ok", "err", "true", "false", "nan", "inf", "x", "y-Z", "value", "e"];
    private static readonly string[] Texts = ["", "plain", "\0", "\"\\'\t\r\n", "äöü漢字🙂", "\u007f\u0085\u2028", "\ufeff", "\U0010ffff", "some", "//", "\"\"\""];
    private static readonly Primitive[] Primitives =
    [
        Primitive.Bool, Primitive.S8, Primitive.U8, Primitive.S16, Primitive.U16, Primitive.S32, Primitive.U32, Primitive.S64, Primitive.U64, Primitive.F32, Primitive.F64,
        Primitive.Char, Primitive.String,
    ];

    private readonly WitTypes _types = new();
    private readonly ResourceType _resource = new(new Resource { Path = "r", IsHost = true });

    /// <summary>Handles are among the types.</summary>
    public bool Resources { get; init; }

    public WitType NextType(int depth = 4)
    {
        if (depth == 0 || random.Next(4) == 0) return _types.Of(Primitives[random.Next(Primitives.Length)]);
        WitType type = random.Next(Resources ? 11 : 10) switch
        {
            0 => new WitRecord([.. NextLabels().Select(l => new WitField(l, NextType(depth - 1)))]),
            1 => new WitTuple([.. Enumerable.Range(0, random.Next(1, 5)).Select(_ => NextType(depth - 1))]),
            2 => new WitVariant([.. NextLabels().Select(l => new WitCase(l, random.Next(3) == 0 ? null : NextType(depth - 1)))]),
            3 => new WitEnum(random.Next(10) == 0 ? [.. Enumerable.Range(0, 300).Select(i => $"c{i}")] : NextLabels()),
            4 => new WitFlags(random.Next(4) == 0 ? [.. Enumerable.Range(0, random.Next(1, 33)).Select(i => $"f{i}")] : NextLabels()),
            5 => new WitOption(NextType(depth - 1)),
            6 => new WitResult(random.Next(3) == 0 ? null : NextType(depth - 1), random.Next(3) == 0 ? null : NextType(depth - 1)),
            7 => new WitList(NextType(depth - 1), (uint)random.Next(1, 6)),
            8 => new WitMap(_types.Of(random.Next(2) == 0 ? Primitive.String : Primitive.U16), NextType(depth - 1)),
            10 => _types.Handle(_resource, isBorrow: random.Next(2) == 0, -1),
            _ => new WitList(NextType(depth - 1), null),
        };
        return type is WitHandle ? type : _types.Add(type, -1);
    }

    public WitValue NextValue(WitType type) => type switch
    {
        WitPrimitive { Kind: var kind } => NextPrimitive(kind),
        WitRecord record => new WitValue.Record([.. record.Fields.Select(f => (f.Name, NextValue(f.Type)))]),
        WitTuple tuple => new WitValue.Tuple([.. tuple.Types.Select(NextValue)]),
        WitVariant variant => variant.Cases[random.Next(variant.Cases.Length)] is var chosen ? new WitValue.Variant(chosen.Name, chosen.Type is null ? null : NextValue(chosen.Type)) : null!,
        WitEnum cases => new WitValue.Enum(cases.Cases[random.Next(cases.Cases.Length)]),
        WitFlags flags => new WitValue.Flags(flags.Names.Where(_ => random.Next(2) == 0)),
        WitOption option => random.Next(3) == 0 ? WitValue.Option.None : new WitValue.Option(NextValue(option.Type)),
        WitResult { Ok: var ok, Error: var error } => random.Next(2) == 0 ? WitValue.Result.Ok(ok is null ? null : NextValue(ok)) : WitValue.Result.Error(error is null ? null : NextValue(error)),
        WitList list => new WitValue.List(Enumerable.Range(0, (int?)list.Length ?? NextLength(list.Element)).Select(_ => NextValue(list.Element))),
        WitMap map => new WitValue.List(Enumerable.Range(0, NextLength(map)).Select(_ => new WitValue.Tuple(NextValue(map.KeyType), NextValue(map.Value)))),
        WitHandle => new WitValue.Resource(new object()),
        _ => throw new InvalidOperationException(),
    };

    private string[] NextLabels()
    {
        var labels = (string[])Labels.Clone();
        random.Shuffle(labels);
        return labels[..random.Next(1, 6)];
    }

    private int NextLength(WitType element) => element is WitPrimitive && random.Next(20) == 0 ? random.Next(500) : random.Next(5);

    private WitValue NextPrimitive(Primitive kind) => kind switch
    {
        Primitive.Bool => random.Next(2) == 0,
        Primitive.S8 => (sbyte)NextBits(),
        Primitive.U8 => (byte)NextBits(),
        Primitive.S16 => (short)NextBits(),
        Primitive.U16 => (ushort)NextBits(),
        Primitive.S32 => (int)NextBits(),
        Primitive.U32 => (uint)NextBits(),
        Primitive.S64 => (long)NextBits(),
        Primitive.U64 => NextBits(),
        Primitive.F32 => random.Next(3) == 0 ? (float)(random.NextDouble() * 1000 - 500) : BitConverter.UInt32BitsToSingle((uint)NextBits()),
        Primitive.F64 => random.Next(3) == 0 ? random.NextDouble() * 1000 - 500 : BitConverter.UInt64BitsToDouble(NextBits()),
        Primitive.Char => NextRune(),
        _ => random.Next(2) == 0 ? Texts[random.Next(Texts.Length)] : string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => NextRune().ToString())),
    };

    private Rune NextRune() => Rune.TryCreate(random.Next(3) switch { 0 => random.Next(0x80), 1 => random.Next(0x800), _ => random.Next(0x110000) }, out var rune) ? rune : new Rune('-');

    private ulong NextBits() => random.Next(4) switch
    {
        0 => (ulong)random.NextInt64(),
        1 => (ulong)random.Next(-3, 4),
        2 => 1UL << random.Next(64),
        _ => ulong.MaxValue >> random.Next(64),
    };

    /// <summary>As many random bytes.</summary>
    public void Fill(Span<byte> bytes) => random.NextBytes(bytes);
}

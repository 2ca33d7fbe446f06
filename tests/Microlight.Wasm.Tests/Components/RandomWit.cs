using System.Globalization;
using System.Text.Json.Nodes;
using Microlight.Wasm.Components;
using Microlight.Wasm.Components.Typing;

namespace Microlight.Wasm.Tests.Components;

/// <summary>Random types, and random values of them in the form of the component model's scripts (FORMAT.md).</summary>
internal sealed class RandomWit(int seed)
{
    private static readonly Primitive[] Primitives =
    [
        Primitive.Bool, Primitive.S8, Primitive.U8, Primitive.S16, Primitive.U16, Primitive.S32, Primitive.U32, Primitive.S64, Primitive.U64, Primitive.F32, Primitive.F64, Primitive.Char, Primitive.String,
    ];

    private readonly Random _random = new(seed);
    private readonly WitTypes _types = new();

    /// <param name="isNamed">Records, variants, enums and flags are among them.</param>
    public WitType Type(int depth, bool isNamed)
    {
        if (depth == 0 || _random.Next(5) == 0) return _types.Of(Primitives[_random.Next(Primitives.Length)]);
        WitType type = _random.Next(isNamed ? 10 : 6) switch
        {
            0 => new WitList(Part(), null),
            1 => new WitList(Part(), (uint)_random.Next(1, 5)),
            2 => new WitMap(_types.Of(_random.Next(2) == 0 ? Primitive.String : Primitive.U16), Part()),
            3 => new WitTuple([.. Enumerable.Range(0, _random.Next(1, 4)).Select(_ => Part())]),
            4 => new WitOption(Part()),
            5 => new WitResult(_random.Next(3) == 0 ? null : Part(), _random.Next(3) == 0 ? null : Part()),
            6 => new WitRecord([.. Enumerable.Range(0, _random.Next(1, 6)).Select(i => new WitField($"f{i}", Part()))]),
            7 => new WitVariant([.. Enumerable.Range(0, Cases()).Select(i => new WitCase($"c{i}", _random.Next(3) == 0 ? null : Part()))]),
            8 => new WitEnum([.. Enumerable.Range(0, Cases()).Select(i => $"e{i}")]),
            _ => new WitFlags([.. Enumerable.Range(0, _random.Next(1, 33)).Select(i => $"b{i}")]),
        };
        return _types.Add(type, 0);

        WitType Part() => Type(depth - 1, isNamed);
        int Cases() => _random.Next(20) == 0 ? 300 : _random.Next(1, 7);
    }

    public JsonNode Value(WitType type)
    {
        switch (type)
        {
            case WitPrimitive primitive: return With("value", Primitive_(primitive.Kind));
            case WitList list: return With("value", Array(list.Length is { } length ? (int)length : Count(), () => Value(list.Element)));
            case WitMap map: return With("value", Array(Count(), () => new JsonArray(Value(map.KeyType), Value(map.Value))));
            case WitTuple tuple: return With("value", new JsonArray([.. tuple.Parts.Select(Value)]));
            case WitRecord record: return With("value", new JsonArray([.. record.Fields.Select(f => (JsonNode)new JsonArray(f.Name, Value(f.Type)))]));
            case WitEnum cases: return With("value", cases.Cases[_random.Next(cases.Cases.Length)]);
            case WitFlags flags: return With("value", new JsonArray([.. flags.Names.Where(_ => _random.Next(2) == 0).Select(n => (JsonNode)n)]));
            case WitOption option: return With("value", _random.Next(3) == 0 ? null : Value(option.Type));
            case WitResult result:
                var isOk = _random.Next(2) == 0;
                return With(isOk ? "ok" : "err", (isOk ? result.Ok : result.Error) is { } payload ? Value(payload) : null);
            default:
                var variant = (WitVariant)type;
                var chosen = variant.Cases[_random.Next(variant.Cases.Length)];
                var value = With("case", chosen.Name);
                if (chosen.Type is not null) value.Add("value", Value(chosen.Type));
                return value;
        }
    }

    private static JsonObject With(string name, JsonNode? value) => new() { [name] = value };

    private int Count() => _random.Next(12) == 0 ? _random.Next(40) : _random.Next(4);

    private static JsonArray Array(int count, Func<JsonNode> element) => new([.. Enumerable.Range(0, count).Select(_ => element())]);

    private JsonNode Primitive_(Primitive kind) => kind switch
    {
        Primitive.Bool => _random.Next(2) == 0,
        Primitive.Char => Character(),
        Primitive.String => Text(),
        _ => Number(kind),
    };

    private string Number(Primitive kind)
    {
        var bits = _random.Next(3) switch { 0 => 0, 1 => -1, _ => _random.NextInt64(long.MinValue, long.MaxValue) };
        return kind switch
        {
            Primitive.S8 => Invariant((sbyte)bits),
            Primitive.U8 => Invariant((byte)bits),
            Primitive.S16 => Invariant((short)bits),
            Primitive.U16 => Invariant((ushort)bits),
            Primitive.S32 => Invariant((int)bits),
            Primitive.S64 => Invariant(bits),
            Primitive.U64 or Primitive.F64 => Invariant((ulong)bits),
            _ => Invariant((uint)bits),
        };

        static string Invariant(IFormattable number) => number.ToString(null, CultureInfo.InvariantCulture);
    }

    /// <summary>All of ASCII, of Latin-1, or anything; or ASCII with something else at the end.</summary>
    private string Text()
    {
        var kind = _random.Next(4);
        var ascii = kind == 3 ? new string('a', _random.Next(70)) : "";
        return ascii + string.Concat(Enumerable.Range(0, Count() * 3).Select(_ => kind switch { 0 => $"{(char)_random.Next(0x20, 0x7f)}", 1 => $"{(char)_random.Next(1, 0x100)}", _ => Character() }));
    }

    private string Character()
    {
        var code = _random.Next(4) switch { 0 => _random.Next(0x80), 1 => _random.Next(0x800), 2 => _random.Next(0xe000, 0x10000), _ => _random.Next(0x10000, 0x110000) };
        return char.ConvertFromUtf32(code);
    }
}

using System.Globalization;
using System.Numerics;
using System.Text;
using Microlight.Wasm.Components.Typing;

namespace Microlight.Wasm.Components.Wave;

/// <summary>Reads WAVE text as values of given types (wasm-wave, "Encoding").</summary>
internal sealed class WaveParser(string text, int start = 0)
{
    private static readonly HashSet<string> Keywords = new(StringComparer.Ordinal) { "true", "false", "inf", "nan", "some", "none", "ok", "err" };

    private WaveToken _next = WaveLexer.Read(text, start);

    public static bool IsKeyword(string label) => Keywords.Contains(label);

    /// <summary>Recurses on types, whose depth is limited.</summary>
    public WitValue ReadValue(WitType type)
    {
        switch (type)
        {
            case WitPrimitive primitive: return ReadPrimitive(primitive.Kind);
            case WitRecord record: return ReadRecord(record);
            case WitTuple tuple: return ReadTuple(tuple.Parts);
            case WitList list: return ReadList(list);
            case WitMap map: return new WitValue.List(ReadItems('[', ']', _ => ReadTuple(map.Parts)));
            case WitVariant variant:
                var at = _next.Start;
                var name = ReadLabel(isCase: true);
                var chosen = variant.Cases.FirstOrDefault(c => c.Name == name);
                if (chosen.Name is null) throw Unknown(name, type, at);
                return new WitValue.Variant(name, chosen.Type is null ? null : ReadPayload(chosen.Type));
            case WitEnum cases:
                at = _next.Start;
                var label = ReadLabel(isCase: true);
                return cases.Cases.Contains(label) ? new WitValue.Enum(label) : throw Unknown(label, type, at);
            case WitFlags flags: return ReadFlags(flags);
            case WitOption option:
                if (TryKeyword("none")) return WitValue.Option.None;
                if (TryKeyword("some")) return new WitValue.Option(ReadPayload(option.Type));
                if (option.Type is WitOption or WitResult) throw Expected(type);
                return new WitValue.Option(ReadValue(option.Type));
            case WitResult result:
                if (TryKeyword("ok")) return WitValue.Result.Ok(result.Ok is null ? null : ReadPayload(result.Ok));
                if (TryKeyword("err")) return WitValue.Result.Error(result.Error is null ? null : ReadPayload(result.Error));
                if (result.Ok is null or WitOption or WitResult) throw Expected(type);
                return WitValue.Result.Ok(ReadValue(result.Ok));
            default: throw Error($"A value of type {TypeText.Of(type)} cannot be written as text");
        }
    }

    /// <summary>The arguments of a call in parentheses; options at the end may be left out (wasm-wave, "Function arguments").</summary>
    public WitValue[] ReadArguments(WitFunction function)
    {
        var parameters = function.Parameters;
        var at = _next.Start;
        var values = ReadItems('(', ')', i => i < parameters.Length
            ? ReadValue(parameters[i].Type)
            : throw Error($"The function takes {parameters.Length} arguments: {function.Signature}"));
        for (var i = values.Count; i < parameters.Length; i++)
        {
            if (parameters[i].Type is not WitOption) throw WaveLexer.Error(text, at, $"The argument '{parameters[i].Name}' is missing: {function.Signature}");
            values.Add(WitValue.Option.None);
        }
        return [.. values];
    }

    /// <summary>There is nothing behind what was read.</summary>
    public void End()
    {
        if (_next.Kind != WaveKind.End) throw Error("The value ends here, the text does not");
    }

    private WitValue ReadPrimitive(Primitive kind)
    {
        switch (kind)
        {
            case Primitive.Bool when TryKeyword("true"): return true;
            case Primitive.Bool when TryKeyword("false"): return false;
            case Primitive.S8: return ReadInteger<sbyte>(kind);
            case Primitive.U8: return ReadInteger<byte>(kind);
            case Primitive.S16: return ReadInteger<short>(kind);
            case Primitive.U16: return ReadInteger<ushort>(kind);
            case Primitive.S32: return ReadInteger<int>(kind);
            case Primitive.U32: return ReadInteger<uint>(kind);
            case Primitive.S64: return ReadInteger<long>(kind);
            case Primitive.U64: return ReadInteger<ulong>(kind);
            case Primitive.F32: return ReadFloat<float>(kind);
            case Primitive.F64: return ReadFloat<double>(kind);
            case Primitive.Char when _next.Kind == WaveKind.Char:
                var token = Take();
                var content = WaveText.Unquote(text, token.Start, token.Length);
                var runes = content.EnumerateRunes();
                if (!runes.MoveNext() || runes.Current.Utf16SequenceLength != content.Length || runes.Current == Rune.ReplacementChar && !content.Contains('\ufffd'))
                    throw WaveLexer.Error(text, token.Start, "Between the quotes is one character");
                return runes.Current;
            case Primitive.String when _next.Kind == WaveKind.String:
                var quoted = Take();
                return WaveText.Unquote(text, quoted.Start, quoted.Length);
            case Primitive.String when _next.Kind == WaveKind.MultilineString:
                var lines = Take();
                return WaveText.UnquoteLines(text, lines.Start, lines.Length);
            default: throw Expected(TypeText.Of(kind));
        }
    }

    private T ReadInteger<T>(Primitive kind) where T : IBinaryInteger<T>
    {
        if (_next.Kind != WaveKind.Number) throw Expected(TypeText.Of(kind));
        var digits = _next.Of(text);
        if (!T.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) || T.IsZero(value) && digits[0] == '-' && !T.IsNegative(-T.One))
            throw Error($"{digits} is no {TypeText.Of(kind)}");
        Take();
        return value;
    }

    private T ReadFloat<T>(Primitive kind) where T : IFloatingPointIeee754<T>
    {
        if (TryKeyword("nan")) return T.NaN;
        if (TryKeyword("inf")) return T.PositiveInfinity;
        if (_next.Kind != WaveKind.Number) throw Expected(TypeText.Of(kind));
        var number = Take().Of(text);
        return number.SequenceEqual("-inf") ? T.NegativeInfinity : T.Parse(number, NumberStyles.Float, CultureInfo.InvariantCulture);
    }

    private WitValue.Record ReadRecord(WitRecord type)
    {
        var values = new WitValue?[type.Fields.Length];
        var brace = _next.Start;
        Expect('{', type);
        if (Is(':'))
        {
            Take();
            Expect('}', type);
        }
        else
        {
            do
            {
                if (Is('}')) break;
                var at = _next;
                var label = ReadLabel(isCase: false);
                var index = type.Fields.Select(f => f.Name).ToList().IndexOf(label);
                if (index < 0) throw WaveLexer.Error(text, at.Start, $"{TypeText.Of(type)} has no field '{label}'");
                if (values[index] is not null) throw WaveLexer.Error(text, at.Start, $"The field '{label}' is there twice");
                Expect(':', type);
                values[index] = ReadValue(type.Fields[index].Type);
            }
            while (TryTake(','));
            Expect('}', type);
        }
        var fields = new (string, WitValue)[values.Length];
        for (var i = 0; i < fields.Length; i++)
        {
            if (values[i] is null && type.Fields[i].Type is not WitOption) throw WaveLexer.Error(text, brace, $"The field '{type.Fields[i].Name}' is missing");
            fields[i] = (type.Fields[i].Name, values[i] ?? WitValue.Option.None);
        }
        return new WitValue.Record(fields);
    }

    private WitValue.Tuple ReadTuple(WitType[] types)
    {
        var at = _next.Start;
        var items = ReadItems('(', ')', i => i < types.Length ? ReadValue(types[i]) : throw Error($"The tuple has {types.Length} items"));
        return items.Count == types.Length ? new WitValue.Tuple([.. items]) : throw WaveLexer.Error(text, at, $"The tuple has {types.Length} items");
    }

    private WitValue.List ReadList(WitList type)
    {
        var at = _next.Start;
        var items = ReadItems('[', ']', _ => ReadValue(type.Element));
        return type.Length is null || type.Length == (uint)items.Count ? new WitValue.List(items) : throw WaveLexer.Error(text, at, $"The list has {type.Length} elements");
    }

    private WitValue.Flags ReadFlags(WitFlags type)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        Expect('{', type);
        do
        {
            if (Is('}')) break;
            var at = _next.Start;
            var name = ReadLabel(isCase: false);
            if (!type.Names.Contains(name)) throw WaveLexer.Error(text, at, $"{TypeText.Of(type)} has no flag '{name}'");
            if (!names.Add(name)) throw WaveLexer.Error(text, at, $"The flag '{name}' is there twice");
        }
        while (TryTake(','));
        Expect('}', type);
        return new WitValue.Flags(names);
    }

    private WitValue ReadPayload(WitType type)
    {
        Expect('(', type);
        var payload = ReadValue(type);
        Expect(')', type);
        return payload;
    }

    private List<WitValue> ReadItems(char open, char close, Func<int, WitValue> read)
    {
        var items = new List<WitValue>();
        if (!TryTake(open)) throw Expected($"'{open}'");
        while (!Is(close))
        {
            items.Add(read(items.Count));
            if (!TryTake(',')) break;
        }
        if (!TryTake(close)) throw Expected($"',' or '{close}'");
        return items;
    }

    /// <param name="isCase">A keyword is not meant unless a % is before it.</param>
    private string ReadLabel(bool isCase)
    {
        if (_next.Kind != WaveKind.Label) throw Expected("a name");
        var label = _next.Of(text);
        var isEscaped = label[0] == '%';
        var name = label[(isEscaped ? 1 : 0)..].ToString();
        if (isCase && !isEscaped && Keywords.Contains(name)) throw Error($"A case that is named like the keyword '{name}' is written %{name}");
        Take();
        return name;
    }

    private bool TryKeyword(string keyword)
    {
        if (_next.Kind != WaveKind.Label || !_next.Of(text).SequenceEqual(keyword)) return false;
        Take();
        return true;
    }

    private bool Is(char symbol) => _next.Kind == WaveKind.Symbol && text[_next.Start] == symbol;

    private bool TryTake(char symbol)
    {
        if (!Is(symbol)) return false;
        Take();
        return true;
    }

    private void Expect(char symbol, WitType type)
    {
        if (!TryTake(symbol)) throw Error($"Expected '{symbol}' of {TypeText.Of(type)}, found {Found}");
    }

    private WaveToken Take()
    {
        var token = _next;
        _next = WaveLexer.Read(text, token.Start + token.Length);
        return token;
    }

    private string Found => _next.Kind == WaveKind.End ? "the end" : $"'{(_next.Length <= 40 ? _next.Of(text) : $"{_next.Of(text)[..40]}…")}'";

    private WaveException Unknown(string name, WitType type, int at) => WaveLexer.Error(text, at, $"{TypeText.Of(type)} has no case '{name}'");
    private WaveException Expected(WitType type) => Expected(TypeText.Of(type));
    private WaveException Expected(string what) => Error($"Expected {what}, found {Found}");
    private WaveException Error(string message) => WaveLexer.Error(text, _next.Start, message);
}

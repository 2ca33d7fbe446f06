using Microlight.Wasm.Components.Format;
using Microlight.Wasm.Components.Typing;

namespace Microlight.Wasm.Components.Adapters;

/// <summary>Values from one place to another: lifting and lowering at once (CanonicalABI.md, loading, storing, flat lifting, flat lowering).</summary>
internal sealed partial class AdapterWriter
{
    /// <summary>
    /// Types that consist of more have a function of their own, so that code grows with the number of types and not with what they nest; parts of types
    /// with many parts sooner, so that no function has more locals than it may.
    /// </summary>
    private const int MostInline = 24, MostInlineOfMany = 2, ManyParts = 64;
    /// <summary>Comparisons are as good as a table for so few cases, and for more than so many payloads its blocks would be nested too deep.</summary>
    private const int FewCases = 3, ManyPayloads = 1000;

    /// <param name="isOwnFunction">The code is the type's own function.</param>
    /// <param name="siblings">How many parts the type has that this is a part of.</param>
    private void Value(FunctionText f, WitType type, Place from, Place to, bool isOwnFunction = false, int siblings = 1)
    {
        switch (type)
        {
            case WitPrimitive { Kind: Primitive.String }:
                Pair(f, StringFunction(from.Context, to.Context), from, to);
                return;
            case WitPrimitive primitive:
                Single(f, primitive.Kind, from, to);
                return;
            case WitList { Length: null } list:
                Pair(f, ListFunction(("list", list.Element.Id), list.Element.Layout, [list.Element], from.Context, to.Context), from, to);
                return;
            case WitMap map:
                Pair(f, ListFunction(("map", map.Id), MemoryLayout.Record([map.KeyType, map.Value], false), [map.KeyType, map.Value], from.Context, to.Context), from, to);
                return;
            case WitHandle handle:
                to.Write(f, Scalar.Address, Handle(handle, from.Context, to.Context, from.Read(Scalar.Address)));
                return;
            case WitFlags flags:
                var bits = Scalar.Unsigned(flags.Layout.Size);
                var value = from.Read(bits);
                to.Write(f, bits, from.Context.IsHost || flags.Names.Length == 32 ? value : $"(i32.and {value} {FunctionText.I32((1L << flags.Names.Length) - 1)})");
                return;
        }
        if (from is MemoryPlace source && to is MemoryPlace target && _whole.IsWhole(type, from.Context, to.Context)) Copy(f, source, target, type.Layout);
        else if (type.Size > (siblings > ManyParts ? MostInlineOfMany : MostInline) && !isOwnFunction) CallValue(f, type, from, to);
        else Parts(f, type, from, to);
    }

    private void Parts(FunctionText f, WitType type, Place from, Place to)
    {
        switch (type)
        {
            case WitRecord or WitTuple: Fields(f, type.Parts, from, to); break;
            case WitList list: Repeat(f, list, from, to); break;
            default: Variant(f, type, Cases(type), from, to); break;
        }
    }

    private void Single(FunctionText f, Primitive kind, Place from, Place to)
    {
        var scalar = Scalar.Of(kind) ?? throw new InvalidOperationException();
        var value = from.Read(scalar);
        // Loads of small numbers give what they should; a byte in memory may be any.
        if (scalar.IsNormalised && !from.Context.IsHost && (from is FlatPlace || kind == Primitive.Bool)) value = string.Format(null, scalar.Normal, value);
        if (kind == Primitive.Char && !from.Context.IsHost) value = $"(call {State("char")} {value})";
        to.Write(f, scalar, value);
    }

    private void Fields(FunctionText f, ReadOnlySpan<WitType> types, Place from, Place to)
    {
        var offset = 0L;
        foreach (var type in types)
        {
            offset = MemoryLayout.Align(offset, type.Layout.Alignment);
            Value(f, type, from.Part(offset), to.Part(offset), siblings: types.Length);
            offset += type.Layout.Size;
        }
    }

    /// <summary>A list of fixed length: in a loop if it is in memory on both sides, else its elements are core values, of which there are few.</summary>
    private void Repeat(FunctionText f, WitList list, Place from, Place to)
    {
        var (element, count) = (list.Element, (long)list.Length!);
        if (from is MemoryPlace source && to is MemoryPlace target)
        {
            Loop(f, [element], element.Layout.Size, source.Memory, f.Keep(source.Address), from.Context, target.Memory, f.Keep(target.Address), to.Context, f.Keep(FunctionText.I32(count)));
            return;
        }
        for (var i = 0; i < count; i++) Value(f, element, from.Part(i * element.Layout.Size), to.Part(i * element.Layout.Size));
    }

    /// <summary>Address and length of what lies elsewhere: a function takes it over and gives its new place.</summary>
    private static void Pair(FunctionText f, string function, Place from, Place to)
    {
        var (address, length) = (f.Local(), f.Local());
        f.CallFor($"(call {function} {from.Read(Scalar.Address)} {from.Read(Scalar.Address, 4)})", address, length);
        to.Write(f, Scalar.Address, FunctionText.Get(address));
        to.Write(f, Scalar.Address, FunctionText.Get(length), 4);
    }

    private static WitType?[] Cases(WitType type) => type switch
    {
        WitVariant variant => [.. variant.Cases.Select(c => c.Type)],
        WitEnum labels => new WitType?[labels.Cases.Length],
        WitOption option => [null, option.Type],
        WitResult result => [result.Ok, result.Error],
        _ => throw new InvalidOperationException(),
    };

    private void Variant(FunctionText f, WitType type, WitType?[] cases, Place from, Place to)
    {
        var discriminant = Scalar.Unsigned(MemoryLayout.DiscriminantSize(cases.Length));
        var number = f.Keep(from.Read(discriminant));
        if (!from.Context.IsHost) f.TrapIf($"(i32.ge_u {FunctionText.Get(number)} {FunctionText.I32(cases.Length)})", WasmTrapKind.InvalidDiscriminant);
        to.Write(f, discriminant, FunctionText.Get(number));

        var alignment = 1;
        foreach (var part in type.Parts) alignment = Math.Max(alignment, part.Layout.Alignment);
        var offset = MemoryLayout.Align(MemoryLayout.DiscriminantSize(cases.Length), alignment);
        // Cases with the same payload have the same code; those without one have none.
        var payloads = cases.Index().Where(c => c.Item is not null).GroupBy(c => c.Item!.Id).ToList();
        var isTable = payloads.Count <= ManyPayloads && payloads.Sum(p => p.Count()) > FewCases;
        if (!isTable)
        {
            foreach (var (i, payload) in cases.Index())
            {
                if (payload is null) continue;
                f.Line($"(if (i32.eq {FunctionText.Get(number)} {FunctionText.I32(i)}) (then");
                Value(f, payload, Payload(from, offset), Payload(to, offset), siblings: cases.Length);
                f.Line("))");
            }
        }
        else
        {
            var done = f.Label();
            var labels = payloads.ConvertAll(_ => f.Label());
            var targets = new string[cases.Length];
            Array.Fill(targets, done);
            foreach (var (label, payload) in labels.Zip(payloads))
            {
                foreach (var (index, _) in payload) targets[index] = label;
            }
            f.Line($"(block {done}");
            foreach (var label in Enumerable.Reverse(labels)) f.Line($"(block {label}");
            f.Line($"(br_table {string.Join(' ', targets)} {done} {FunctionText.Get(number)})");
            foreach (var payload in payloads)
            {
                f.Line(")");
                Value(f, payload.First().Item!, Payload(from, offset), Payload(to, offset), siblings: payloads.Count);
                f.Line($"(br {done})");
            }
            f.Line(")");
        }
        if (type.Flat is not { } flat) return;
        (from as FlatPlace)?.Skip(flat.Length - 1);
        (to as FlatPlace)?.Skip(flat.Length - 1);
    }

    private static Place Payload(Place place, long offset) => place is FlatPlace flat ? flat.Fork() : place.Part(offset);

    /// <summary>Calls the function of a type for a pair of contexts.</summary>
    private void CallValue(FunctionText f, WitType type, Place from, Place to)
    {
        var (isFromFlat, isToFlat) = (from is FlatPlace, to is FlatPlace);
        var signature = string.Concat(isFromFlat ? type.Flat!.Select(t => $"(param {FunctionText.Name(t)})") : ["(param i32)"])
            + (isToFlat ? string.Concat(type.Flat!.Select(t => $"(result {FunctionText.Name(t)})")) : "(param i32)");
        var function = Function(("value", type.Id, Reading(from.Context), to.Context, isFromFlat, isToFlat), $"pass:type:{type.Id}", signature,
            g => ValueFunction(g, type, from.Context, to.Context, isFromFlat, isToFlat));
        var arguments = new List<string>();
        if (from is FlatPlace source) arguments.AddRange(type.Flat!.Select(source.Read));
        else arguments.Add(((MemoryPlace)from).Address);
        if (to is MemoryPlace memory) arguments.Add(memory.Address);
        var call = $"(call {function} {string.Join(' ', arguments)})";
        if (to is not FlatPlace target)
        {
            f.Line(call);
            return;
        }
        var results = Array.ConvertAll(type.Flat!, f.Local);
        f.CallFor(call, results);
        foreach (var (flat, result) in type.Flat!.Zip(results)) target.Write(f, flat, FunctionText.Get(result));
    }

    private void ValueFunction(FunctionText g, WitType type, AdapterContext from, AdapterContext to, bool isFromFlat, bool isToFlat)
    {
        Place source = isFromFlat
            ? new FlatPlace(from, Array.ConvertAll(type.Flat!, t => (g.Parameter(t), t)))
            : new MemoryPlace(from, Memory(from), g.Parameter());
        if (!isToFlat)
        {
            Value(g, type, source, new MemoryPlace(to, Memory(to), g.Parameter()), isOwnFunction: true);
            return;
        }
        foreach (var flat in type.Flat!) g.Result(flat);
        var results = Array.ConvertAll(type.Flat, t => (Local: g.Local(t), t));
        Value(g, type, source, new FlatPlace(to, results), isOwnFunction: true);
        foreach (var (local, _) in results) g.Line(FunctionText.Get(local));
    }

    /// <summary>What of a context counts for reading values: contexts that differ elsewhere share functions.</summary>
    private static AdapterContext Reading(AdapterContext context) => context with { Realloc = null };

    private static void Copy(FunctionText f, MemoryPlace from, MemoryPlace to, MemoryLayout layout)
    {
        if (layout.Size is 1 or 2 or 4) to.Write(f, Scalar.Unsigned(layout.Size), from.Read(Scalar.Unsigned(layout.Size)));
        else f.Line($"(memory.copy {to.Memory} {from.Memory} {to.Address} {from.Address} {FunctionText.I32(layout.Size)})");
    }
}

using System.Numerics;
using Microlight.Wasm.Components.Typing;

namespace Microlight.Wasm.Components.Values;

/// <summary>Reads values out of a transfer memory as their types say (CanonicalABI.md, loading). Whatever is wrong is a violation.</summary>
internal readonly struct ValueReader(TransferMemory memory, ComponentResources resources)
{
    private static readonly WitValue.Bool s_true = new(true), s_false = new(false);

    /// <summary>Recurses on types, whose depth is limited.</summary>
    /// <exception cref="ProtocolViolationException">There is no value of the type, or the budget is used up.</exception>
    public WitValue Read(WitType type, int address)
    {
        switch (type)
        {
            case WitPrimitive primitive: return ReadPrimitive(primitive.Kind, address);
            case WitRecord record:
                var fields = new (string, WitValue)[record.Fields.Length];
                var offset = 0;
                for (var i = 0; i < fields.Length; i++)
                {
                    var (name, part) = record.Fields[i];
                    fields[i] = (name, Read(part, address + Next(ref offset, part)));
                }
                return WitValue.Record.Of(fields);
            case WitTuple tuple: return ReadTuple(tuple.Parts, address);
            case WitVariant variant:
                var chosen = variant.Cases[memory.GetCase(address, variant.Cases.Length)];
                return new WitValue.Variant(chosen.Name, ReadPayload(chosen.Type, variant, variant.Cases.Length, address));
            case WitEnum cases: return new WitValue.Enum(cases.Cases[memory.GetCase(address, cases.Cases.Length)]);
            case WitFlags flags:
                var bits = memory.GetFlags(address, flags.Names.Length);
                return new WitValue.Flags(flags.Names.Where((_, i) => (bits >> i & 1) != 0));
            case WitOption option:
                return memory.GetCase(address, 2) == 0 ? WitValue.Option.None : new WitValue.Option(ReadPayload(option.Type, option, 2, address));
            case WitResult result:
                var isOk = memory.GetCase(address, 2) == 0;
                return new WitValue.Result(isOk, ReadPayload(isOk ? result.Ok : result.Error, result, 2, address));
            case WitList list: return ReadList(list, address);
            case WitMap map:
                var pairs = memory.GetList(address, PairLayout(map), map.Size, out var count);
                var items = new WitValue[count];
                for (var i = 0; i < count; i++) items[i] = ReadTuple(map.Parts, pairs + i * (int)PairLayout(map).Size);
                return new WitValue.List(items);
            case WitHandle handle: return ReadHandle(handle, memory.Get<int>(address));
            default: throw new InvalidOperationException($"There are no values of type {TypeText.Of(type)}.");
        }
    }

    internal static MemoryLayout PairLayout(WitMap map) => MemoryLayout.Record(map.Parts, is64: false);

    /// <summary>Where a field lies, behind those up to <paramref name="offset"/>.</summary>
    internal static int Next(ref int offset, WitType field)
    {
        var at = field.Layout.Place(offset);
        offset = at + (int)field.Layout.Size;
        return at;
    }

    private WitValue.Tuple ReadTuple(WitType[] types, int address)
    {
        var items = new WitValue[types.Length];
        var offset = 0;
        for (var i = 0; i < items.Length; i++) items[i] = Read(types[i], address + Next(ref offset, types[i]));
        return WitValue.Tuple.Of(items);
    }

    private WitValue? ReadPayload(WitType? type, WitType variant, int cases, int address) =>
        type is null ? null : Read(type, address + MemoryLayout.PayloadOffset(cases, variant.Parts));

    private WitValue ReadPrimitive(Primitive kind, int address) => kind switch
    {
        Primitive.Bool => memory.GetBoolean(address) ? s_true : s_false,
        Primitive.S8 => memory.Get<sbyte>(address),
        Primitive.U8 => memory.Get<byte>(address),
        Primitive.S16 => memory.Get<short>(address),
        Primitive.U16 => memory.Get<ushort>(address),
        Primitive.S32 => memory.Get<int>(address),
        Primitive.U32 => memory.Get<uint>(address),
        Primitive.S64 => memory.Get<long>(address),
        Primitive.U64 => memory.Get<ulong>(address),
        Primitive.F32 => memory.Get<float>(address),
        Primitive.F64 => memory.Get<double>(address),
        Primitive.Char => memory.GetCharacter(address),
        Primitive.String => memory.GetString(address),
        _ => throw new InvalidOperationException($"There are no values of type {TypeText.Of(kind)}."),
    };

    private WitValue.List ReadList(WitList list, int address)
    {
        if (list.Element is WitPrimitive { Kind: var kind } && Numbers.TypeOf(list.Element) is not null)
        {
            return kind switch
            {
                Primitive.S8 => ReadNumbers<sbyte>(list, address),
                Primitive.U8 => ReadNumbers<byte>(list, address),
                Primitive.S16 => ReadNumbers<short>(list, address),
                Primitive.U16 => ReadNumbers<ushort>(list, address),
                Primitive.S32 => ReadNumbers<int>(list, address),
                Primitive.U32 => ReadNumbers<uint>(list, address),
                Primitive.S64 => ReadNumbers<long>(list, address),
                Primitive.U64 => ReadNumbers<ulong>(list, address),
                Primitive.F32 => ReadNumbers<float>(list, address),
                _ => ReadNumbers<double>(list, address),
            };
        }
        int first, count;
        if (list.Length is { } length) memory.ChargeList(first = address, count = (int)length, list.Element.Layout, list.Element.Size);
        else first = memory.GetList(address, list.Element.Layout, list.Element.Size, out count);
        var items = new WitValue[count];
        for (var i = 0; i < count; i++) items[i] = Read(list.Element, first + i * (int)list.Element.Layout.Size);
        return new WitValue.List(items);
    }

    private WitValue.List ReadNumbers<T>(WitList list, int address) where T : unmanaged, INumber<T> =>
        WitValue.List.OfNumbers(list.Length is { } length ? memory.GetNumbersAt<T>(address, (int)length) : memory.GetNumbers<T>(address));

    private WitValue.Resource ReadHandle(WitHandle handle, int representation) => new(handle switch
    {
        { Resource.Resource.IsHost: false } => resources.Receive(handle.Resource.Resource.Path!, representation),
        { IsBorrow: true } => resources.Get<object>(representation),
        _ => resources.Take<object>(representation),
    });
}

using System.Numerics;
using Microlight.Wasm.Components.Typing;

namespace Microlight.Wasm.Components.Values;

/// <summary>Writes values of their types (<see cref="ValueCheck"/>) into a transfer memory (CanonicalABI.md, storing).</summary>
internal readonly struct ValueWriter(TransferMemory memory, ComponentResources resources)
{
    /// <summary>Recurses on types, whose depth is limited. The memory at the address is 0.</summary>
    /// <exception cref="TransferMemoryFullException">There is no room for it.</exception>
    public void Write(WitType type, int address, WitValue value)
    {
        switch (type, value)
        {
            case (WitPrimitive, _): WritePrimitive(address, value); break;
            case (WitRecord record, WitValue.Record fields):
                var offset = 0;
                foreach (var (name, part) in record.Fields) Write(part, address + ValueReader.Next(ref offset, part), fields[name]);
                break;
            case (WitTuple, WitValue.Tuple tuple): WriteTuple(type.Parts, address, tuple.Items.AsSpan()); break;
            case (WitVariant variant, WitValue.Variant(var name, var payload)):
                var index = variant.Cases.Select(c => c.Name).ToList().IndexOf(name);
                WriteCase(variant, variant.Cases.Length, index, variant.Cases[index].Type, address, payload);
                break;
            case (WitEnum cases, WitValue.Enum(var name)): memory.SetCase(address, cases.Cases.Length, cases.Cases.IndexOf(name)); break;
            case (WitFlags flags, WitValue.Flags names):
                var bits = 0u;
                foreach (var flag in names.Names) bits |= 1u << flags.Names.IndexOf(flag);
                memory.SetFlags(address, flags.Names.Length, bits);
                break;
            case (WitOption option, WitValue.Option(var content)): WriteCase(option, 2, content is null ? 0 : 1, option.Type, address, content); break;
            case (WitResult result, WitValue.Result(var isOk, var payload)): WriteCase(result, 2, isOk ? 0 : 1, isOk ? result.Ok : result.Error, address, payload); break;
            case (WitList list, WitValue.List items): WriteList(list, address, items); break;
            case (WitMap map, WitValue.List pairs):
                var layout = ValueReader.PairLayout(map);
                var first = memory.SetZeroedList(address, pairs.Count, layout);
                for (var i = 0; i < pairs.Count; i++) WriteTuple(map.Parts, first + i * (int)layout.Size, ((WitValue.Tuple)pairs[i]).Items.AsSpan());
                break;
            case (WitHandle handle, WitValue.Resource(var target)): memory.Set(address, Handle(handle, target)); break;
            default: throw new InvalidOperationException($"There are no values of type {TypeText.Of(type)}.");
        }
    }

    private void WriteTuple(WitType[] types, int address, ReadOnlySpan<WitValue> items)
    {
        var offset = 0;
        for (var i = 0; i < types.Length; i++) Write(types[i], address + ValueReader.Next(ref offset, types[i]), items[i]);
    }

    private void WriteCase(WitType variant, int cases, int index, WitType? type, int address, WitValue? payload)
    {
        memory.SetCase(address, cases, index);
        if (payload is not null) Write(type!, address + MemoryLayout.PayloadOffset(cases, variant.Parts), payload);
    }

    private void WritePrimitive(int address, WitValue value)
    {
        switch (value)
        {
            case WitValue.Bool(var v): memory.SetBoolean(address, v); break;
            case WitValue.S8(var v): memory.Set(address, v); break;
            case WitValue.U8(var v): memory.Set(address, v); break;
            case WitValue.S16(var v): memory.Set(address, v); break;
            case WitValue.U16(var v): memory.Set(address, v); break;
            case WitValue.S32(var v): memory.Set(address, v); break;
            case WitValue.U32(var v): memory.Set(address, v); break;
            case WitValue.S64(var v): memory.Set(address, v); break;
            case WitValue.U64(var v): memory.Set(address, v); break;
            case WitValue.F32(var v): memory.Set(address, v); break;
            case WitValue.F64(var v): memory.Set(address, v); break;
            case WitValue.Char(var v): memory.SetCharacter(address, v); break;
            case WitValue.String(var v): memory.SetString(address, v); break;
            default: throw new InvalidOperationException();
        }
    }

    private void WriteList(WitList list, int address, WitValue.List items)
    {
        if (list.Element is WitPrimitive { Kind: var kind } && Numbers.TypeOf(list.Element) is not null)
        {
            switch (kind)
            {
                case Primitive.S8: WriteNumbers<sbyte>(list, address, items); break;
                case Primitive.U8: WriteNumbers<byte>(list, address, items); break;
                case Primitive.S16: WriteNumbers<short>(list, address, items); break;
                case Primitive.U16: WriteNumbers<ushort>(list, address, items); break;
                case Primitive.S32: WriteNumbers<int>(list, address, items); break;
                case Primitive.U32: WriteNumbers<uint>(list, address, items); break;
                case Primitive.S64: WriteNumbers<long>(list, address, items); break;
                case Primitive.U64: WriteNumbers<ulong>(list, address, items); break;
                case Primitive.F32: WriteNumbers<float>(list, address, items); break;
                default: WriteNumbers<double>(list, address, items); break;
            }
            return;
        }
        var first = list.Length is null ? memory.SetZeroedList(address, items.Count, list.Element.Layout) : address;
        for (var i = 0; i < items.Count; i++) Write(list.Element, first + i * (int)list.Element.Layout.Size, items[i]);
    }

    private void WriteNumbers<T>(WitList list, int address, WitValue.List items) where T : unmanaged, INumber<T>
    {
        var numbers = items.Numbers<T>().Span;
        if (list.Length is null) memory.SetNumbers(address, numbers);
        else memory.SetNumbersAt(address, numbers);
    }

    /// <summary>Whose resource it is says the type: a component's resource is, for another component, one of the host's.</summary>
    private int Handle(WitHandle handle, object target) => (handle.Resource.Resource.IsHost, handle.IsBorrow, target) switch
    {
        (false, true, _) => resources.Lend((GuestResource)target),
        (false, false, _) => resources.Give((GuestResource)target),
        (true, true, GuestResource resource) => resources.Lend((object)resource.Valid()),
        (true, false, GuestResource resource) => resources.Move(resource),
        (true, true, _) => resources.Lend(target),
        (true, false, _) => resources.Add(target),
    };
}

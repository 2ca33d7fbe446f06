using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;
using Microlight.Wasm.Components;
using Microlight.Wasm.Components.Typing;

namespace Microlight.Wasm.Tests.Components;

/// <summary>Values of the component model's scripts (FORMAT.md), written to and compared with what lies in the transfer memory.</summary>
internal static class ComponentSpecValues
{
    public static void Write(TransferMemory memory, int address, WitType type, JsonElement value)
    {
        switch (type)
        {
            case WitPrimitive primitive: Write(memory, address, primitive.Kind, value.GetProperty("value")); break;
            case WitEnum cases: memory.SetCase(address, cases.Cases.Length, cases.Cases.IndexOf(value.GetProperty("value").GetString()!)); break;
            case WitFlags flags:
                var bits = 0u;
                foreach (var name in value.GetProperty("value").EnumerateArray()) bits |= 1u << flags.Names.IndexOf(name.GetString()!);
                memory.SetFlags(address, flags.Names.Length, bits);
                break;
            case WitList { Length: null } list:
                Elements(memory, address, [list.Element], list.Element.Layout, [.. value.GetProperty("value").EnumerateArray().Select(v => new[] { v })]);
                break;
            case WitMap map:
                Elements(memory, address, map.Parts, MemoryLayout.Record(map.Parts, false), [.. value.GetProperty("value").EnumerateArray().Select(v => v.EnumerateArray().ToArray())]);
                break;
            case WitRecord record: Fields(memory, address, record.Parts, [.. value.GetProperty("value").EnumerateArray().Select(v => v[1])]); break;
            case WitTuple or WitList: Fields(memory, address, Parts(type), [.. value.GetProperty("value").EnumerateArray()]); break;
            default:
                var (number, payload) = Case(type, value);
                var (payloads, offset) = Payloads(type);
                memory.SetCase(address, payloads.Length, number);
                if (payloads[number] is { } payloadType) Write(memory, address + offset, payloadType, payload!.Value);
                break;
        }
    }

    /// <summary>A sentence if the value is another.</summary>
    public static string? Compare(TransferMemory memory, int address, WitType type, JsonElement expected)
    {
        switch (type)
        {
            case WitPrimitive primitive: return Differ(Read(memory, address, primitive.Kind), expected.GetProperty("value"), primitive.Kind);
            case WitEnum cases: return Differ(cases.Cases[memory.GetCase(address, cases.Cases.Length)], expected.GetProperty("value").GetString());
            case WitFlags flags:
                var bits = memory.GetFlags(address, flags.Names.Length);
                return Differ(string.Join(' ', flags.Names.Where((_, i) => (bits >> i & 1) != 0)), string.Join(' ', expected.GetProperty("value").EnumerateArray().Select(n => n.GetString())));
            case WitList { Length: null } or WitMap:
                var (parts, layout) = type is WitMap map ? (map.Parts, MemoryLayout.Record(map.Parts, false)) : (type.Parts, type.Parts[0].Layout);
                var values = expected.GetProperty("value").EnumerateArray().ToArray();
                var first = memory.GetList(address, (int)layout.Size, layout.Alignment, out var count);
                if (count != values.Length) return $"{count} elements instead of {values.Length}";
                for (var i = 0; i < count; i++)
                {
                    if (CompareFields(memory, first + i * (int)layout.Size, parts, type is WitMap ? [.. values[i].EnumerateArray()] : [values[i]]) is { } difference) return difference;
                }
                return null;
            case WitRecord record: return CompareFields(memory, address, record.Parts, [.. expected.GetProperty("value").EnumerateArray().Select(v => v[1])]);
            case WitTuple or WitList: return CompareFields(memory, address, Parts(type), [.. expected.GetProperty("value").EnumerateArray()]);
            default:
                var (number, payload) = Case(type, expected);
                var (payloads, offset) = Payloads(type);
                var found = memory.GetCase(address, payloads.Length);
                if (found != number) return $"case {found} instead of {number}";
                return payloads[number] is { } payloadType ? Compare(memory, address + offset, payloadType, payload!.Value) : null;
        }
    }

    private static WitType[] Parts(WitType type) => type is WitList { Length: { } count } list ? [.. Enumerable.Repeat(list.Element, (int)count)] : type.Parts;

    private static void Fields(TransferMemory memory, int address, WitType[] types, JsonElement[] values)
    {
        var offset = 0L;
        foreach (var (type, value) in types.Zip(values))
        {
            offset = MemoryLayout.Align(offset, type.Layout.Alignment);
            Write(memory, address + (int)offset, type, value);
            offset += type.Layout.Size;
        }
    }

    private static string? CompareFields(TransferMemory memory, int address, WitType[] types, JsonElement[] values)
    {
        if (types.Length != values.Length) return $"{types.Length} fields instead of {values.Length}";
        var offset = 0L;
        foreach (var (type, value) in types.Zip(values))
        {
            offset = MemoryLayout.Align(offset, type.Layout.Alignment);
            if (Compare(memory, address + (int)offset, type, value) is { } difference) return difference;
            offset += type.Layout.Size;
        }
        return null;
    }

    private static void Elements(TransferMemory memory, int address, WitType[] parts, MemoryLayout layout, JsonElement[][] values)
    {
        var first = memory.SetList(address, values.Length, (int)layout.Size, layout.Alignment);
        foreach (var (i, value) in values.Index()) Fields(memory, first + i * (int)layout.Size, parts, value);
    }

    private static (WitType?[] Types, int Offset) Payloads(WitType type)
    {
        WitType?[] types = type switch
        {
            WitVariant variant => [.. variant.Cases.Select(c => c.Type)],
            WitOption option => [null, option.Type],
            _ => [((WitResult)type).Ok, ((WitResult)type).Error],
        };
        var alignment = types.Max(t => t?.Layout.Alignment ?? 1);
        return (types, (int)MemoryLayout.Align(MemoryLayout.DiscriminantSize(types.Length), alignment));
    }

    private static (int Number, JsonElement? Payload) Case(WitType type, JsonElement value)
    {
        switch (type)
        {
            case WitOption:
                var some = value.GetProperty("value");
                return some.ValueKind == JsonValueKind.Null ? (0, null) : (1, some);
            case WitResult: return value.TryGetProperty("ok", out var ok) ? (0, ok) : (1, value.GetProperty("err"));
            default:
                var name = value.GetProperty("case").GetString();
                return (((WitVariant)type).Cases.Select(c => c.Name).ToList().IndexOf(name!), value.TryGetProperty("value", out var payload) ? payload : null);
        }
    }

    private static void Write(TransferMemory memory, int address, Primitive kind, JsonElement value)
    {
        switch (kind)
        {
            case Primitive.Bool: memory.SetBoolean(address, value.GetBoolean()); break;
            case Primitive.Char: memory.SetCharacter(address, value.GetString()!.EnumerateRunes().Single()); break;
            case Primitive.String: memory.SetString(address, value.GetString()!); break;
            default:
                var bits = BigInteger.Parse(value.GetString()!, CultureInfo.InvariantCulture);
                switch (kind)
                {
                    case Primitive.S8 or Primitive.U8: memory.Set(address, (byte)(int)(bits & 0xff)); break;
                    case Primitive.S16 or Primitive.U16: memory.Set(address, (ushort)(int)(bits & 0xffff)); break;
                    case Primitive.S64 or Primitive.U64 or Primitive.F64: memory.Set(address, (ulong)(bits & ulong.MaxValue)); break;
                    default: memory.Set(address, (uint)(bits & uint.MaxValue)); break;
                }
                break;
        }
    }

    private static string Read(TransferMemory memory, int address, Primitive kind) => kind switch
    {
        Primitive.Bool => memory.GetBoolean(address) ? "true" : "false",
        Primitive.Char => memory.GetCharacter(address).ToString(),
        Primitive.String => memory.GetString(address),
        Primitive.S8 => $"{memory.Get<sbyte>(address)}",
        Primitive.U8 => $"{memory.Get<byte>(address)}",
        Primitive.S16 => $"{memory.Get<short>(address)}",
        Primitive.U16 => $"{memory.Get<ushort>(address)}",
        Primitive.S32 => $"{memory.Get<int>(address)}",
        Primitive.S64 => $"{memory.Get<long>(address)}",
        Primitive.U64 or Primitive.F64 => $"{memory.Get<ulong>(address)}",
        _ => $"{memory.Get<uint>(address)}",
    };

    private static string? Differ(string found, JsonElement expected, Primitive kind)
    {
        var text = expected.ValueKind switch { JsonValueKind.True => "true", JsonValueKind.False => "false", _ => expected.GetString()! };
        if (!text.StartsWith("nan:", StringComparison.Ordinal)) return Differ(found, text);
        var isNaN = kind == Primitive.F32 ? float.IsNaN(BitConverter.UInt32BitsToSingle(uint.Parse(found, CultureInfo.InvariantCulture))) : double.IsNaN(BitConverter.UInt64BitsToDouble(ulong.Parse(found, CultureInfo.InvariantCulture)));
        return isNaN ? null : $"{found} instead of a NaN";
    }

    private static string? Differ(string found, string? expected) => found == expected ? null : $"{found} instead of {expected}";
}

using Microlight.Wit;
using Microlight.WitBindings.Model;

namespace Microlight.WitBindings.Writing;

/// <content>To the transfer memory (CanonicalABI.md, storing).</content>
internal sealed partial class Codec
{
    /// <summary>An expression that is a statement: puts the value at the place.</summary>
    /// <param name="value">A C# expression.</param>
    public string Write(WitType unresolved, Place place, string value)
    {
        var type = TypeTable.Resolve(unresolved);
        var (memory, address) = (place.Memory, place.Address);
        if (TypeTable.Number(type) is not null) return $"{memory}.Set({address}, {value})";
        if (TypeTable.IsHandle(type)) return $"{memory}.Set({address}, {place.Handles}.{(type.Form == WitTypeForm.Borrow ? "Lend" : "Give")}<{types.CSharp(type)}>({value}))";
        switch (type.Form)
        {
            case WitTypeForm.Bool: return $"{memory}.SetBoolean({address}, {value})";
            case WitTypeForm.Char: return $"{memory}.SetCharacter({address}, {value})";
            case WitTypeForm.String: return $"{memory}.SetString({address}, {value})";
            case WitTypeForm.List when IsNumberList(type):
                return TypeTable.Resolve(type.Arguments[0]!).Form == WitTypeForm.U8
                    ? $"{memory}.SetBytes({address}, {value}.Span)"
                    : $"{Runtime.Namespace}.WitLists.SetNumbers({memory}, {address}, {value})";
            case WitTypeForm.Named when type.Definition is { Kind: WitTypeKind.Enum } definition: return $"{memory}.SetCase({address}, {definition.Members.Count}, (int){value})";
            case WitTypeForm.Named when type.Definition is { Kind: WitTypeKind.Flags } definition: return $"{memory}.SetFlags({address}, {definition.Members.Count}, (uint){value})";
            default: return $"{Class}.{Method("Write", type, (code, name) => Writer(code, name, type))}({Given(type, place)}, {value})";
        }
    }

    private void Writer(CodeText code, string name, WitType type)
    {
        code.Open($"public static void {name}({Declared(type)}, {types.CSharp(type)} value)");
        switch (type.Form)
        {
            case WitTypeForm.Option: WriteOption(code, type); break;
            case WitTypeForm.Result: WriteResult(code, type); break;
            case WitTypeForm.Tuple: WriteFields(code, type.Arguments!, type.Arguments.Select((_, i) => $"value.Item{i + 1}").ToList()); break;
            case WitTypeForm.Map: WriteMap(code, type); break;
            case WitTypeForm.List: WriteList(code, type); break;
            case WitTypeForm.Named when type.Definition is { Kind: WitTypeKind.Variant } variant: WriteVariant(code, variant); break;
            default:
                var record = type.Definition!;
                if (!types.IsPlain(record)) NotNull(code);
                WriteFields(code, record.Members.Select(m => m.Type!).ToList(), names.Members(record).Select(m => $"value.{m}").ToList());
                break;
        }
        code.Close();
    }

    private void WriteOption(CodeText code, WitType option)
    {
        var inner = option.Arguments[0]!;
        var hasValue = TypeTable.IsNested(option) ? "value.HasValue" : "value is { } some";
        code.Line("memory.SetCase(address, 2, 0);");
        code.Line($"if (!({hasValue})) return;");
        code.Line("memory.SetCase(address, 2, 1);");
        code.Line($"{Write(inner, Payload(2, option.Arguments, s_inside), TypeTable.IsNested(option) ? "value.Value" : "some")};");
    }

    private void WriteResult(CodeText code, WitType result)
    {
        code.Line("memory.SetCase(address, 2, value.IsOk ? 0 : 1);");
        if (result.Arguments.ElementAtOrDefault(0) is { } ok) code.Line($"if (value.IsOk) {Write(ok, Payload(2, result.Arguments, s_inside), "value.Value")};");
        if (result.Arguments.ElementAtOrDefault(1) is { } error) code.Line($"if (!value.IsOk) {Write(error, Payload(2, result.Arguments, s_inside), "value.Error")};");
    }

    private void WriteFields(CodeText code, IReadOnlyList<WitType> fields, IReadOnlyList<string> values)
    {
        var offsets = layout.Offsets(fields, out _, out _);
        for (var i = 0; i < fields.Count; i++) code.Line($"{Write(fields[i], s_inside.At(offsets[i]), values[i])};");
    }

    private void WriteVariant(CodeText code, WitTypeDefinition variant)
    {
        var (name, cases) = (names.QualifiedType(variant), names.Members(variant));
        var payload = Payload(cases.Count, variant.Members.Select(m => m.Type), s_inside);
        NotNull(code);
        code.Open("switch (value)");
        for (var i = 0; i < cases.Count; i++)
        {
            var type = variant.Members[i].Type;
            code.Open($"case {name}.{cases[i]}{(type is null ? "" : " one")}:");
            code.Line($"memory.SetCase(address, {cases.Count}, {i});");
            if (type is not null) code.Line($"{Write(type, payload, "one.Value")};");
            code.Line("break;");
            code.Close();
        }
        code.Close();
    }

    private void WriteList(CodeText code, WitType list)
    {
        var (size, alignment) = Element(list);
        NotNull(code);
        if (list.Length is { } length)
        {
            code.Line($"if (value.Count != {length}) throw new global::System.ArgumentException(\"The list has \" + value.Count + \" elements, not {length}.\");");
            code.Line($"var (at, count) = (address, {length});");
        }
        else
        {
            code.Line("var count = value.Count;");
            code.Line($"var at = memory.SetList(address, count, {size}, {alignment});");
        }
        code.Line($"for (var i = 0; i < count; i++) {Write(list.Arguments[0]!, new Place("memory", "handles", $"at + i * {size}"), "value[i]")};");
    }

    private void WriteMap(CodeText code, WitType map)
    {
        var (size, alignment) = Element(map);
        var offsets = layout.Offsets(map.Arguments!, out _, out _);
        NotNull(code);
        code.Line($"var at = memory.SetList(address, value.Count, {size}, {alignment});");
        code.Open("foreach (var pair in value)");
        var at = new Place("memory", "handles", "at");
        code.Line($"{Write(map.Arguments[0]!, at, "pair.Key")};");
        code.Line($"{Write(map.Arguments[1]!, at.At(offsets[1]), "pair.Value")};");
        code.Line($"at += {size};");
        code.Close();
    }

    private static void NotNull(CodeText code) => code.Line("global::System.ArgumentNullException.ThrowIfNull(value);");
}

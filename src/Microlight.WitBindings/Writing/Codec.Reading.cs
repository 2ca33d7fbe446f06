using Microlight.Wit;
using Microlight.WitBindings.Model;

namespace Microlight.WitBindings.Writing;

/// <content>From the transfer memory (CanonicalABI.md, loading).</content>
internal sealed partial class Codec
{
    /// <summary>An expression for the value that lies at the place.</summary>
    public string Read(WitType unresolved, Place place)
    {
        var type = TypeTable.Resolve(unresolved);
        var (memory, address) = (place.Memory, place.Address);
        if (TypeTable.Number(type) is { } number) return $"{memory}.Get<{number}>({address})";
        if (TypeTable.IsHandle(type)) return $"{place.Handles}.{(type.Form == WitTypeForm.Borrow ? "Get" : "Take")}<{types.CSharp(type)}>({memory}.Get<int>({address}))";
        if (IsNumberList(type)) return $"{memory}.GetNumbers<{TypeTable.Number(TypeTable.Resolve(type.Arguments[0]!))}>({address})";
        switch (type.Form)
        {
            case WitTypeForm.Bool: return $"{memory}.GetBoolean({address})";
            case WitTypeForm.Char: return $"{memory}.GetCharacter({address})";
            case WitTypeForm.String: return $"{memory}.GetString({address})";
            case WitTypeForm.Named when type.Definition is { Kind: WitTypeKind.Enum } definition:
                return $"({names.QualifiedType(definition)}){memory}.GetCase({address}, {definition.Members.Count})";
            case WitTypeForm.Named when type.Definition is { Kind: WitTypeKind.Flags } definition:
                return $"({names.QualifiedType(definition)}){memory}.GetFlags({address}, {definition.Members.Count})";
            default: return $"{Class}.{Method("Read", type, (code, name) => Reader(code, name, type))}({Given(type, place)})";
        }
    }

    private void Reader(CodeText code, string name, WitType type)
    {
        var header = $"public static {types.CSharp(type)} {name}({Declared(type)})";
        if (Expression(type) is { } expression)
        {
            code.Line($"{header} => {expression};");
            return;
        }
        code.Open(header);
        if (type.Form == WitTypeForm.Named) ReadVariant(code, type.Definition!);
        else if (type.Form == WitTypeForm.Map) ReadMap(code, type);
        else ReadList(code, type);
        code.Close();
    }

    /// <summary>Null for what is more than one.</summary>
    private string? Expression(WitType type)
    {
        switch (type.Form)
        {
            case WitTypeForm.Option:
                var some = Read(type.Arguments[0]!, Payload(2, type.Arguments, s_inside));
                return TypeTable.IsNested(type)
                    ? $"memory.GetCase(address, 2) == 0 ? default : new {types.CSharp(type)}({some})"
                    : $"memory.GetCase(address, 2) == 0 ? null : ({types.CSharp(type)}){some}";
            case WitTypeForm.Result:
                return $"memory.GetCase(address, 2) == 0 ? ({types.CSharp(type)}){ReadPart(type, 0, "Ok")} : {ReadPart(type, 1, "Error")}";
            case WitTypeForm.Tuple:
                var items = Fields(type.Arguments!);
                return items.Count == 1 ? $"new {types.CSharp(type)}({items[0]})" : $"({string.Join(", ", items)})";
            case WitTypeForm.Named when type.Definition is { Kind: WitTypeKind.Record } record:
                return $"new {names.QualifiedType(record)}({string.Join(", ", Fields(record.Members.Select(m => m.Type!).ToList()))})";
            default: return null;
        }
    }

    private List<string> Fields(IReadOnlyList<WitType> fields)
    {
        var offsets = layout.Offsets(fields, out _, out _);
        return fields.Select((field, i) => Read(field, s_inside.At(offsets[i]))).ToList();
    }

    private string ReadPart(WitType result, int index, string kind) => index < result.Arguments.Count && result.Arguments[index] is { } part
        ? $"{Runtime.Namespace}.Wit.{kind}<{types.CSharp(part)}>({Read(part, Payload(2, result.Arguments, s_inside))})"
        : $"{Runtime.Namespace}.Wit.{kind}()";

    private void ReadVariant(CodeText code, WitTypeDefinition variant)
    {
        var (name, cases) = (names.QualifiedType(variant), names.Members(variant));
        var payload = Payload(cases.Count, variant.Members.Select(m => m.Type), s_inside);
        code.Open($"switch (memory.GetCase(address, {cases.Count}))");
        for (var i = 0; i < cases.Count; i++)
        {
            var label = i == cases.Count - 1 ? "default:" : $"case {i}:";
            code.Line(variant.Members[i].Type is { } type ? $"{label} return new {name}.{cases[i]}({Read(type, payload)});" : $"{label} return {name}.{cases[i]}.Instance;");
        }
        code.Close();
    }

    private void ReadList(CodeText code, WitType list)
    {
        var (size, alignment) = Element(list);
        var element = list.Arguments[0]!;
        code.Line(list.Length is { } length ? $"var (at, count) = (address, {length});" : $"var at = memory.GetList(address, {size}, {alignment}, out var count);");
        code.Line($"var result = new {types.CSharp(element)}[count];");
        code.Line($"for (var i = 0; i < count; i++) result[i] = {Read(element, new Place("memory", "handles", $"at + i * {size}"))};");
        code.Line("return result;");
    }

    /// <summary>Of a key that comes twice the last value counts (Explainer.md, specialized value types).</summary>
    private void ReadMap(CodeText code, WitType map)
    {
        var (size, alignment) = Element(map);
        var offsets = layout.Offsets(map.Arguments!, out _, out _);
        var at = new Place("memory", "handles", $"at + i * {size}");
        code.Line($"var at = memory.GetList(address, {size}, {alignment}, out var count);");
        code.Line($"var result = {Runtime.Namespace}.WitMaps.Create<{types.CSharp(map.Arguments[0]!)}, {types.CSharp(map.Arguments[1]!)}>(count);");
        code.Line($"for (var i = 0; i < count; i++) result[{Read(map.Arguments[0]!, at)}] = {Read(map.Arguments[1]!, at.At(offsets[1]))};");
        code.Line("return result;");
    }

    private Place Payload(int cases, IEnumerable<WitType?> payloads, Place place) => place.At(layout.PayloadOffset(cases, payloads));
}

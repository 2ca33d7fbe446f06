using Microlight.Tars.Idl;

namespace Microlight.Tars.Generator;

/// <summary>Writes a structure: a record that knows how it is written and read.</summary>
internal static class StructWriter
{
    private static readonly string[] s_taken =
    [
        "Equals", "GetHashCode", "ToString", "GetType", "Clone", "Deconstruct", "EqualityContract", "PrintMembers", "Finalize", "MemberwiseClone", "ReferenceEquals",
    ];

    public static void Write(SourceWriter source, IdlStruct structure)
    {
        var name = NameScope.Pascal(structure.Name);
        var scope = new NameScope([.. s_taken, name]);
        var names = structure.Fields.ToDictionary(field => field, field => scope.Add(field.Name));
        var contract = $"{CSharpTypes.Runtime}.ITarsStruct<{name}>";
        source.Summary(structure.Documentation, $"{structure.Module}::{structure.Name}").Begin($"public sealed partial record {name} : {contract}");
        foreach (var field in structure.Fields)
        {
            var value = CSharpTypes.Default(field.Type, field.Default) is { } set ? $" = {set};" : "";
            source.Summary(field.Documentation, $"Field {field.Tag}, {(field.IsRequired ? "required" : "optional")}.").Line($"public {CSharpTypes.Name(field.Type)} {names[field]} {{ get; set; }}{value}");
        }
        source.Line().Line($"static string {contract}.TypeName => \"{structure.Module}.{structure.Name}\";").Line();
        source.Begin($"void {contract}.WriteFields(ref {CSharpTypes.Runtime}.TarsWriter writer)");
        foreach (var field in structure.Fields) source.Line($"{CSharpTypes.Codec(field.Type)}.Write(ref writer, {field.Tag}, {names[field]});");
        source.End().Line();
        source.Begin($"static {name} {contract}.ReadFields(ref {CSharpTypes.Runtime}.TarsReader reader)").Line($"var value = new {name}();");
        foreach (var field in structure.Fields)
        {
            if (field.IsRequired) source.Line($"value.{names[field]} = reader.Read{CSharpTypes.Arguments(field.Type)}({field.Tag});");
            else source.Line($"if (reader.TryRead{CSharpTypes.Arguments(field.Type)}({field.Tag}, out var field{field.Tag})) value.{names[field]} = field{field.Tag};");
        }
        source.Line("return value;").End();
        if (structure.Key is { } key) WriteKey(source, name, [.. key.Select(field => (CSharpTypes.Name(field.Type), names[field]))]);
        source.End().Line();
    }

    private static void WriteKey(SourceWriter source, string name, IReadOnlyList<(string Type, string Name)> key)
    {
        source.Line().Summary("", $"Two are equal if their keys are: {string.Join(", ", key.Select(k => k.Name))}.");
        source.Line($"public bool Equals({name}? other) => other is not null{string.Concat(key.Select(k => $" && {CSharpTypes.Collections}.EqualityComparer<{k.Type}>.Default.Equals({k.Name}, other.{k.Name})"))};").Line();
        source.Summary("", "Of the key.").Begin("public override int GetHashCode()").Line("var hash = new global::System.HashCode();");
        foreach (var (_, field) in key) source.Line($"hash.Add({field});");
        source.Line("return hash.ToHashCode();").End();
    }
}
